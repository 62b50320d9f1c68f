// SPDX-License-Identifier: Apache-2.0
#include "quantizer/correct/rounding.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/error.h"
#include "quantizer/correct/cholesky.h"

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

// Moments around the mean (where a bias takes it up) or around 0, per sample.
struct Centred {
    Matrix uu;              // [depth][depth]
    std::vector<double> u;  // means
    std::vector<double> y;  // means; without a free bias, of what is left of it
    std::vector<double> yy; // [channels]
    Matrix yu;              // [depth][channels]
};

Centred centre(const Moments& m, bool free_bias, std::span<const float> bias) {
    const auto d = static_cast<std::size_t>(m.depth), c = static_cast<std::size_t>(m.channels);
    Centred r;
    r.u.resize(d);
    r.y.resize(c);
    r.yy.resize(c);
    r.uu.resize(d * d);
    r.yu.resize(d * c);
    for (std::size_t k = 0; k < d; ++k)
        r.u[k] = m.u[k] / m.samples;
    for (std::size_t o = 0; o < c; ++o)
        r.y[o] = m.y[o] / m.samples;
    for (std::size_t o = 0; o < c; ++o) {
        const double shift = free_bias ? r.y[o] : static_cast<double>(bias[o]);
        r.yy[o] = m.yy[o] / m.samples - 2 * shift * r.y[o] + shift * shift;
        for (std::size_t k = 0; k < d; ++k)
            r.yu[k * c + o] = m.yu[o * d + k] / m.samples - shift * r.u[k];
    }
    for (std::size_t k = 0; k < d; ++k)
        for (std::size_t l = 0; l < d; ++l)
            r.uu[k * d + l] = m.uu[k * d + l] / m.samples - (free_bias ? r.u[k] * r.u[l] : 0.0);
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

class Rounder {
public:
    Rounder(const RoundingTask& task, const Moments& fitted, const Moments& held_out)
        : task_(task), d_(fitted.depth), c_(fitted.channels),
          fitted_(centre(fitted, task.correct_bias, task.bias)),
          held_out_(centre(held_out, task.correct_bias, task.bias)), given_(d_ * c_), unit_(c_),
          scarcity_(kScarcity * fitted.depth / fitted.samples) {
        for (std::size_t o = 0; o < c_; ++o) {
            unit_[o] = task.input_scale * task.steps[o];
            for (std::size_t k = 0; k < d_; ++k)
                given_[k * c_ + o] = task.weights[o * d_ + k] / task.steps[o];
        }
    }

    RoundedGroup run() {
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
            const Matrix hessian = damped(fitted_.uu, d_, kDamping + scarcity_);
            const std::vector<double> upper = cholesky_upper(hessian, static_cast<int>(d_));
            consider(round_to(given_, hessian, upper));
            for (const double ridge : kRidges)
                consider(round_to(target(ridge + scarcity_), hessian, upper));
        }
        RoundedGroup result;
        result.integers.resize(d_ * c_);
        for (std::size_t o = 0; o < c_; ++o)
            for (std::size_t k = 0; k < d_; ++k)
                result.integers[o * d_ + k] = static_cast<std::int8_t>(best[k * c_ + o]);
        for (std::size_t o = 0; o < c_; ++o)
            result.bias.push_back(bias_for(best, o));
        return result;
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
    Matrix target(double ridge) const {
        const Matrix matrix = damped(fitted_.uu, d_, ridge);
        const double added = matrix[0] - fitted_.uu[0];
        Matrix right(d_ * c_);
        for (std::size_t k = 0; k < d_; ++k)
            for (std::size_t o = 0; o < c_; ++o)
                right[k * c_ + o] = fitted_.yu[k * c_ + o] / unit_[o] + added * given_[k * c_ + o];
        solve_cholesky(cholesky_upper(matrix, static_cast<int>(d_)), static_cast<int>(d_), right,
                       static_cast<int>(c_));
        return right;
    }

    // Integers near `wanted` in the metric of the Hessian.
    Matrix round_to(const Matrix& wanted, const Matrix& hessian,
                    const std::vector<double>& upper) const {
        Matrix integers(wanted.size()), left(wanted.size()); // left: wanted - integers
        std::vector<double> aim(c_);
        for (std::size_t k = d_; k-- > 0;) {
            std::fill(aim.begin(), aim.end(), 0.0);
            for (std::size_t l = k + 1; l < d_; ++l) {
                const double factor = upper[k * d_ + l];
                const double* __restrict rest = left.data() + l * c_;
                for (std::size_t o = 0; o < c_; ++o)
                    aim[o] += factor * rest[o];
            }
            for (std::size_t o = 0; o < c_; ++o) {
                const double w = wanted[k * c_ + o];
                const double q = limit(std::nearbyint(w + aim[o] / upper[k * d_ + k]));
                integers[k * c_ + o] = q;
                left[k * c_ + o] = w - q;
            }
        }
        descend(integers, left, hessian);
        return integers;
    }

    // Moves single integers while that lowers left^T hessian left.
    void descend(Matrix& integers, Matrix& left, const Matrix& hessian) const {
        std::vector<double> slope(c_);
        for (int sweep = 0; sweep < kSweeps; ++sweep) {
            bool moved = false;
            for (std::size_t k = 0; k < d_; ++k) {
                std::fill(slope.begin(), slope.end(), 0.0);
                for (std::size_t l = 0; l < d_; ++l) {
                    const double factor = hessian[k * d_ + l];
                    const double* __restrict rest = left.data() + l * c_;
                    for (std::size_t o = 0; o < c_; ++o)
                        slope[o] += factor * rest[o];
                }
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
            return task_.bias[o];
        double mean = 0.0;
        for (std::size_t k = 0; k < d_; ++k)
            mean += integers[k * c_ + o] * fitted_.u[k];
        return fitted_.y[o] - unit_[o] * mean;
    }

    // Mean squared error of each channel's sums over the held-out samples.
    std::vector<double> errors(const Matrix& integers) const {
        std::vector<double> result(c_);
        std::vector<double> product(c_);
        std::vector<double> quadratic(c_, 0.0), cross(c_, 0.0), mean(c_, 0.0);
        for (std::size_t k = 0; k < d_; ++k) {
            std::fill(product.begin(), product.end(), 0.0);
            for (std::size_t l = 0; l < d_; ++l) {
                const double factor = held_out_.uu[k * d_ + l];
                const double* __restrict q = integers.data() + l * c_;
                for (std::size_t o = 0; o < c_; ++o)
                    product[o] += factor * q[o];
            }
            for (std::size_t o = 0; o < c_; ++o) {
                const double q = integers[k * c_ + o];
                quadratic[o] += q * product[o];
                cross[o] += q * held_out_.yu[k * c_ + o];
                mean[o] += q * (held_out_.u[k] - fitted_.u[k]);
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
    std::size_t d_, c_;
    Centred fitted_, held_out_;
    Matrix given_;             // the float weights in steps
    std::vector<double> unit_; // real value of one step times one input step
    double scarcity_;
};

} // namespace

RoundedGroup round_group(const RoundingTask& task, const Moments& fitted, const Moments& held_out) {
    return Rounder(task, fitted, held_out).run();
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
