// SPDX-License-Identifier: Apache-2.0
#include "generator/lower/lower_layer.h"

namespace sluice::lower {

rtl::Block lower_layer(const network::MaxPlace& layer, const Context& context) {
    rtl::Pool block;
    block.input = context.inputs.at(0).shape;
    block.window = layer.window;
    block.places = true;
    return block;
}

std::vector<rtl::MemoryImage> memories(const network::MaxPlace&, const rtl::Block&) {
    return {};
}

} // namespace sluice::lower
