// SPDX-License-Identifier: Apache-2.0
// The outside of the design: sources that offer beats and sinks that take them, both with stalls.
#pragma once

#include <cstdint>
#include <vector>

#include "stream.h"
#include "vectors.h"

namespace harness {

// xorshift64*: the same seed gives the same stalls everywhere.
class Random {
public:
    explicit Random(std::uint64_t seed) : state_(seed * 0x9E3779B97F4A7C15u + 0x1234567u) {
        if (state_ == 0)
            state_ = 1;
    }
    std::uint32_t next() {
        state_ ^= state_ >> 12;
        state_ ^= state_ << 25;
        state_ ^= state_ >> 27;
        return static_cast<std::uint32_t>((state_ * 0x2545F4914F6CDD1Du) >> 32);
    }
    bool chance(double probability) { return next() < probability * 4294967296.0; }

private:
    std::uint64_t state_;
};

// Offers the frames of one input. A beat once offered stays until it is taken; while none is
// offered, and in padding, the data are noise, so that a block that reads them is caught.
class Source {
public:
    Source(const Stream& stream, Vectors vectors, double stall, std::uint64_t seed)
        : stream_(stream), vectors_(std::move(vectors)), stall_(stall), random_(seed) {
        *stream_.valid = 0;
    }

    const Stream& stream() const { return stream_; }
    std::int64_t frames() const { return vectors_.frames(); }
    bool done() const { return next_.frame == frames(); }
    Position position() const { return next_; }

    // Before the clock's edge.
    void drive() {
        if (*stream_.valid)
            return;
        for (int byte = 0; byte < stream_.data_bytes(); ++byte)
            stream_.data[byte] = static_cast<std::uint8_t>(random_.next());
        *stream_.last = random_.next() & 1;
        if (done() || random_.chance(stall_))
            return;
        *stream_.valid = 1;
        *stream_.last = next_.last_of_frame(stream_);
        for (int element = 0; element < stream_.elements(); ++element)
            if (!next_.padding(stream_, element))
                set_element(stream_, stream_.data, element,
                            vectors_.value(next_.frame, next_.pixel(stream_, element),
                                           next_.channel(stream_, element)));
    }

    // After the edge in which the beat moved.
    void taken() {
        next_.step(stream_);
        *stream_.valid = 0;
    }

private:
    Stream stream_;
    Vectors vectors_;
    double stall_;
    Random random_;
    Position next_;
};

// Takes the beats of one output.
class Sink {
public:
    Sink(const Stream& stream, double stall, std::uint64_t seed)
        : stream_(stream), stall_(stall), random_(seed) {
        *stream_.ready = 0;
    }

    void drive() { *stream_.ready = !random_.chance(stall_); }

private:
    Stream stream_;
    double stall_;
    Random random_;
};

} // namespace harness
