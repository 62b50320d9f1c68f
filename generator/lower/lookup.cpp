// SPDX-License-Identifier: Apache-2.0
#include "generator/lower/lower_layer.h"

namespace sluice::lower {

rtl::Block lower_layer(const network::Lookup&, const Context& context) {
    rtl::Lookup block;
    block.shape = context.inputs.at(0).shape;
    return block;
}

std::vector<rtl::MemoryImage> memories(const network::Lookup& layer, const rtl::Block&) {
    return {rtl::table_image(layer.table)};
}

} // namespace sluice::lower
