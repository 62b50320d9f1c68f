// SPDX-License-Identifier: Apache-2.0
#include "quantizer/calibration/clipping.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace sluice::quantizer {

namespace {

using Bins = std::vector<Histogram::Bin>;

constexpr int kSteps = 64; // shares of an end that are tried

double share(int step) {
    return static_cast<double>(kSteps - step) / kSteps;
}

double squared_error(const Bins& bins, const Affine& affine) {
    double error = 0.0;
    for (const Histogram::Bin& bin : bins) {
        const double back = (quantize_value(affine, bin.value) - affine.zero_point) * affine.scale;
        error += static_cast<double>(bin.count) * (bin.value - back) * (bin.value - back);
    }
    return error;
}

// Bins inside the range against the same bins after quantization, where every level spreads its
// mass evenly over its bins; what lies outside counts at the last bin inside.
double divergence(const Bins& bins, const Affine& affine, const Range& range) {
    std::array<double, 256> mass{};
    std::array<int, 256> members{};
    double inside = 0.0, all = 0.0, below = 0.0, above = 0.0;
    const Histogram::Bin* first = nullptr;
    const Histogram::Bin* last = nullptr;
    for (const Histogram::Bin& bin : bins) {
        const auto count = static_cast<double>(bin.count);
        if (bin.value == 0.0)
            continue;
        all += count;
        if (bin.value < range.low) {
            below += count;
        } else if (bin.value > range.high) {
            above += count;
        } else {
            const auto level = static_cast<std::size_t>(quantize_value(affine, bin.value) + 128);
            mass[level] += count;
            ++members[level];
            inside += count;
            first = first ? first : &bin;
            last = &bin;
        }
    }
    if (inside == 0.0)
        return std::numeric_limits<double>::infinity();
    double sum = 0.0;
    for (const Histogram::Bin* bin = first; bin <= last; ++bin) {
        if (bin->value == 0.0)
            continue;
        const auto level = static_cast<std::size_t>(quantize_value(affine, bin->value) + 128);
        const double p = (static_cast<double>(bin->count) + (bin == first ? below : 0.0) +
                          (bin == last ? above : 0.0)) /
                         all;
        const double q = mass[level] / members[level] / inside;
        sum += p * std::log(p / q);
    }
    return sum;
}

} // namespace

Range least_squares_range(const Histogram& histogram, const Range& range) {
    const Bins bins = histogram.bins();
    int low = 0, high = 0;
    const auto part = [&] { return Range{range.low * share(low), range.high * share(high)}; };
    double least = squared_error(bins, affine_of(part()));
    const auto search = [&](int& end, double bound) {
        if (bound == 0.0)
            return;
        int best = end;
        for (end = 0; end < kSteps; ++end) {
            const double error = squared_error(bins, affine_of(part()));
            if (error < least) {
                least = error;
                best = end;
            }
        }
        end = best;
    };
    search(high, range.high);
    search(low, range.low);
    search(high, range.high);
    return part();
}

Range least_divergence_range(const Histogram& histogram, const Range& range) {
    const Bins bins = histogram.bins();
    const double largest = std::max(std::fabs(range.low), std::fabs(range.high));
    double least = std::numeric_limits<double>::infinity();
    Range best = range;
    for (int step = 0; step < kSteps; ++step) {
        const double limit = largest * share(step);
        const Range part{std::max(range.low, -limit), std::min(range.high, limit)};
        const double found = divergence(bins, affine_of(part), part);
        if (found < least) {
            least = found;
            best = part;
        }
    }
    return best;
}

} // namespace sluice::quantizer
