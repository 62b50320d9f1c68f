// SPDX-License-Identifier: Apache-2.0
// Rows, columns and channels of one value around a tensor.
#pragma once

#include <cstdint>
#include <span>

#include "base/shape.h"

namespace sluice::network {

// All counts >= 0. Scale and zero point pass through unchanged; `value` is an int8.
struct Pad {
    int top = 0;
    int left = 0;
    int bottom = 0;
    int right = 0;
    int channels_before = 0;
    int channels_after = 0;
    int value = 0;

    friend bool operator==(const Pad&, const Pad&) = default;
};

Shape output_shape(const Pad& layer, std::span<const Shape> inputs);
std::int64_t macs(const Pad& layer, std::span<const Shape> inputs);
void validate(const Pad& layer, std::span<const Shape> inputs);

} // namespace sluice::network
