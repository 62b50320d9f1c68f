// SPDX-License-Identifier: Apache-2.0
// Window arithmetic of convolution and pooling, shared by shape rules, emulator and cycle model.
#pragma once

#include "base/shape.h"

namespace sluice {

// A sliding window over an H x W image. Sizes in pixels; all pads >= 0; strides, dilations >= 1.
struct Window {
    int kernel_h = 1;
    int kernel_w = 1;
    int stride_h = 1;
    int stride_w = 1;
    int dilation_h = 1;
    int dilation_w = 1;
    int pad_top = 0;
    int pad_left = 0;
    int pad_bottom = 0;
    int pad_right = 0;

    int positions() const { return kernel_h * kernel_w; }
    // Rows (columns) from the window's first to its last tap, both included.
    int extent_h() const { return (kernel_h - 1) * dilation_h + 1; }
    int extent_w() const { return (kernel_w - 1) * dilation_w + 1; }
    bool has_padding() const { return pad_top || pad_left || pad_bottom || pad_right; }
    friend bool operator==(const Window&, const Window&) = default;
};

// floor((size + pads - extent) / stride) + 1 in each direction; channels = `out_channels`.
// Precondition: the padded input holds the window at least once (SLUICE_CHECK).
Shape window_output_shape(const Shape& input, const Window& window, int out_channels);

} // namespace sluice
