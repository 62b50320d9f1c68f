// SPDX-License-Identifier: Apache-2.0
// Values put back where a max pooling without overlap found them.
#pragma once

#include <cstdint>
#include <span>

#include "base/shape.h"

namespace sluice::network {

// Two inputs of one shape: values, and the place of each within its window as MaxPlace gives it. A
// pixel becomes a window of kernel_h x kernel_w pixels; channel by channel the value stands at its
// place, and everywhere else 0.0. Of a place the low place_bits() count, as an unsigned number; one
// that the window does not have puts the value nowhere. Scale and zero point pass through.
struct MaxUnpool {
    int kernel_h = 2;
    int kernel_w = 2; // 2 .. kMaxPlaces positions
    int zero_point = 0;

    int positions() const { return kernel_h * kernel_w; }
    friend bool operator==(const MaxUnpool&, const MaxUnpool&) = default;
};

// ceil(log2(positions))
int place_bits(const MaxUnpool& layer);

Shape output_shape(const MaxUnpool& layer, std::span<const Shape> inputs);
std::int64_t macs(const MaxUnpool& layer, std::span<const Shape> inputs);
void validate(const MaxUnpool& layer, std::span<const Shape> inputs);

} // namespace sluice::network
