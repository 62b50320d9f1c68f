// SPDX-License-Identifier: Apache-2.0
#include "quantizer/correct/rounding.h"

#include <algorithm>
#include <cmath>
#include <random>

#include <catch2/catch.hpp>

#include "quantizer/correct/cholesky.h"
#include "quantizer/tests/graphs.h"

namespace sluice::quantizer {

namespace {

// Inputs that go together: two hidden values mixed into `depth` integers.
std::vector<float> mixed_inputs(int samples, int depth, std::mt19937& random) {
    const std::vector<float> mix = test::random_values(2 * depth, -1, 1, random);
    std::vector<float> inputs;
    for (int s = 0; s < samples; ++s) {
        const std::vector<float> hidden = test::random_values(2, -80, 80, random);
        const std::vector<float> own = test::random_values(depth, -6, 6, random);
        for (int k = 0; k < depth; ++k)
            inputs.push_back(std::nearbyint(mix[2 * k] * hidden[0] + mix[2 * k + 1] * hidden[1] +
                                            own[k] + 30.0f));
    }
    return inputs;
}

struct RandomLayer {
    int depth, channels;
    std::vector<float> weights, bias;
    std::vector<double> steps;
};

RandomLayer random_layer(int depth, int channels, int top, std::mt19937& random) {
    RandomLayer layer{depth,
                      channels,
                      test::random_values(depth * channels, -1, 1, random),
                      test::random_values(channels, -2, 2, random),
                      {}};
    layer.steps.assign(channels, 1.0 / top);
    return layer;
}

std::vector<float> float_sums(const RandomLayer& layer, const std::vector<float>& inputs,
                              double scale) {
    std::vector<float> sums;
    for (std::size_t s = 0; s * layer.depth < inputs.size(); ++s)
        for (int o = 0; o < layer.channels; ++o) {
            double sum = layer.bias[o];
            for (int k = 0; k < layer.depth; ++k)
                sum += scale * inputs[s * layer.depth + k] * layer.weights[o * layer.depth + k];
            sums.push_back(static_cast<float>(sum));
        }
    return sums;
}

// Mean squared and mean error of the rounded layer's sums.
struct Errors {
    double squared = 0.0, mean = 0.0;
};

Errors errors_of(const RandomLayer& layer, const RoundedGroup& rounded,
                 const std::vector<float>& inputs, double scale) {
    const std::vector<float> wanted = float_sums(layer, inputs, scale);
    Errors errors;
    std::size_t i = 0;
    for (std::size_t s = 0; s * layer.depth < inputs.size(); ++s)
        for (int o = 0; o < layer.channels; ++o, ++i) {
            double sum = rounded.bias[o];
            for (int k = 0; k < layer.depth; ++k)
                sum += scale * inputs[s * layer.depth + k] * layer.steps[o] *
                       rounded.integers[o * layer.depth + k];
            errors.squared += (sum - wanted[i]) * (sum - wanted[i]) / wanted.size();
            errors.mean += (sum - wanted[i]) / wanted.size();
        }
    return errors;
}

Moments moments_of(const RandomLayer& layer, const std::vector<float>& inputs, double scale) {
    Moments moments = empty_moments(layer.depth, layer.channels);
    add_samples(moments, inputs, float_sums(layer, inputs, scale), true);
    return moments;
}

} // namespace

TEST_CASE("the Cholesky factor multiplies back to the matrix and solves it") {
    std::mt19937 random(3);
    constexpr int n = 23;
    const std::vector<float> a = test::random_values(n * n, -1, 1, random);
    std::vector<double> matrix(n * n, 0.0);
    for (int i = 0; i < n; ++i)
        for (int j = 0; j < n; ++j) {
            for (int k = 0; k < n; ++k)
                matrix[i * n + j] += 1.0 * a[k * n + i] * a[k * n + j];
            matrix[i * n + j] += i == j ? 0.1 : 0.0;
        }
    const std::vector<double> upper = cholesky_upper(matrix, n);
    double worst = 0.0;
    for (int i = 0; i < n; ++i)
        for (int j = 0; j < n; ++j) {
            double sum = 0.0;
            for (int k = 0; k < n; ++k)
                sum += upper[k * n + i] * upper[k * n + j];
            worst = std::max(worst, std::fabs(sum - matrix[i * n + j]));
            CHECK((j >= i || upper[i * n + j] == 0.0));
        }
    CHECK(worst < 1e-12);
    std::vector<double> right(n * 2);
    for (std::size_t i = 0; i < right.size(); ++i)
        right[i] = static_cast<double>(i % 7) - 3.0;
    std::vector<double> x = right;
    solve_cholesky(upper, n, x, 2);
    for (int i = 0; i < n; ++i)
        for (int c = 0; c < 2; ++c) {
            double sum = 0.0;
            for (int k = 0; k < n; ++k)
                sum += matrix[i * n + k] * x[k * 2 + c];
            CHECK(sum == Approx(right[i * 2 + c]).margin(1e-9));
        }
    CHECK_THROWS(cholesky_upper({1.0, 2.0, 2.0, 1.0}, 2)); // not positive
}

TEST_CASE("moments do not depend on how samples are split, and integers sum exactly") {
    std::mt19937 random(4);
    const RandomLayer layer = random_layer(5, 2, 7, random);
    const std::vector<float> inputs = mixed_inputs(600, 5, random);
    const Moments whole = moments_of(layer, inputs, 0.5);
    Moments parts = empty_moments(5, 2);
    const std::vector<float> sums = float_sums(layer, inputs, 0.5);
    for (int s = 0; s < 600; s += 100)
        add_samples(parts, std::span(inputs).subspan(s * 5, 500),
                    std::span(sums).subspan(s * 2, 200), true);
    CHECK(parts.uu == whole.uu);
    CHECK(parts.u == whole.u);
    CHECK(parts.samples == 600);
    double expected = 0.0;
    for (std::size_t s = 0; s < 600; ++s)
        expected += 1.0 * inputs[s * 5 + 1] * inputs[s * 5 + 3];
    CHECK(whole.uu[1 * 5 + 3] == expected);
    Moments short_form = empty_moments(5, 2);
    add_samples(short_form, inputs, sums, false);
    CHECK(short_form.uu[2 * 5 + 2] == whole.uu[2 * 5 + 2]);
    CHECK(short_form.uu[1 * 5 + 3] == 0.0);
}

TEST_CASE("optimised rounding of weights beats the nearest by far where inputs go together") {
    std::mt19937 random(6);
    const double scale = 0.05;
    for (const int bits : {3, 4, 8}) {
        const int top = (1 << (bits - 1)) - 1;
        const RandomLayer layer = random_layer(24, 6, top, random);
        // One stream, so that both halves have the same mixture.
        const std::vector<float> inputs = mixed_inputs(900, 24, random);
        const std::vector<float> first(inputs.begin(), inputs.begin() + 500 * 24);
        const std::vector<float> second(inputs.begin() + 500 * 24, inputs.begin() + 700 * 24);
        const std::vector<float> fresh(inputs.begin() + 700 * 24, inputs.end());
        const Moments fitted = moments_of(layer, first, scale);
        const Moments held_out = moments_of(layer, second, scale);
        RoundingTask task{layer.weights, layer.bias, layer.steps, scale, top, false, false};
        const RoundedGroup nearest = round_group(task, fitted, held_out);
        for (std::size_t i = 0; i < layer.weights.size(); ++i)
            CHECK(nearest.integers[i] == std::nearbyint(layer.weights[i] * top));
        task.optimize = true;
        const RoundedGroup optimized = round_group(task, fitted, held_out);
        for (const std::int8_t q : optimized.integers)
            CHECK(std::abs(q) <= top);
        const double before = errors_of(layer, nearest, fresh, scale).squared;
        const double after = errors_of(layer, optimized, fresh, scale).squared;
        CHECK(after < 0.5 * before);
    }
}

TEST_CASE("optimised rounding finds the best integers of a small layer") {
    std::mt19937 random(8);
    const double scale = 0.1;
    const RandomLayer layer = random_layer(4, 1, 2, random);
    const std::vector<float> inputs = mixed_inputs(400, 4, random);
    const Moments moments = moments_of(layer, inputs, scale);
    const RoundingTask task{layer.weights, layer.bias, layer.steps, scale, 2, true, false};
    const double found =
        errors_of(layer, round_group(task, moments, moments), inputs, scale).squared;
    double best = 1e9;
    RoundedGroup trial{std::vector<std::int8_t>(4), {layer.bias[0]}};
    for (int code = 0; code < 625; ++code) {
        for (int k = 0, rest = code; k < 4; ++k, rest /= 5)
            trial.integers[k] = static_cast<std::int8_t>(rest % 5 - 2);
        best = std::min(best, errors_of(layer, trial, inputs, scale).squared);
    }
    CHECK(found <= 1.2 * best);
}

TEST_CASE("bias correction takes the mean error away") {
    std::mt19937 random(7);
    const double scale = 0.05;
    const RandomLayer layer = random_layer(9, 3, 3, random);
    const std::vector<float> inputs = mixed_inputs(500, 9, random);
    const Moments moments = moments_of(layer, inputs, scale);
    RoundingTask task{layer.weights, layer.bias, layer.steps, scale, 3, false, false};
    const Errors plain = errors_of(layer, round_group(task, moments, moments), inputs, scale);
    task.correct_bias = true;
    const Errors corrected = errors_of(layer, round_group(task, moments, moments), inputs, scale);
    CHECK(std::fabs(corrected.mean) < 0.01 * std::fabs(plain.mean));
    CHECK(corrected.squared < plain.squared);
}

TEST_CASE("clipping cuts a channel's outlier when its input hardly ever says anything") {
    std::vector<float> weights(16, 0.1f);
    for (int k = 0; k < 16; ++k)
        weights[k] = 0.03f * static_cast<float>(k % 7) - 0.09f;
    weights[5] = 1.0f;
    const std::vector<float> bias{0.0f};
    const std::vector<double> steps{1.0 / 7};
    Moments moments = empty_moments(16, 1);
    moments.samples = 1;
    for (int k = 0; k < 16; ++k)
        moments.uu[k * 16 + k] = k == 5 ? 0.001 : 100.0;
    const RoundingTask task{weights, bias, steps, 1.0, 7, false, false};
    CHECK(best_clipping(task, moments)[0] < 0.6);
    moments.uu[5 * 16 + 5] = 10000.0; // now it matters
    CHECK(best_clipping(task, moments)[0] > 0.9);
}

} // namespace sluice::quantizer
