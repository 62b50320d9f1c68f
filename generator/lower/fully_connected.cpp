// SPDX-License-Identifier: Apache-2.0
#include "generator/lower/lower_layer.h"
#include "generator/lower/weighted.h"

namespace sluice::lower {

// A convolution whose window is the whole frame.
rtl::Block lower_layer(const network::FullyConnected& layer, const Context& context) {
    const Shape& input = context.inputs.at(0).shape;
    rtl::Conv block;
    block.input = input;
    block.window = {.kernel_h = input.height,
                    .kernel_w = input.width,
                    .stride_h = input.height,
                    .stride_w = input.width};
    block.out_channels = layer.out_channels;
    block.weight_bits = layer.weight_bits;
    set_arithmetic(block, layer.weights, layer.requant);
    return block;
}

std::vector<rtl::MemoryImage> memories(const network::FullyConnected& layer,
                                       const rtl::Block& block) {
    return weighted_images(std::get<rtl::Conv>(block), layer.weights, layer.requant);
}

} // namespace sluice::lower
