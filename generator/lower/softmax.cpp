// SPDX-License-Identifier: Apache-2.0
#include <bit>

#include "generator/lower/lower_layer.h"

namespace sluice::lower {

rtl::Block lower_layer(const network::Softmax& layer, const Context& context) {
    rtl::Softmax block;
    block.shape = context.inputs.at(0).shape;
    block.table_bits = std::bit_width(static_cast<unsigned>(layer.table.at(0)));
    block.largest_entry = layer.table.at(0);
    block.numerator = layer.numerator;
    block.shift = layer.shift;
    block.zero_point = layer.zero_point;
    return block;
}

std::vector<rtl::MemoryImage> memories(const network::Softmax& layer, const rtl::Block& block) {
    return {rtl::softmax_image(std::get<rtl::Softmax>(block), layer.table)};
}

} // namespace sluice::lower
