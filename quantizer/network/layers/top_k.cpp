// SPDX-License-Identifier: Apache-2.0
#include "quantizer/network/layers/top_k.h"

#include "quantizer/network/checks.h"

namespace sluice::network {

Shape output_shape(const TopK& layer, std::span<const Shape> inputs) {
    return {inputs[0].height, inputs[0].width, layer.count};
}

std::int64_t macs(const TopK&, std::span<const Shape>) {
    return 0;
}

void validate(const TopK& layer, std::span<const Shape> inputs) {
    require_inputs(inputs, 1);
    require(layer.count >= 1 && layer.count <= kMaxTopK && layer.count <= inputs[0].channels,
            "a top_k count is out of range");
    require(inputs[0].channels <= 1 << 15, "a top_k index does not fit 16 bits");
}

} // namespace sluice::network
