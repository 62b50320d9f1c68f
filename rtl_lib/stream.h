// SPDX-License-Identifier: Apache-2.0
// The one stream protocol, as a type.
#pragma once

#include <cstdint>

#include "base/shape.h"

namespace sluice::rtl {

// A frame as beats: `lanes` channels of `pixels` neighbouring pixels of a row per beat; groups of
// pixels row-major, channels innermost. Channel lane i of pixel j lies at element i * pixels + j of
// a beat, element 0 in the low bits. The last beat of a group is padded where lanes does not divide
// the channels, and the last group of a row where pixels does not divide the width: padding carries
// any value.
struct Stream {
    Shape shape;
    int lanes = 1;     // 1 .. shape.channels
    int lane_bits = 8; // two's complement
    int pixels = 1;    // neighbours of a row

    // Of a group of `pixels` neighbours; groups of a row; beats of a frame.
    std::int64_t beats_per_group() const { return ceil_div(shape.channels, lanes); }
    std::int64_t groups_per_row() const { return ceil_div(shape.width, pixels); }
    std::int64_t beats() const { return shape.height * groups_per_row() * beats_per_group(); }
    int data_bits() const { return pixels * lanes * lane_bits; }
    friend bool operator==(const Stream&, const Stream&) = default;
};

} // namespace sluice::rtl
