// SPDX-License-Identifier: Apache-2.0
// The integers of a tensor, frame after frame, from a vector file.
#pragma once

#include <cstdint>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

#include "stream.h"

namespace harness {

// A file holds whole frames in HWC order, two's complement, one byte a value, or two (low byte
// first) where the tensor has more than 8 bits.
class Vectors {
public:
    Vectors(const Stream& stream, const std::string& directory)
        : value_bytes_(stream.value_bytes()), channels_(stream.channels),
          pixels_(stream.frame_pixels()) {
        const std::string path = directory + "/tensor_" + std::to_string(stream.tensor) + ".bin";
        std::ifstream file(path, std::ios::binary);
        bytes_.assign(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
        if (bytes_.empty() || bytes_.size() % frame_bytes() != 0)
            throw std::runtime_error(path + " is missing or does not hold whole frames");
    }

    std::int64_t frames() const { return static_cast<std::int64_t>(bytes_.size() / frame_bytes()); }

    int value(std::int64_t frame, std::int64_t pixel, int channel) const {
        const std::size_t index =
            static_cast<std::size_t>((frame * pixels_ + pixel) * channels_ + channel);
        if (value_bytes_ == 1)
            return static_cast<signed char>(bytes_[index]);
        const int low = static_cast<unsigned char>(bytes_[2 * index]);
        return low + 256 * static_cast<signed char>(bytes_[2 * index + 1]);
    }

private:
    std::size_t frame_bytes() const {
        return static_cast<std::size_t>(pixels_ * channels_ * value_bytes_);
    }

    int value_bytes_;
    int channels_;
    std::int64_t pixels_;
    std::vector<char> bytes_;
};

} // namespace harness
