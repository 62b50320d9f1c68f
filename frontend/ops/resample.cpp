// SPDX-License-Identifier: Apache-2.0
#include "frontend/ops/resample.h"

#include <algorithm>
#include <cmath>

namespace sluice::frontend {

namespace {

// Where in the input output `i` lies.
double source_of(const ResampleRule& rule, int i, int size, int out, double scale) {
    const std::string& mode = rule.coordinates;
    if (mode == "align_corners") // the standard counts a part of an element at the end too
        return out == 1 ? 0.0 : i * (size - 1.0) / (scale * size - 1.0);
    if (mode == "asymmetric")
        return i / scale;
    if (mode == "tf_half_pixel_for_nn")
        return (i + 0.5) / scale;
    if (mode == "pytorch_half_pixel")
        return out == 1 ? 0.0 : (i + 0.5) / scale - 0.5;
    if (mode == "half_pixel_symmetric") {
        const double adjustment = out / (scale * size);
        const double centre = size / 2.0;
        return centre * (1.0 - adjustment) + (i + 0.5) / scale - 0.5;
    }
    if (mode == "tf_crop_and_resize")
        return out == 1 ? 0.5 * (rule.roi_start + rule.roi_end) * (size - 1.0)
                        : rule.roi_start * (size - 1.0) +
                              i * (rule.roi_end - rule.roi_start) * (size - 1.0) / (out - 1.0);
    return (i + 0.5) / scale - 0.5; // half_pixel
}

double rounded(const std::string& mode, double x, double scale) {
    if (mode == "round_prefer_floor")
        return std::ceil(x - 0.5);
    if (mode == "round_prefer_ceil")
        return std::floor(x + 0.5);
    if (mode == "ceil")
        return std::ceil(x);
    if (mode == "simple") // opset 10
        return scale < 1.0 ? std::ceil(x) : std::floor(x);
    return std::floor(x);
}

double kernel(const ResampleRule& rule, double distance) {
    const double d = std::fabs(distance);
    if (rule.mode == "linear")
        return std::max(1.0 - d, 0.0);
    const double a = rule.cubic_a;
    if (d <= 1.0)
        return ((a + 2.0) * d - (a + 3.0)) * d * d + 1.0;
    return d < 2.0 ? ((a * d - 5.0 * a) * d + 8.0 * a) * d - 4.0 * a : 0.0;
}

} // namespace

graph::Resampling resample(const ResampleRule& rule, int size, int out, double scale,
                           bool& outside) {
    graph::Resampling result;
    const bool crop = rule.coordinates == "tf_crop_and_resize";
    const double stretch = rule.antialias ? std::min(scale, 1.0) : 1.0;
    const int reach = static_cast<int>(std::ceil((rule.mode == "cubic" ? 2.0 : 1.0) / stretch));
    result.taps = rule.mode == "nearest" ? 1 : 2 * reach;
    for (int i = 0; i < out; ++i) {
        const double x = source_of(rule, i, size, out, scale);
        const bool beyond = crop && (x < 0.0 || x > size - 1.0);
        outside = outside || beyond;
        if (rule.mode == "nearest") {
            const double at = rounded(rule.nearest, x, scale);
            result.from.push_back(static_cast<int>(std::clamp(at, 0.0, size - 1.0)));
            result.weights.push_back(beyond ? 0.0F : 1.0F);
            continue;
        }
        const int first = static_cast<int>(std::floor(x)) - reach + 1;
        std::vector<double> weights;
        double sum = 0.0;
        for (int t = 0; t < result.taps; ++t) {
            const int at = first + t;
            double weight = kernel(rule, (at - x) * stretch);
            if (rule.exclude_outside && (at < 0 || at >= size))
                weight = 0.0;
            weights.push_back(weight);
            sum += weight;
        }
        const bool norm = rule.exclude_outside || rule.antialias;
        for (int t = 0; t < result.taps; ++t) {
            const double weight = weights[static_cast<std::size_t>(t)];
            result.from.push_back(std::clamp(first + t, 0, size - 1));
            result.weights.push_back(beyond ? 0.0F
                                            : static_cast<float>(norm ? weight / sum : weight));
        }
    }
    return result;
}

} // namespace sluice::frontend
