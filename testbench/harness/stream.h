// SPDX-License-Identifier: Apache-2.0
// A stream of the design as the harness sees it: where its signals lie and what a beat means.
// The host is little endian, as Verilator's own wide signals are.
#pragma once

#include <cstdint>

namespace harness {

// A beat carries `lanes` channels of one pixel, lane 0 in the low bits; a frame is `pixels` pixels
// of beats_per_group() beats. The lanes of a pixel's last beat beyond `channels` carry anything.
struct Stream {
    const char* name;    // identifier of the port or of the block
    int layer;           // index of the network's layer; -1 for an edge of the design
    int tensor;          // names the file of its values
    std::int64_t pixels; // of a frame
    int width;           // pixels of a row
    int channels;
    int lanes;
    int lane_bits;
    std::uint8_t* valid;
    std::uint8_t* ready;
    std::uint8_t* last; // null inside the design
    std::uint8_t* data;

    int beats_per_group() const { return (channels + lanes - 1) / lanes; }
    std::int64_t beats() const { return pixels * beats_per_group(); }
    int data_bytes() const { return (lanes * lane_bits + 7) / 8; }
    int value_bytes() const { return lane_bits > 8 ? 2 : 1; } // in the vector files
    bool moves() const { return *valid && *ready; }
};

// The two's complement integer in lane `lane` of the beat at `data`; lane_bits <= 16.
inline int lane_value(const Stream& stream, const std::uint8_t* data, int lane) {
    const int low = lane * stream.lane_bits;
    std::uint32_t word = 0;
    for (int byte = low / 8; byte <= (low + stream.lane_bits - 1) / 8; ++byte)
        word |= std::uint32_t{data[byte]} << (8 * (byte - low / 8));
    word >>= low % 8;
    const int unused = 32 - stream.lane_bits;
    return static_cast<std::int32_t>(word << unused) >> unused;
}

// Puts `value` into lane `lane`; the other bits stay.
inline void set_lane(const Stream& stream, std::uint8_t* data, int lane, int value) {
    for (int bit = 0; bit < stream.lane_bits; ++bit) {
        const int at = lane * stream.lane_bits + bit;
        const auto mask = static_cast<std::uint8_t>(1u << (at % 8));
        if ((value >> bit) & 1)
            data[at / 8] |= mask;
        else
            data[at / 8] &= static_cast<std::uint8_t>(~mask);
    }
}

// Where a stream is: the next beat's place.
struct Position {
    std::int64_t frame = 0;
    std::int64_t pixel = 0;
    int group = 0; // beat within the pixel

    bool last_of_frame(const Stream& stream) const {
        return pixel == stream.pixels - 1 && group == stream.beats_per_group() - 1;
    }
    std::int64_t beat(const Stream& stream) const {
        return pixel * stream.beats_per_group() + group;
    }
    void step(const Stream& stream) {
        if (++group < stream.beats_per_group())
            return;
        group = 0;
        if (++pixel < stream.pixels)
            return;
        pixel = 0;
        ++frame;
    }
};

} // namespace harness
