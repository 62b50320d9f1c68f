// SPDX-License-Identifier: Apache-2.0
// Index of the largest channel of each pixel.
#pragma once

#include <cstdint>
#include <span>

#include "base/shape.h"

namespace sluice::network {

// The lowest index among equals. Output channels = 1, bits = signed_bits(0, channels - 1).
struct ArgMax {
    friend bool operator==(const ArgMax&, const ArgMax&) = default;
};

Shape output_shape(const ArgMax& layer, std::span<const Shape> inputs);
std::int64_t macs(const ArgMax& layer, std::span<const Shape> inputs);
void validate(const ArgMax& layer, std::span<const Shape> inputs);

} // namespace sluice::network
