// SPDX-License-Identifier: Apache-2.0
// Where in its window the maximum of a max pooling lies.
#pragma once

#include <cstdint>
#include <span>

#include "base/window.h"

namespace sluice::network {

// The position, 0 .. positions - 1 in row-major order, of the largest tap of each window, the first
// among equals. The output has 8 bits, scale 1 and zero point 0. Windows do not overlap: stride =
// kernel, no dilation, padding below and to the right alone, where it never wins.
struct MaxPlace {
    Window window{};

    friend bool operator==(const MaxPlace&, const MaxPlace&) = default;
};

// Positions of a window, so that each fits 8 bits.
constexpr int kMaxPlaces = 128;

Shape output_shape(const MaxPlace& layer, std::span<const Shape> inputs);
std::int64_t macs(const MaxPlace& layer, std::span<const Shape> inputs);
void validate(const MaxPlace& layer, std::span<const Shape> inputs);

} // namespace sluice::network
