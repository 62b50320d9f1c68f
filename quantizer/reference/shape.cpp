// SPDX-License-Identifier: Apache-2.0
// Operators that only move elements: concatenation, slice, padding, resampling, rearrangement.
#include <algorithm>

#include "quantizer/reference/operators.h"

namespace sluice::quantizer {

namespace {

// The index inside [0, size) that index `i` stands for; -1: the constant.
int padded_index(graph::PadMode mode, int i, int size) {
    if (i >= 0 && i < size)
        return i;
    if (mode == graph::PadMode::constant)
        return -1;
    if (mode == graph::PadMode::edge)
        return std::clamp(i, 0, size - 1);
    if (mode == graph::PadMode::wrap)
        return ((i % size) + size) % size;
    const int period = std::max(1, 2 * (size - 1));
    const int at = ((i % period) + period) % period;
    return at < size ? at : period - at;
}

} // namespace

void compute(const graph::Constant& op, const Prepared&, FloatInputs, const Shape&, float* out) {
    std::copy(op.values.begin(), op.values.end(), out);
}

void compute(const graph::Concat&, const Prepared&, FloatInputs in, const Shape& shape,
             float* out) {
    for (std::int64_t p = 0; p < shape.pixels(); ++p)
        for (const FloatView& part : in)
            out = std::copy_n(part.data + p * part.shape.channels, part.shape.channels, out);
}

void compute(const graph::Pad& op, const Prepared&, FloatInputs in, const Shape& shape,
             float* out) {
    const Shape& s = in[0].shape;
    for (int y = 0; y < shape.height; ++y)
        for (int x = 0; x < shape.width; ++x)
            for (int c = 0; c < shape.channels; ++c) {
                const int iy = padded_index(op.mode, y - op.top, s.height);
                const int ix = padded_index(op.mode, x - op.left, s.width);
                const int ic = padded_index(op.mode, c - op.channels_before, s.channels);
                *out++ = iy < 0 || ix < 0 || ic < 0
                             ? static_cast<float>(op.value)
                             : in[0].data[(std::int64_t{iy} * s.width + ix) * s.channels + ic];
            }
}

void compute(const graph::Resize& op, const Prepared&, FloatInputs in, const Shape& shape,
             float* out) {
    const Shape& s = in[0].shape;
    const int channels = shape.channels;
    std::vector<double> sums(static_cast<std::size_t>(channels));
    for (int y = 0; y < shape.height; ++y)
        for (int x = 0; x < shape.width; ++x, out += channels) {
            std::fill(sums.begin(), sums.end(), 0.0);
            for (int i = 0; i < op.rows.taps; ++i)
                for (int j = 0; j < op.columns.taps; ++j) {
                    const auto row = static_cast<std::size_t>(y * op.rows.taps + i);
                    const auto column = static_cast<std::size_t>(x * op.columns.taps + j);
                    const double weight = static_cast<double>(op.rows.weights[row]) *
                                          static_cast<double>(op.columns.weights[column]);
                    if (weight == 0.0)
                        continue;
                    const float* pixel = in[0].data + (std::int64_t{op.rows.from[row]} * s.width +
                                                       op.columns.from[column]) *
                                                          channels;
                    for (int c = 0; c < channels; ++c)
                        sums[static_cast<std::size_t>(c)] += weight * pixel[c];
                }
            std::transform(sums.begin(), sums.end(), out,
                           [](double sum) { return static_cast<float>(sum); });
        }
}

void compute(const graph::Rearrange& op, const Prepared&, FloatInputs in, const Shape& shape,
             float* out) {
    const std::size_t digits = op.digits.size();
    std::vector<std::int64_t> at(digits, 0);
    std::int64_t from = op.offset;
    for (std::int64_t i = 0; i < shape.elements(); ++i) {
        *out++ = in[0].data[from];
        for (std::size_t d = digits; d-- > 0;) { // count up, the last digit first
            from += op.digits[d].stride;
            if (++at[d] < op.digits[d].size)
                break;
            from -= op.digits[d].stride * op.digits[d].size;
            at[d] = 0;
        }
    }
}

} // namespace sluice::quantizer
