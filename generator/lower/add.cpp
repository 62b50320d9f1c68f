// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "generator/lower/lower_layer.h"
#include "rtl_lib/blocks/requant/requant.h"

namespace sluice::lower {

rtl::Block lower_layer(const network::Add& layer, const Context& context) {
    rtl::Add block;
    block.shape = context.inputs.at(0).shape;
    block.multiplier_a = layer.multiplier_a;
    block.multiplier_b = layer.multiplier_b;
    block.bias = layer.bias;
    block.shift = layer.shift;
    block.zero_point = layer.zero_point;
    block.clamp_low = layer.clamp_low;
    block.clamp_high = layer.clamp_high;
    block.multiplier_bits = std::max(rtl::add_multiplier_bits(layer.multiplier_a),
                                     rtl::add_multiplier_bits(layer.multiplier_b));
    block.ties_to_even = layer.ties_to_even;
    block.table = !layer.table.empty();
    return block;
}

std::vector<rtl::MemoryImage> memories(const network::Add& layer, const rtl::Block&) {
    if (layer.table.empty())
        return {};
    return {rtl::table_image(layer.table)};
}

} // namespace sluice::lower
