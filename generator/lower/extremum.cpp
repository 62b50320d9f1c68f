// SPDX-License-Identifier: Apache-2.0
#include "generator/lower/lower_layer.h"

namespace sluice::lower {

// An addition that chooses instead of adding.
rtl::Block lower_layer(const network::Extremum& layer, const Context& context) {
    rtl::Add block;
    block.shape = context.inputs.at(0).shape;
    block.operation = layer.minimum ? rtl::AddOperation::minimum : rtl::AddOperation::maximum;
    block.multiplier_a = layer.multiplier_a;
    block.multiplier_b = layer.multiplier_b;
    block.bias = layer.bias_a;
    block.bias_b = layer.bias_b;
    block.shift = layer.shift;
    block.zero_point = layer.zero_point;
    block.clamp_low = layer.clamp_low;
    block.clamp_high = layer.clamp_high;
    block.table = !layer.table.empty();
    return block;
}

std::vector<rtl::MemoryImage> memories(const network::Extremum& layer, const rtl::Block&) {
    if (layer.table.empty())
        return {};
    return {rtl::table_image(layer.table)};
}

} // namespace sluice::lower
