// SPDX-License-Identifier: Apache-2.0
// The arithmetic of quantizer/network/requant.h.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>

#include "base/fixed_point.h"
#include "quantizer/network/requant.h"

namespace sluice::emulator {

// clamp(round_shift(sum * multiplier, shift) + zero_point, low, high), |sum| <= 2^31.
inline int scale_and_clamp(std::int64_t sum, std::int32_t multiplier, int shift, int zero_point,
                           int low, int high, bool ties_to_even = false) {
    const std::int64_t product = sum * multiplier;
    const std::int64_t scaled =
        (ties_to_even ? round_shift_even(product, shift) : round_shift(product, shift)) +
        zero_point;
    return static_cast<int>(std::clamp<std::int64_t>(scaled, low, high));
}

inline std::int16_t look_up(std::span<const std::int8_t> table, int q) {
    return static_cast<std::int16_t>(table.empty() ? q : table[q + 128]);
}

inline std::int16_t requantize(const network::Requant& r, std::int64_t acc, int channel) {
    const int q = scale_and_clamp(acc + r.bias[channel], r.multiplier[channel], r.shift[channel],
                                  r.zero_point, r.clamp_low, r.clamp_high, r.ties_to_even);
    return look_up(r.table, q);
}

inline std::int16_t requantize(const network::TensorRequant& r, std::int64_t acc) {
    return static_cast<std::int16_t>(scale_and_clamp(acc + r.bias, r.multiplier, r.shift,
                                                     r.zero_point, r.clamp_low, r.clamp_high,
                                                     r.ties_to_even));
}

} // namespace sluice::emulator
