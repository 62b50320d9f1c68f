// SPDX-License-Identifier: Apache-2.0
#include "quantizer/correct/rounding.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "base/error.h"
#include "quantizer/correct/cholesky.h"
#include "quantizer/measure/parallel.h"

namespace sluice::quantizer {

namespace {

// A matrix of weights in steps, [depth][channels], so that loops over channels are the inner ones.
using Matrix = std::vector<double>;

// Added to the diagonal, in parts of its mean: inputs that are rare or always go together say
// little about their weights.
constexpr double kDamping = 0.01;
// The same for few samples: times products per sample.
constexpr double kScarcity = 0.1;
// Weight of staying with the given weights when the target also undoes the inputs' errors.
constexpr double kRidges[] = {0.01, 0.1};
constexpr int kSweeps = 3;
constexpr double kLeastPart = 0.4; // of the largest weight, when clipping

// Channels that are rounded together; one does not depend on another.
constexpr std::size_t kTile = 64;

// Second moments of the inputs around the mean (where a bias takes it up) or around 0, per sample.
Matrix centred_inputs(const Moments& m, bool free_bias) {
    const auto d = static_cast<std::size_t>(m.depth);
    Matrix uu(d * d);
    for (std::size_t k = 0; k < d; ++k)
        for (std::size_t l = 0; l < d; ++l)
            uu[k * d + l] = m.uu[k * d + l] / m.samples -
                            (free_bias ? m.u[k] / m.samples * (m.u[l] / m.samples) : 0.0);
    return uu;
}

// The same with and of the outputs, for channels first .. first + count.
struct Outputs {
    std::vector<double> y;  // means
    std::vector<double> yy; // [count]; without a free bias, of what is left of it
    Matrix yu;              // [depth][count]
};

Outputs centred_outputs(const Moments& m, bool free_bias, std::span<const float> bias,
                        std::size_t first, std::size_t count) {
    const auto d = static_cast<std::size_t>(m.depth);
    Outputs r{std::vector<double>(count), std::vector<double>(count), Matrix(d * count)};
    for (std::size_t o = 0; o < count; ++o) {
        const double mean = m.y[first + o] / m.samples;
        const double shift = free_bias ? mean : static_cast<double>(bias[first + o]);
        r.y[o] = mean;
        r.yy[o] = m.yy[first + o] / m.samples - 2 * shift * mean + shift * shift;
        for (std::size_t k = 0; k < d; ++k)
            r.yu[k * count + o] =
                m.yu[(first + o) * d + k] / m.samples - shift * (m.u[k] / m.samples);
    }
    return r;
}

Matrix damped(const Matrix& uu, std::size_t depth, double part) {
    double trace = 0.0;
    for (std::size_t k = 0; k < depth; ++k)
        trace += uu[k * depth + k];
    Matrix result = uu;
    const double added = std::max(part * trace / static_cast<double>(depth), 1e-6);
    for (std::size_t k = 0; k < depth; ++k)
        result[k * depth + k] += added;
    return result;
}

// What all channels of a group share: the inputs' moments, and their factors for each ridge.
struct Inputs {
    std::size_t depth = 0;
    std::vector<double> fitted_u, held_out_u; // means
    Matrix held_out_uu;                       // these are empty unless roundings are searched
    Matrix hessian;
    Matrix hessian_factor;
    Matrix ridge_factors[std::size(kRidges)];
    double ridge_added[std::size(kRidges)] = {}; // to the diagonal
};

std::vector<double> means(const Moments& m) {
    std::vector<double> result(m.u);
    for (double& u : result)
        u /= m.samples;
    return result;
}

Inputs inputs_of(const RoundingTask& task, const Moments& fitted, const Moments& held_out,
                 int threads) {
    Inputs r;
    r.depth = static_cast<std::size_t>(fitted.depth);
    r.fitted_u = means(fitted);
    r.held_out_u = means(held_out);
    if (!task.optimize)
        return r;
    const Matrix uu = centred_inputs(fitted, task.correct_bias);
    r.held_out_uu = centred_inputs(held_out, task.correct_bias);
    const double scarcity = kScarcity * fitted.depth / fitted.samples;
    r.hessian = damped(uu, r.depth, kDamping + scarcity);
    parallel_items(threads, std::int64_t{1 + std::size(kRidges)}, [&](std::int64_t i) {
        if (i == 0) {
            r.hessian_factor = cholesky_upper(r.hessian, fitted.depth);
            return;
        }
        Matrix matrix = damped(uu, r.depth, kRidges[i - 1] + scarcity);
        r.ridge_added[i - 1] = matrix[0] - uu[0];
        r.ridge_factors[i - 1] = cholesky_upper(std::move(matrix), fitted.depth);
    });
    return r;
}

// Rounds the channels first .. first + count of a group.
class Rounder {
public:
    Rounder(const RoundingTask& task, const Inputs& inputs, const Moments& fitted,
            const Moments& held_out, std::size_t first, std::size_t count)
        : task_(task), inputs_(inputs), d_(inputs.depth), first_(first), c_(count),
          fitted_(centred_outputs(fitted, task.correct_bias, task.bias, first, count)),
          held_out_(centred_outputs(held_out, task.correct_bias, task.bias, first, count)),
          given_(d_ * c_), unit_(c_) {
        for (std::size_t o = 0; o < c_; ++o) {
            unit_[o] = task.input_scale * task.steps[first + o];
            for (std::size_t k = 0; k < d_; ++k)
                given_[k * c_ + o] = task.weights[(first + o) * d_ + k] / task.steps[first + o];
        }
    }

    // Writes the tile's channels of the group's result.
    void run(RoundedGroup& result) const {
        Matrix best = nearest(given_);
        if (task_.optimize) {
            std::vector<double> least = errors(best);
            const auto consider = [&](const Matrix& integers) {
                const std::vector<double> found = errors(integers);
                for (std::size_t o = 0; o < c_; ++o)
                    if (found[o] < least[o]) {
                        least[o] = found[o];
                        for (std::size_t k = 0; k < d_; ++k)
                            best[k * c_ + o] = integers[k * c_ + o];
                    }
            };
            consider(round_to(given_));
            for (std::size_t ridge = 0; ridge < std::size(kRidges); ++ridge)
                consider(round_to(target(ridge)));
        }
        for (std::size_t o = 0; o < c_; ++o) {
            for (std::size_t k = 0; k < d_; ++k)
                result.integers[(first_ + o) * d_ + k] = static_cast<std::int8_t>(best[k * c_ + o]);
            result.bias[first_ + o] = bias_for(best, o);
        }
    }

private:
    double limit(double q) const { return std::clamp(q, -1.0 * task_.top, 1.0 * task_.top); }

    Matrix nearest(const Matrix& wanted) const {
        Matrix result(wanted.size());
        for (std::size_t i = 0; i < wanted.size(); ++i)
            result[i] = limit(std::nearbyint(wanted[i]));
        return result;
    }

    // The weights, in steps, with the least squared error of the sums, held near the given ones.
    Matrix target(std::size_t ridge) const {
        Matrix right(d_ * c_);
        for (std::size_t k = 0; k < d_; ++k)
            for (std::size_t o = 0; o < c_; ++o)
                right[k * c_ + o] = fitted_.yu[k * c_ + o] / unit_[o] +
                                    inputs_.ridge_added[ridge] * given_[k * c_ + o];
        solve_cholesky(inputs_.ridge_factors[ridge], static_cast<int>(d_), right,
                       static_cast<int>(c_));
        return right;
    }

    // Integers near `wanted` in the metric of the Hessian.
    Matrix round_to(const Matrix& wanted) const {
        const Matrix& upper = inputs_.hessian_factor;
        Matrix integers(wanted.size()), left(wanted.size()); // left: wanted - integers
        std::vector<double> aim(c_);
        for (std::size_t k = d_; k-- > 0;) {
            std::fill(aim.begin(), aim.end(), 0.0);
            add_rows(aim.data(), left.data() + (k + 1) * c_, c_, upper.data() + k * d_ + k + 1, 1,
                     d_ - k - 1, c_);
            for (std::size_t o = 0; o < c_; ++o) {
                const double w = wanted[k * c_ + o];
                const double q = limit(std::nearbyint(w + aim[o] / upper[k * d_ + k]));
                integers[k * c_ + o] = q;
                left[k * c_ + o] = w - q;
            }
        }
        descend(integers, left);
        return integers;
    }

    // Moves single integers while that lowers left^T hessian left.
    void descend(Matrix& integers, Matrix& left) const {
        const Matrix& hessian = inputs_.hessian;
        std::vector<double> slope(c_);
        for (int sweep = 0; sweep < kSweeps; ++sweep) {
            bool moved = false;
            for (std::size_t k = 0; k < d_; ++k) {
                std::fill(slope.begin(), slope.end(), 0.0);
                add_rows(slope.data(), left.data(), c_, hessian.data() + k * d_, 1, d_, c_);
                for (std::size_t o = 0; o < c_; ++o) {
                    double& q = integers[k * c_ + o];
                    const double to = limit(q + std::nearbyint(slope[o] / hessian[k * d_ + k]));
                    moved = moved || to != q;
                    left[k * c_ + o] += q - to;
                    q = to;
                }
            }
            if (!moved)
                return;
        }
    }

    double bias_for(const Matrix& integers, std::size_t o) const {
        if (!task_.correct_bias)
            return task_.bias[first_ + o];
        double mean = 0.0;
        for (std::size_t k = 0; k < d_; ++k)
            mean += integers[k * c_ + o] * inputs_.fitted_u[k];
        return fitted_.y[o] - unit_[o] * mean;
    }

    // Mean squared error of each channel's sums over the held-out samples.
    std::vector<double> errors(const Matrix& integers) const {
        std::vector<double> result(c_);
        std::vector<double> product(c_);
        std::vector<double> quadratic(c_, 0.0), cross(c_, 0.0), mean(c_, 0.0);
        for (std::size_t k = 0; k < d_; ++k) {
            std::fill(product.begin(), product.end(), 0.0);
            add_rows(product.data(), integers.data(), c_, inputs_.held_out_uu.data() + k * d_, 1,
                     d_, c_);
            for (std::size_t o = 0; o < c_; ++o) {
                const double q = integers[k * c_ + o];
                quadratic[o] += q * product[o];
                cross[o] += q * held_out_.yu[k * c_ + o];
                mean[o] += q * (inputs_.held_out_u[k] - inputs_.fitted_u[k]);
            }
        }
        for (std::size_t o = 0; o < c_; ++o) {
            const double k = unit_[o];
            result[o] = held_out_.yy[o] - 2 * k * cross[o] + k * k * quadratic[o];
            if (task_.correct_bias) { // the bias is of the fitted samples' means
                const double off = k * mean[o] - (held_out_.y[o] - fitted_.y[o]);
                result[o] += off * off;
            }
        }
        return result;
    }

    const RoundingTask& task_;
    const Inputs& inputs_;
    std::size_t d_, first_, c_;
    Outputs fitted_, held_out_;
    Matrix given_;             // the float weights in steps
    std::vector<double> unit_; // real value of one step times one input step
};

} // namespace

RoundedGroup round_group(const RoundingTask& task, const Moments& fitted, const Moments& held_out,
                         int threads) {
    const auto channels = static_cast<std::size_t>(fitted.channels);
    const Inputs inputs = inputs_of(task, fitted, held_out, threads);
    RoundedGroup result;
    result.integers.resize(inputs.depth * channels);
    result.bias.resize(channels);
    parallel_items(
        threads, static_cast<std::int64_t>((channels + kTile - 1) / kTile), [&](std::int64_t tile) {
            const std::size_t first = static_cast<std::size_t>(tile) * kTile;
            Rounder(task, inputs, fitted, held_out, first, std::min(kTile, channels - first))
                .run(result);
        });
    return result;
}

std::vector<double> best_clipping(const RoundingTask& task, const Moments& fitted) {
    const auto depth = static_cast<std::size_t>(fitted.depth);
    std::vector<double> parts;
    for (std::size_t o = 0; o < task.bias.size(); ++o) {
        const std::span<const float> row = task.weights.subspan(o * depth, depth);
        double best_part = 1.0, least = -1.0;
        for (double part = 1.0; part >= kLeastPart; part -= 0.02) {
            const double step = task.steps[o] * part;
            double error = 0.0;
            for (std::size_t k = 0; k < depth; ++k) {
                const double q =
                    std::clamp<double>(std::nearbyint(row[k] / step), -task.top, task.top);
                const double off = row[k] - q * step;
                error += off * off * fitted.uu[k * depth + k];
            }
            if (least < 0.0 || error < least) {
                least = error;
                best_part = part;
            }
        }
        parts.push_back(best_part);
    }
    return parts;
}

} // namespace sluice::quantizer
