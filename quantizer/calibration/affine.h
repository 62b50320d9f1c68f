// SPDX-License-Identifier: Apache-2.0
// From the range of real values to int8 scale and zero point.
#pragma once

#include <set>

namespace sluice::quantizer {

// Finite real values, low <= high; the default is the range of a value that is always zero.
struct Range {
    double low = 0.0;
    double high = 0.0;

    Range joined(const Range& other) const;
    friend bool operator==(const Range&, const Range&) = default;
};

// real = (integer - zero_point) * scale, integers of 8 bits.
struct Affine {
    double scale = 1.0;
    int zero_point = 0;

    friend bool operator==(const Affine&, const Affine&) = default;
};

// Covers the range and 0, which is exact; the ends may lie half a step outside. A range of zero
// width gives scale 1.
Affine affine_of(const Range& range);

// As affine_of, but where every value in `levels` (distinct input values seen, all inside the
// range) is a multiple of one step and 256 steps hold them, the step itself, so that data that
// were integers once (raw pixels, int8 features) lose nothing. Pixels give scale 1, zero point
// -128. `complete` says that no level is missing.
Affine affine_of_levels(const Range& range, const std::set<float>& levels, bool complete);

// saturate(round_half_to_even(x / scale) + zero_point), infinities included; what is no number is
// 0.
int quantize_value(const Affine& affine, double x);

} // namespace sluice::quantizer
