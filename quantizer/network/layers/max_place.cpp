// SPDX-License-Identifier: Apache-2.0
#include "quantizer/network/layers/max_place.h"

#include "quantizer/network/checks.h"

namespace sluice::network {

Shape output_shape(const MaxPlace& layer, std::span<const Shape> inputs) {
    return window_output_shape(inputs[0], layer.window, inputs[0].channels);
}

std::int64_t macs(const MaxPlace&, std::span<const Shape>) {
    return 0;
}

void validate(const MaxPlace& layer, std::span<const Shape> inputs) {
    require_inputs(inputs, 1);
    const Window& w = layer.window;
    require_window(w, inputs[0]);
    require_taps_inside(w, inputs[0]);
    require(w.stride_h == w.kernel_h && w.stride_w == w.kernel_w && w.dilation_h == 1 &&
                w.dilation_w == 1 && w.pad_top == 0 && w.pad_left == 0,
            "the windows of a max_place overlap, are dilated or begin outside");
    require(w.positions() <= kMaxPlaces, "a place does not fit 8 bits");
}

} // namespace sluice::network
