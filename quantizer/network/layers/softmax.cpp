// SPDX-License-Identifier: Apache-2.0
#include "quantizer/network/layers/softmax.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "base/fixed_point.h"
#include "quantizer/network/checks.h"

namespace sluice::network {

namespace {

constexpr int kQuotientBits = 17; // of numerator / sum

} // namespace

// An entry is off by half a unit at most, and so the sum of C of them by C / 2 against at least
// table[0]: with nine bits more than C has, a share is off by less than 2^-10.
Softmax softmax_of_scales(double input_scale, int channels, double output_scale,
                          int output_zero_point) {
    const int bits =
        std::clamp(9 + static_cast<int>(std::bit_width(static_cast<unsigned>(channels))), 16, 24);
    const double one = std::ldexp(1.0, bits) - 1;
    Softmax layer;
    for (int below = 0; below < 256; ++below)
        layer.table.push_back(
            static_cast<std::int32_t>(std::nearbyint(one * std::exp(-input_scale * below))));
    // numerator / one = 2^shift / (output_scale * one), as large as the quotient's bits allow.
    const double whole = 1.0 / output_scale / one;
    layer.shift = std::clamp(kQuotientBits - 1 - static_cast<int>(std::floor(std::log2(whole))), 1,
                             kMaxShift);
    if (std::ldexp(whole, layer.shift) >= std::ldexp(1.0, kQuotientBits) - 1 && layer.shift > 1)
        --layer.shift;
    layer.numerator =
        static_cast<std::int64_t>(std::nearbyint(std::ldexp(1.0 / output_scale, layer.shift)));
    layer.zero_point = output_zero_point;
    return layer;
}

Shape output_shape(const Softmax&, std::span<const Shape> inputs) {
    return inputs[0];
}

std::int64_t macs(const Softmax&, std::span<const Shape>) {
    return 0;
}

void validate(const Softmax& layer, std::span<const Shape> inputs) {
    require_inputs(inputs, 1);
    require(layer.table.size() == 256, "a softmax's table does not have 256 entries");
    require(layer.table[0] > 0 && layer.table[0] < (1 << 24),
            "a softmax's first entry is out of range");
    for (const std::int32_t entry : layer.table)
        require(entry >= 0 && entry <= layer.table[0], "a softmax's entry is out of range");
    require(layer.numerator >= 0 && (layer.numerator >> kQuotientBits) < layer.table[0],
            "a softmax's quotients do not fit 17 bits");
    require_int32(std::int64_t{inputs[0].channels} * layer.table[0] / 2,
                  "a softmax's sum does not fit 32 bits");
    require_shift(layer.shift);
    require_int8(layer.zero_point, "a zero point is outside int8");
}

} // namespace sluice::network
