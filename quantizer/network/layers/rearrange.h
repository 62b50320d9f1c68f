// SPDX-License-Identifier: Apache-2.0
// The input's elements in another place, order or number; none is computed.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/shape.h"

namespace sluice::network {

// The output's elements in HWC order are counted by digits of `sizes`, the outermost first; an
// output element is the input's element, in HWC order, at offset + sum of digit * stride.
// The product of the sizes is the number of output elements; strides may be 0 (the elements are
// repeated) or negative (they run backwards); no element outside the input is named.
// DepthToSpace and SpaceToDepth, channel shuffles, transposes, reshapes, slices, crops, channels or
// pixels repeated are all this. Scale and zero point pass through unchanged.
struct Rearrange {
    Shape shape{}; // of the output
    std::int64_t offset = 0;
    std::vector<std::int64_t> sizes{};
    std::vector<std::int64_t> strides{};

    friend bool operator==(const Rearrange&, const Rearrange&) = default;
};

// The input element of each output element, both in HWC order.
std::vector<std::int64_t> source_elements(const Rearrange& layer);

Shape output_shape(const Rearrange& layer, std::span<const Shape> inputs);
std::int64_t macs(const Rearrange& layer, std::span<const Shape> inputs);
void validate(const Rearrange& layer, std::span<const Shape> inputs);

} // namespace sluice::network
