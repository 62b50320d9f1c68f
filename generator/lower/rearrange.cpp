// SPDX-License-Identifier: Apache-2.0
#include "generator/lower/lower_layer.h"

namespace sluice::lower {

rtl::Block lower_layer(const network::Rearrange& layer, const Context& context) {
    rtl::Rearrange block;
    block.input = context.inputs.at(0).shape;
    block.output = layer.shape;
    block.offset = layer.offset;
    for (std::size_t i = 0; i < layer.sizes.size(); ++i)
        block.digits.push_back({layer.sizes[i], layer.strides[i]});
    return block;
}

std::vector<rtl::MemoryImage> memories(const network::Rearrange&, const rtl::Block&) {
    return {};
}

} // namespace sluice::lower
