// SPDX-License-Identifier: Apache-2.0
#include "generator/lower/lower_layer.h"

namespace sluice::lower {

rtl::Block lower_layer(const network::TopK& layer, const Context& context) {
    return rtl::TopK{context.inputs.at(0).shape, layer.count, layer.largest, layer.indices};
}

std::vector<rtl::MemoryImage> memories(const network::TopK&, const rtl::Block&) {
    return {};
}

} // namespace sluice::lower
