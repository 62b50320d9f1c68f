// SPDX-License-Identifier: Apache-2.0
// The largest or smallest channels of each pixel, in order.
#pragma once

#include <cstdint>
#include <span>

#include "base/shape.h"

namespace sluice::network {

// The `count` largest channels in falling order, or with largest = false the smallest in rising
// order, the lowest index first among equals: their values, which keep scale and zero point, or
// with `indices` their indices, of bits = signed_bits(0, channels - 1).
// 1 <= count <= channels, count <= kMaxTopK.
struct TopK {
    int count = 1;
    bool largest = true;
    bool indices = false;

    friend bool operator==(const TopK&, const TopK&) = default;
};

// Each rank is a stage of hardware.
constexpr int kMaxTopK = 32;

Shape output_shape(const TopK& layer, std::span<const Shape> inputs);
std::int64_t macs(const TopK& layer, std::span<const Shape> inputs);
void validate(const TopK& layer, std::span<const Shape> inputs);

} // namespace sluice::network
