// SPDX-License-Identifier: Apache-2.0
#include "quantizer/calibration/histogram.h"

#include <algorithm>
#include <cmath>

namespace sluice::quantizer {

namespace {

constexpr int kMinExponent = -140; // below float's smallest magnitude even after division

// The smallest exponent whose bins hold [-magnitude, magnitude].
int exponent_for(double magnitude) {
    if (magnitude == 0.0)
        return kMinExponent;
    int exponent = 0;
    std::frexp(magnitude, &exponent); // magnitude < 2^exponent, and 2^11 bins a side
    return std::max(kMinExponent, exponent - 11);
}

} // namespace

void Histogram::widen_to(int exponent) {
    if (counts_.empty()) {
        counts_.assign(2 * kSideBins, 0);
        exponent_ = exponent;
    }
    if (exponent <= exponent_)
        return;
    const int shift = std::min(exponent - exponent_, 12); // 12: one bin a side remains
    std::vector<std::int64_t> merged(counts_.size(), 0);
    for (int i = 0; i < 2 * kSideBins; ++i)
        merged[((i - kSideBins) >> shift) + kSideBins] += counts_[i];
    counts_ = std::move(merged);
    exponent_ = exponent;
}

void Histogram::add(std::span<const float> values) {
    float top = 0.0f;
    for (const float x : values)
        top = std::max(top, std::fabs(x));
    widen_to(exponent_for(top));
    const double per_width = std::ldexp(1.0, -exponent_);
    for (const float x : values)
        ++counts_[static_cast<int>(std::floor(x * per_width)) + kSideBins];
    total_ += static_cast<std::int64_t>(values.size());
}

void Histogram::merge(const Histogram& other) {
    if (other.counts_.empty())
        return;
    widen_to(other.exponent_);
    const int shift = std::min(exponent_ - other.exponent_, 12);
    for (int i = 0; i < 2 * kSideBins; ++i)
        counts_[((i - kSideBins) >> shift) + kSideBins] += other.counts_[i];
    total_ += other.total_;
}

double Histogram::magnitude_below(double share) const {
    if (total_ == 0)
        return 0.0;
    const double wanted = share * static_cast<double>(total_);
    std::int64_t seen = 0;
    for (int b = 0; b < kSideBins; ++b) { // bins [b, b+1) and [-b-1, -b) of |x|
        seen += counts_[kSideBins + b] + counts_[kSideBins - 1 - b];
        if (static_cast<double>(seen) >= wanted)
            return std::ldexp(b + 1.0, exponent_);
    }
    return std::ldexp(1.0 * kSideBins, exponent_);
}

double Histogram::bin_width() const {
    return std::ldexp(1.0, exponent_);
}

std::vector<Histogram::Bin> Histogram::bins() const {
    std::vector<Bin> result;
    for (std::size_t i = 0; i < counts_.size(); ++i)
        if (counts_[i] > 0) {
            const int place = static_cast<int>(i) - kSideBins;
            result.push_back({place == 0 ? 0.0 : std::ldexp(place + 0.5, exponent_), counts_[i]});
        }
    return result;
}

} // namespace sluice::quantizer
