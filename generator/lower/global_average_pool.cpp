// SPDX-License-Identifier: Apache-2.0
#include "generator/lower/lower_layer.h"
#include "rtl_lib/blocks/requant/requant.h"

namespace sluice::lower {

rtl::Block lower_layer(const network::GlobalAveragePool& layer, const Context& context) {
    rtl::GlobalPool block;
    block.input = context.inputs.at(0).shape;
    block.bias = layer.requant.bias;
    block.multiplier = layer.requant.multiplier;
    block.shift = layer.requant.shift;
    block.zero_point = layer.requant.zero_point;
    block.clamp_low = layer.requant.clamp_low;
    block.clamp_high = layer.requant.clamp_high;
    block.multiplier_bits = rtl::multiplier_bits(layer.requant.multiplier);
    block.ties_to_even = layer.requant.ties_to_even;
    return block;
}

std::vector<rtl::MemoryImage> memories(const network::GlobalAveragePool&, const rtl::Block&) {
    return {};
}

} // namespace sluice::lower
