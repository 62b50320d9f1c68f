// SPDX-License-Identifier: Apache-2.0
// The model's inputs and outputs: shapes made static, layouts chosen.
#pragma once

#include "frontend/frontend.h"
#include "frontend/import.h"

namespace sluice::frontend {

// Adds every input to the graph. An input whose shape is not known becomes an operand that carries
// the Error; an option that fits no input is thrown. `order`: of the nodes; constants are known.
void add_inputs(Import& import, const ImportOptions& options,
                const std::vector<std::size_t>& order);

// Adds an output; throws Error when the value cannot leave the graph as it lies.
void add_output(Import& import, const ValueInfo& output);

// "1x3x32x32", "Nx3x?x?": a declared shape as the user knows it.
std::string declared_text(const ValueInfo& info);

// The declared shape with the batch taken as 1; nothing when a dimension is not known.
std::optional<std::vector<std::int64_t>> declared_dims(const ValueInfo& info);

// A view of `dims` over a new value of the graph, channels second.
std::optional<View> default_view(Import& import, const std::string& name,
                                 const std::vector<std::int64_t>& dims);

} // namespace sluice::frontend
