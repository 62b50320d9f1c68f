// SPDX-License-Identifier: Apache-2.0
// Element-wise operators of two tensors.
#pragma once

#include "frontend/arrange.h"

namespace sluice::frontend {

// Add or Binary of two tensors, each broadcast over the other.
View emit_binary(Step& step, graph::Op op, const View& left, const View& right,
                 const std::string& suffix = "");

// The one number that input `index` is, if it is a constant that is one.
std::optional<double> scalar_constant(const Step& step, std::size_t index);

} // namespace sluice::frontend
