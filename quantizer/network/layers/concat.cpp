// SPDX-License-Identifier: Apache-2.0
#include "quantizer/network/layers/concat.h"

#include "quantizer/network/checks.h"

namespace sluice::network {

Shape output_shape(const Concat&, std::span<const Shape> inputs) {
    Shape shape = inputs[0];
    for (const Shape& input : inputs.subspan(1))
        shape.channels += input.channels;
    return shape;
}

std::int64_t macs(const Concat&, std::span<const Shape>) {
    return 0;
}

void validate(const Concat&, std::span<const Shape> inputs) {
    require(inputs.size() >= 2, "a concat has fewer than two inputs");
    std::int64_t channels = 0;
    for (const Shape& input : inputs) {
        require_shape(input);
        require(input.height == inputs[0].height && input.width == inputs[0].width,
                "the inputs of a concat differ in height or width");
        channels += input.channels;
        require(channels <= kMaxSize, "a concat has more than 2^20 channels");
    }
}

} // namespace sluice::network
