// SPDX-License-Identifier: Apache-2.0
#include "quantizer/network/layers/arg_max.h"

#include "quantizer/network/checks.h"

namespace sluice::network {

Shape output_shape(const ArgMax&, std::span<const Shape> inputs) {
    return {inputs[0].height, inputs[0].width, 1};
}

std::int64_t macs(const ArgMax&, std::span<const Shape>) {
    return 0;
}

void validate(const ArgMax&, std::span<const Shape> inputs) {
    require_inputs(inputs, 1);
    require(inputs[0].channels <= 1 << 15, "an arg_max index does not fit 16 bits");
}

} // namespace sluice::network
