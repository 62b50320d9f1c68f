// SPDX-License-Identifier: Apache-2.0
#include "quantizer/network/layers/max_pool.h"

#include "quantizer/network/checks.h"

namespace sluice::network {

Shape output_shape(const MaxPool& layer, std::span<const Shape> inputs) {
    return window_output_shape(inputs[0], layer.window, inputs[0].channels);
}

std::int64_t macs(const MaxPool&, std::span<const Shape>) {
    return 0;
}

void validate(const MaxPool& layer, std::span<const Shape> inputs) {
    require_inputs(inputs, 1);
    require_window(layer.window, inputs[0]);
    require_taps_inside(layer.window, inputs[0]);
}

} // namespace sluice::network
