// SPDX-License-Identifier: Apache-2.0
#include "quantizer/correct/assign_bits.h"

#include <algorithm>
#include <cmath>

namespace sluice::quantizer {

namespace {

constexpr int kMeasuredBits = 4;
constexpr double kLeastNoise = 1e-12; // a layer that changes nothing is not free of charge

double noise_share(double db) {
    return std::pow(10.0, -db / 10.0);
}

std::size_t weight_count(const graph::Op& op) {
    if (const auto* conv = std::get_if<graph::Conv>(&op))
        return conv->weights.size();
    if (const auto* matrix = std::get_if<graph::FullyConnected>(&op))
        return matrix->weights.size();
    return 0;
}

double noise_at(double noise_of_4_bits, int bits) {
    return std::ldexp(noise_of_4_bits, 2 * (kMeasuredBits - bits));
}

} // namespace

std::vector<double> narrow_weight_noise(const Draft& draft, Probe& probe, const Options& options,
                                        const Progress& progress) {
    const double base = noise_share(probe.accept(make_network(draft, options)));
    const std::vector<PlanLayer>& layers = draft.plan.layers;
    std::vector<double> noise(layers.size(), 0.0);
    for (std::size_t l = 0; l < layers.size(); ++l) {
        if (weight_count(*layers[l].op) == 0 || is_given(draft.plan, layers[l]) ||
            options.layer_weight_bits.count(layers[l].name))
            continue;
        Draft narrow = draft;
        narrow.weights[l] = {};
        narrow.weight_bits[l] = kMeasuredBits;
        noise[l] =
            std::max(kLeastNoise, noise_share(probe.measure(make_network(narrow, options))) - base);
        if (progress)
            progress("weight bits", static_cast<std::int64_t>(l + 1),
                     static_cast<std::int64_t>(layers.size()));
    }
    return noise;
}

std::vector<int> widths_within(const Draft& draft, const std::vector<double>& noise,
                               double budget) {
    std::vector<int> widths = draft.weight_bits;
    for (std::size_t l = 0; l < noise.size(); ++l)
        if (noise[l] > 0.0)
            widths[l] = 8;
    double sum = 0.0;
    while (true) {
        std::size_t best = noise.size();
        double best_value = 0.0;
        for (std::size_t l = 0; l < noise.size(); ++l) {
            if (noise[l] <= 0.0 || widths[l] <= 2)
                continue;
            const double added = noise_at(noise[l], widths[l] - 1) - noise_at(noise[l], widths[l]);
            const double value =
                static_cast<double>(weight_count(*draft.plan.layers[l].op)) / added;
            if (sum + added <= budget && value > best_value) {
                best_value = value;
                best = l;
            }
        }
        if (best == noise.size())
            return widths;
        sum += noise_at(noise[best], widths[best] - 1) - noise_at(noise[best], widths[best]);
        --widths[best];
    }
}

} // namespace sluice::quantizer
