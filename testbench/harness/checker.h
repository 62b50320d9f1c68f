// SPDX-License-Identifier: Apache-2.0
// Compares the beats of one stream with what the emulator says.
#pragma once

#include <cstdint>
#include <cstring>
#include <utility>
#include <vector>

#include "stream.h"
#include "vectors.h"

namespace harness {

struct Mismatch {
    const char* kind = "value"; // value, tlast, extra_beat, unstable (changed while it waited)
    std::int64_t frame = 0;
    std::int64_t pixel = 0;
    int channel = 0;
    int expected = 0;
    int actual = 0;
};

// Sees the stream in every cycle, before the clock's edge.
class Checker {
public:
    Checker(const Stream& stream, Vectors vectors)
        : stream_(stream), vectors_(std::move(vectors)), held_(stream.data_bytes()) {}

    const Stream& stream() const { return stream_; }
    Position position() const { return next_; }
    bool done() const { return next_.frame >= vectors_.frames(); }
    std::int64_t compared() const { return compared_; }
    std::int64_t mismatches() const { return mismatches_; }
    const Mismatch& first() const { return first_; }
    // The cycles of each frame's first and last beat.
    const std::vector<std::int64_t>& frame_starts() const { return frame_starts_; }
    const std::vector<std::int64_t>& frame_ends() const { return frame_ends_; }

    void observe(std::int64_t cycle) {
        if (waiting_ && (!*stream_.valid || changed()))
            record("unstable", 0, 1, *stream_.valid);
        waiting_ = *stream_.valid && !*stream_.ready;
        if (waiting_)
            std::memcpy(held_.data(), stream_.data, held_.size());
        if (stream_.moves())
            compare(cycle);
    }

private:
    // Padding holds still like all others: they are part of the data.
    bool changed() const { return std::memcmp(held_.data(), stream_.data, held_.size()) != 0; }

    void compare(std::int64_t cycle) {
        if (done()) {
            record("extra_beat", 0, 0, element_value(stream_, stream_.data, 0));
            return;
        }
        if (next_.first_of_frame())
            frame_starts_.push_back(cycle);
        for (int element = 0; element < stream_.elements(); ++element) {
            if (next_.padding(stream_, element))
                continue;
            const int expected = vectors_.value(next_.frame, next_.pixel(stream_, element),
                                                next_.channel(stream_, element));
            const int actual = element_value(stream_, stream_.data, element);
            ++compared_;
            if (actual != expected)
                record("value", element, expected, actual);
        }
        const bool last = next_.last_of_frame(stream_);
        if (stream_.last && *stream_.last != last)
            record("tlast", 0, last, *stream_.last);
        if (last)
            frame_ends_.push_back(cycle);
        next_.step(stream_);
    }

    void record(const char* kind, int element, int expected, int actual) {
        if (mismatches_++ == 0)
            first_ = {kind,
                      next_.frame,
                      next_.pixel(stream_, element),
                      next_.channel(stream_, element),
                      expected,
                      actual};
    }

    Stream stream_;
    Vectors vectors_;
    Position next_;
    bool waiting_ = false;
    std::vector<std::uint8_t> held_;
    std::int64_t compared_ = 0;
    std::int64_t mismatches_ = 0;
    Mismatch first_;
    std::vector<std::int64_t> frame_starts_;
    std::vector<std::int64_t> frame_ends_;
};

} // namespace harness
