// SPDX-License-Identifier: Apache-2.0
// What the dimensions of an input of the model mean, found from its first readers.
#pragma once

#include "frontend/import.h"

namespace sluice::frontend {

// The axes that each dimension of input `name` (batch first, when there are two or more) runs
// over, units included. Follows transposes, reshapes and element-wise nodes to the first layer that
// has channels and pixels; without one, channels come second. Constants must be in `import`.
std::vector<AxisGroup> input_axes(const Import& import, const std::vector<std::size_t>& order,
                                  const std::string& name, const std::vector<std::int64_t>& dims,
                                  Shape& shape);

} // namespace sluice::frontend
