// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "generator/lower/lower_layer.h"
#include "rtl_lib/blocks/requant/requant.h"

namespace sluice::lower {

rtl::Block lower_layer(const network::AveragePool& layer, const Context& context) {
    rtl::Pool block;
    block.input = context.inputs.at(0).shape;
    block.window = layer.window;
    block.average = true;
    block.count_include_pad = layer.count_include_pad;
    block.pad_value = layer.pad_value;
    block.bias = layer.bias;
    block.multiplier = layer.multiplier;
    block.shift = layer.shift;
    block.zero_point = layer.zero_point;
    block.clamp_low = layer.clamp_low;
    block.clamp_high = layer.clamp_high;
    for (const std::int32_t multiplier : layer.multiplier)
        block.multiplier_bits = std::max(block.multiplier_bits, rtl::multiplier_bits(multiplier));
    block.ties_to_even = layer.ties_to_even;
    return block;
}

std::vector<rtl::MemoryImage> memories(const network::AveragePool&, const rtl::Block& block) {
    return rtl::pool_images(std::get<rtl::Pool>(block));
}

} // namespace sluice::lower
