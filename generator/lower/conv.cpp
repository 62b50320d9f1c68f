// SPDX-License-Identifier: Apache-2.0
#include "generator/lower/lower_layer.h"
#include "generator/lower/weighted.h"

namespace sluice::lower {

rtl::Block lower_layer(const network::Conv& layer, const Context& context) {
    rtl::Conv block;
    block.input = context.inputs.at(0).shape;
    block.window = layer.window;
    block.groups = layer.groups;
    block.out_channels = layer.out_channels;
    block.weight_bits = layer.weight_bits;
    block.pad_value = layer.pad_value;
    set_arithmetic(block, layer.weights, layer.requant);
    return block;
}

std::vector<rtl::MemoryImage> memories(const network::Conv& layer, const rtl::Block& block) {
    return weighted_images(std::get<rtl::Conv>(block), layer.weights, layer.requant);
}

} // namespace sluice::lower
