// SPDX-License-Identifier: Apache-2.0
// A stream of the design as the harness sees it: where its signals lie and what a beat means.
// The host is little endian, as Verilator's own wide signals are.
#pragma once

#include <cstdint>

namespace harness {

// A beat carries `lanes` channels of `pixels` neighbours of a row, lane i of pixel j in element
// i * pixels + j, element 0 in the low bits; a frame is `groups` groups of so many pixels, each of
// beats_per_group() beats. What is beyond the channels in a group's last beat, and beyond the row
// in its last group, carries anything.
struct Stream {
    const char* name; // identifier of the port or of the block
    int layer;        // index of the network's layer; -1 for an edge of the design
    int tensor;       // names the file of its values
    int height;       // of a frame
    int width;        // pixels of a row
    int channels;
    int lanes;
    int pixels; // of a beat
    int lane_bits;
    std::uint8_t* valid;
    std::uint8_t* ready;
    std::uint8_t* last; // null inside the design
    std::uint8_t* data;

    int beats_per_group() const { return (channels + lanes - 1) / lanes; }
    int groups_per_row() const { return (width + pixels - 1) / pixels; }
    std::int64_t groups() const { return std::int64_t{height} * groups_per_row(); }
    std::int64_t frame_pixels() const { return std::int64_t{height} * width; }
    std::int64_t beats() const { return groups() * beats_per_group(); }
    int elements() const { return lanes * pixels; } // of a beat
    int data_bytes() const { return (elements() * lane_bits + 7) / 8; }
    int value_bytes() const { return lane_bits > 8 ? 2 : 1; } // in the vector files
    bool moves() const { return *valid && *ready; }
};

// The two's complement integer in element `element` of the beat at `data`; lane_bits <= 16.
inline int element_value(const Stream& stream, const std::uint8_t* data, int element) {
    const int low = element * stream.lane_bits;
    std::uint32_t word = 0;
    for (int byte = low / 8; byte <= (low + stream.lane_bits - 1) / 8; ++byte)
        word |= std::uint32_t{data[byte]} << (8 * (byte - low / 8));
    word >>= low % 8;
    const int unused = 32 - stream.lane_bits;
    return static_cast<std::int32_t>(word << unused) >> unused;
}

// Puts `value` into element `element`; the other bits stay.
inline void set_element(const Stream& stream, std::uint8_t* data, int element, int value) {
    for (int bit = 0; bit < stream.lane_bits; ++bit) {
        const int at = element * stream.lane_bits + bit;
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
    std::int64_t group = 0; // of pixels
    int part = 0;           // beat within the group

    bool first_of_frame() const { return group == 0 && part == 0; }
    bool last_of_frame(const Stream& stream) const {
        return group == stream.groups() - 1 && part == stream.beats_per_group() - 1;
    }
    std::int64_t beat(const Stream& stream) const {
        return group * stream.beats_per_group() + part;
    }
    // Of an element of this beat: its channel, and its pixel in the frame; padding is beyond the
    // channels or has the pixel -1.
    int channel(const Stream& stream, int element) const {
        return part * stream.lanes + element / stream.pixels;
    }
    std::int64_t pixel(const Stream& stream, int element) const {
        const auto x = group % stream.groups_per_row() * stream.pixels + element % stream.pixels;
        return x < stream.width ? group / stream.groups_per_row() * stream.width + x : -1;
    }
    bool padding(const Stream& stream, int element) const {
        return channel(stream, element) >= stream.channels || pixel(stream, element) < 0;
    }
    void step(const Stream& stream) {
        if (++part < stream.beats_per_group())
            return;
        part = 0;
        if (++group < stream.groups())
            return;
        group = 0;
        ++frame;
    }
};

} // namespace harness
