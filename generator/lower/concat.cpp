// SPDX-License-Identifier: Apache-2.0
#include "generator/lower/lower_layer.h"

namespace sluice::lower {

rtl::Block lower_layer(const network::Concat&, const Context& context) {
    rtl::Concat block;
    for (const network::Tensor& input : context.inputs)
        block.inputs.push_back(input.shape);
    return block;
}

std::vector<rtl::MemoryImage> memories(const network::Concat&, const rtl::Block&) {
    return {};
}

} // namespace sluice::lower
