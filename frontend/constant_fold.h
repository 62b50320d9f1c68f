// SPDX-License-Identifier: Apache-2.0
// Constant subgraphs evaluated, and the shape arithmetic that activations share with them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "frontend/import.h"
#include "frontend/tensor.h"

namespace sluice::frontend {

// Whether constants can be put through this operator.
bool can_fold(const std::string& op);

// The output of a node whose inputs are all constants; throws Error when it makes no sense.
// Precondition: can_fold(node.op).
void fold_constant(Step& step);

// Reshape's target with 0 (copy, unless `allow_zero`) and -1 (the rest) replaced; nothing when the
// number of elements does not agree.
std::optional<std::vector<std::int64_t>> reshaped_dims(const std::vector<std::int64_t>& dims,
                                                       std::vector<std::int64_t> target,
                                                       bool allow_zero);

// Without the given dimensions of size 1, or without all of them.
std::optional<std::vector<std::int64_t>>
squeezed_dims(const std::vector<std::int64_t>& dims,
              const std::optional<std::vector<std::int64_t>>& axes);

std::optional<std::vector<std::int64_t>> unsqueezed_dims(const std::vector<std::int64_t>& dims,
                                                         const std::vector<std::int64_t>& axes);

// `perm` checked, or the reversal when it is empty.
std::optional<std::vector<std::size_t>> permutation(const std::vector<std::int64_t>& perm,
                                                    std::size_t rank);

} // namespace sluice::frontend
