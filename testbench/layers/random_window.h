// SPDX-License-Identifier: Apache-2.0
// Random windows over small images.
#pragma once

#include <random>

#include "base/window.h"

namespace sluice::testbench {

struct RandomWindow {
    Shape input;
    Window window;
};

// Whether every window has a tap inside the image, which poolings need.
inline bool touches_image(const Shape& input, const Window& window) {
    const auto along = [](int size, int count, int kernel, int stride, int dilation, int pad) {
        for (int at = 0; at < count; ++at) {
            bool inside = false;
            for (int k = 0; k < kernel; ++k) {
                const int place = at * stride - pad + k * dilation;
                inside = inside || (place >= 0 && place < size);
            }
            if (!inside)
                return false;
        }
        return true;
    };
    const Shape out = window_output_shape(input, window, 1);
    return along(input.height, out.height, window.kernel_h, window.stride_h, window.dilation_h,
                 window.pad_top) &&
           along(input.width, out.width, window.kernel_w, window.stride_w, window.dilation_w,
                 window.pad_left);
}

// Any legal one; rows and columns never alike, and no window of pads alone.
inline RandomWindow random_window(std::mt19937_64& random) {
    const auto between = [&](int low, int high) {
        return low + static_cast<int>(random() % static_cast<unsigned>(high - low + 1));
    };
    for (;;) {
        const Shape input{between(1, 7), between(1, 8), between(1, 7)};
        const Window window{between(1, 4), between(1, 4), between(1, 3), between(1, 3),
                            between(1, 2), between(1, 2), between(0, 2), between(0, 2),
                            between(0, 2), between(0, 2)};
        const bool fits = input.height + window.pad_top + window.pad_bottom >= window.extent_h() &&
                          input.width + window.pad_left + window.pad_right >= window.extent_w();
        const bool padded_only =
            window.pad_top >= window.extent_h() || window.pad_left >= window.extent_w() ||
            window.pad_bottom >= window.extent_h() || window.pad_right >= window.extent_w();
        if (fits && !padded_only && input.height != input.width)
            return {input, window};
    }
}

} // namespace sluice::testbench
