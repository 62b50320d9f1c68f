// SPDX-License-Identifier: Apache-2.0
#include "generator/lower/lower_layer.h"

namespace sluice::lower {

rtl::Block lower_layer(const network::Pad& layer, const Context& context) {
    rtl::Pad block;
    block.input = context.inputs.at(0).shape;
    block.rows = {layer.top, layer.bottom};
    block.columns = {layer.left, layer.right};
    block.channels = {layer.channels_before, layer.channels_after};
    block.value = layer.value;
    return block;
}

std::vector<rtl::MemoryImage> memories(const network::Pad&, const rtl::Block&) {
    return {};
}

} // namespace sluice::lower
