// SPDX-License-Identifier: Apache-2.0
// A streaming histogram in constant memory whose result does not depend on the order of arrival.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace sluice::quantizer {

// Bin i of 2 * kSideBins counts the values x with floor(x / width) == i - kSideBins. The width is
// a power of two and doubles, bins merging in pairs, whenever a value lies outside; so the final
// state is a function of the multiset of values alone, however they are ordered or split.
class Histogram {
public:
    static constexpr int kSideBins = 2048;

    void add(std::span<const float> values); // finite values only
    void merge(const Histogram& other);

    std::int64_t total() const { return total_; }
    // The smallest bin edge t with at least `share` (0..1] of all |values| below it; 0 when empty.
    double magnitude_below(double share) const;

    struct Bin {
        double value = 0.0; // its centre; 0 for the bin that begins at 0, where clamps pile up
        std::int64_t count = 0;
    };
    double bin_width() const;
    std::vector<Bin> bins() const; // those that are not empty, ascending

    friend bool operator==(const Histogram&, const Histogram&) = default;

private:
    void widen_to(int exponent);

    int exponent_ = 0; // width = 2^exponent_; meaningless while empty
    std::int64_t total_ = 0;
    std::vector<std::int64_t> counts_;
};

} // namespace sluice::quantizer
