// SPDX-License-Identifier: Apache-2.0
// The one stream protocol, as a type.
#pragma once

#include <cstdint>

#include "base/shape.h"

namespace sluice::rtl {

// A frame as beats: `lanes` channels of one pixel per beat, pixels row-major, channels innermost.
// The last beat of a pixel is padded where lanes does not divide the channels; padding lanes carry
// any value. Lane 0 (the lowest channel) lies in the low bits.
struct Stream {
    Shape shape;
    int lanes = 1;     // 1 .. shape.channels
    int lane_bits = 8; // two's complement

    std::int64_t beats_per_pixel() const { return ceil_div(shape.channels, lanes); }
    std::int64_t beats() const { return shape.pixels() * beats_per_pixel(); }
    int data_bits() const { return lanes * lane_bits; }
    friend bool operator==(const Stream&, const Stream&) = default;
};

} // namespace sluice::rtl
