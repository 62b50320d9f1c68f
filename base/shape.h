// SPDX-License-Identifier: Apache-2.0
// The shape of one frame's activation as the hardware streams it.
#pragma once

#include <cstdint>

namespace sluice {

// Height, width, channels of one frame (batch 1), stored row-major with channels innermost (HWC).
// 1-D signals have height 1; vectors have height and width 1.
struct Shape {
    int height = 1;
    int width = 1;
    int channels = 1;

    std::int64_t pixels() const { return std::int64_t{height} * width; }
    std::int64_t elements() const { return pixels() * channels; }
    friend bool operator==(const Shape&, const Shape&) = default;
};

// ceil(a / b) for a >= 0, b > 0.
constexpr std::int64_t ceil_div(std::int64_t a, std::int64_t b) {
    return (a + b - 1) / b;
}

} // namespace sluice
