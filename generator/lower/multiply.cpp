// SPDX-License-Identifier: Apache-2.0
#include "generator/lower/lower_layer.h"

namespace sluice::lower {

rtl::Block lower_layer(const network::Multiply& layer, const Context& context) {
    rtl::Multiply block;
    block.shape = context.inputs.at(0).shape;
    block.zero_a = layer.zero_a;
    block.zero_b = layer.zero_b;
    block.multiplier = layer.multiplier;
    block.shift = layer.shift;
    block.zero_point = layer.zero_point;
    block.clamp_low = layer.clamp_low;
    block.clamp_high = layer.clamp_high;
    block.table = !layer.table.empty();
    return block;
}

std::vector<rtl::MemoryImage> memories(const network::Multiply& layer, const rtl::Block&) {
    if (layer.table.empty())
        return {};
    return {rtl::table_image(layer.table)};
}

} // namespace sluice::lower
