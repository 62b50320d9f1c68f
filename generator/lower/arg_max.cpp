// SPDX-License-Identifier: Apache-2.0
#include "generator/lower/lower_layer.h"

namespace sluice::lower {

rtl::Block lower_layer(const network::ArgMax&, const Context& context) {
    rtl::ArgMax block;
    block.input = context.inputs.at(0).shape;
    return block;
}

std::vector<rtl::MemoryImage> memories(const network::ArgMax&, const rtl::Block&) {
    return {};
}

} // namespace sluice::lower
