// SPDX-License-Identifier: Apache-2.0
// Operators on the channels of each pixel, and reductions of whole axes.
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "base/error.h"
#include "quantizer/reference/operators.h"

namespace sluice::quantizer {

void compute(const graph::Softmax& op, const Prepared&, FloatInputs in, const Shape& shape,
             float* out) {
    const int channels = shape.channels;
    for (std::int64_t p = 0; p < shape.pixels(); ++p) {
        const float* x = in[0].data + p * channels;
        const float top = *std::max_element(x, x + channels);
        double sum = 0.0;
        for (int c = 0; c < channels; ++c)
            sum += std::exp(static_cast<double>(x[c]) - top);
        for (int c = 0; c < channels; ++c) {
            const double above = static_cast<double>(x[c]) - top;
            *out++ = static_cast<float>(op.log ? above - std::log(sum) : std::exp(above) / sum);
        }
    }
}

void compute(const graph::ArgMax& op, const Prepared&, FloatInputs in, const Shape& shape,
             float* out) {
    const int channels = in[0].shape.channels;
    for (std::int64_t p = 0; p < shape.pixels(); ++p) {
        const float* x = in[0].data + p * channels;
        int best = 0;
        for (int c = 1; c < channels; ++c)
            if (x[c] > x[best] || (op.last && x[c] == x[best]))
                best = c;
        *out++ = static_cast<float>(best);
    }
}

void compute(const graph::TopK& op, const Prepared&, FloatInputs in, const Shape& shape,
             float* out) {
    const int channels = in[0].shape.channels;
    std::vector<int> order(static_cast<std::size_t>(channels));
    for (std::int64_t p = 0; p < shape.pixels(); ++p) {
        const float* x = in[0].data + p * channels;
        std::iota(order.begin(), order.end(), 0);
        std::stable_sort(order.begin(), order.end(),
                         [&](int a, int b) { return op.largest ? x[a] > x[b] : x[a] < x[b]; });
        for (int k = 0; k < op.count; ++k) {
            const int c = order[static_cast<std::size_t>(k)];
            *out++ = op.indices ? static_cast<float>(c) : x[c];
        }
    }
}

namespace {

double add_to(graph::ReduceKind kind, double so_far, double x) {
    if (kind == graph::ReduceKind::product)
        return so_far * x;
    const double top = std::max(so_far, x); // taken out, so that nothing overflows
    return std::isinf(top) ? top : top + std::log(std::exp(so_far - top) + std::exp(x - top));
}

} // namespace

void compute(const graph::Reduce& op, const Prepared&, FloatInputs in, const Shape& shape,
             float* out) {
    const Shape& s = in[0].shape;
    const double first =
        op.kind == graph::ReduceKind::product ? 1.0 : -std::numeric_limits<double>::infinity();
    std::vector<double> sums(static_cast<std::size_t>(shape.elements()), first);
    const float* x = in[0].data;
    for (int y = 0; y < s.height; ++y)
        for (int column = 0; column < s.width; ++column)
            for (int c = 0; c < s.channels; ++c) {
                const std::int64_t at = (std::int64_t{op.over_height ? 0 : y} * shape.width +
                                         (op.over_width ? 0 : column)) *
                                            shape.channels +
                                        (op.over_channels ? 0 : c);
                double& sum = sums[static_cast<std::size_t>(at)];
                sum = add_to(op.kind, sum, static_cast<double>(*x++));
            }
    std::transform(sums.begin(), sums.end(), out,
                   [](double sum) { return static_cast<float>(sum); });
}

} // namespace sluice::quantizer
