// SPDX-License-Identifier: Apache-2.0
#include "quantizer/calibration/choose_range.h"

#include <algorithm>

#include "base/error.h"
#include "quantizer/calibration/clipping.h"

namespace sluice::quantizer {

namespace {

Range minmax(const Statistics& statistics, const Options&) {
    return statistics.range;
}

// [low, high] cut to the magnitude that the given share of all values stays below.
Range percentile(const Statistics& statistics, const Options& options) {
    const double limit = statistics.histogram.magnitude_below(options.percentile / 100.0);
    return {std::max(statistics.range.low, -limit), std::min(statistics.range.high, limit)};
}

Range mse(const Statistics& statistics, const Options&) {
    return least_squares_range(statistics.histogram, statistics.range);
}

Range kl(const Statistics& statistics, const Options&) {
    return least_divergence_range(statistics.histogram, statistics.range);
}

struct MethodRow {
    Method method;
    const char* name;
    Range (*choose)(const Statistics&, const Options&);
};

constexpr MethodRow kMethods[] = {
    {Method::minmax, "minmax", minmax},  {Method::percentile, "percentile", percentile},
    {Method::mse, "mse", mse},           {Method::kl, "kl", kl},
    {Method::automatic, "auto", minmax}, // where its search begins
};

const MethodRow& row_of(Method method) {
    const auto* row = std::find_if(std::begin(kMethods), std::end(kMethods),
                                   [&](const MethodRow& r) { return r.method == method; });
    SLUICE_CHECK(row != std::end(kMethods), "every method has a row");
    return *row;
}

} // namespace

const char* method_name(Method method) {
    return row_of(method).name;
}

Range choose_range(const Statistics& statistics, Method method, const Options& options) {
    return row_of(method).choose(statistics, options);
}

} // namespace sluice::quantizer
