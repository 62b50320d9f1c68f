// SPDX-License-Identifier: Apache-2.0
#include "quantizer/network/layers/max_unpool.h"

#include <bit>

#include "quantizer/network/checks.h"
#include "quantizer/network/layers/max_place.h"

namespace sluice::network {

int place_bits(const MaxUnpool& layer) {
    return std::bit_width(static_cast<unsigned>(layer.positions() - 1));
}

Shape output_shape(const MaxUnpool& layer, std::span<const Shape> inputs) {
    return {inputs[0].height * layer.kernel_h, inputs[0].width * layer.kernel_w,
            inputs[0].channels};
}

std::int64_t macs(const MaxUnpool&, std::span<const Shape>) {
    return 0;
}

void validate(const MaxUnpool& layer, std::span<const Shape> inputs) {
    require_inputs(inputs, 2);
    require(inputs[0] == inputs[1], "the values and places of a max_unpool differ in shape");
    require(layer.kernel_h >= 1 && layer.kernel_w >= 1 && layer.kernel_h <= kMaxPlaces &&
                layer.kernel_w <= kMaxPlaces && layer.positions() >= 2 &&
                layer.positions() <= kMaxPlaces,
            "the kernel of a max_unpool is out of range");
    require(inputs[0].height <= kMaxSize / layer.kernel_h &&
                inputs[0].width <= kMaxSize / layer.kernel_w &&
                inputs[0].elements() <= kMaxElements / layer.positions(),
            "a max_unpool makes too large a tensor");
    require_int8(layer.zero_point, "a zero point is outside int8");
}

} // namespace sluice::network
