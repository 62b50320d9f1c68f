// SPDX-License-Identifier: Apache-2.0
#include "quantizer/network/layers/lookup.h"

#include "quantizer/network/checks.h"

namespace sluice::network {

Shape output_shape(const Lookup&, std::span<const Shape> inputs) {
    return inputs[0];
}

std::int64_t macs(const Lookup&, std::span<const Shape>) {
    return 0;
}

void validate(const Lookup& layer, std::span<const Shape> inputs) {
    require_inputs(inputs, 1);
    require_table(layer.table, false);
}

} // namespace sluice::network
