// SPDX-License-Identifier: Apache-2.0
#include "generator/lower/lower_layer.h"

namespace sluice::lower {

rtl::Block lower_layer(const network::MaxUnpool& layer, const Context& context) {
    return rtl::Unpool{context.inputs.at(0).shape, layer.kernel_h, layer.kernel_w,
                       layer.zero_point};
}

std::vector<rtl::MemoryImage> memories(const network::MaxUnpool&, const rtl::Block&) {
    return {};
}

} // namespace sluice::lower
