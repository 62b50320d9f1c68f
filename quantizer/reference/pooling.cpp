// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <limits>

#include "quantizer/reference/operators.h"

namespace sluice::quantizer {

namespace {

// Calls tap(pixel) for each tap of output pixel (y, x) that lies inside the image.
template <typename Tap>
int for_each_tap(const FloatView& in, const Window& w, int y, int x, const Tap& tap) {
    int inside = 0;
    for (int i = 0; i < w.kernel_h; ++i) {
        const int iy = y * w.stride_h - w.pad_top + i * w.dilation_h;
        if (iy < 0 || iy >= in.shape.height)
            continue;
        for (int j = 0; j < w.kernel_w; ++j) {
            const int ix = x * w.stride_w - w.pad_left + j * w.dilation_w;
            if (ix < 0 || ix >= in.shape.width)
                continue;
            tap(in.data + (std::int64_t{iy} * in.shape.width + ix) * in.shape.channels);
            ++inside;
        }
    }
    return inside;
}

} // namespace

void compute(const graph::MaxPool& op, const Prepared&, FloatInputs in, const Shape& shape,
             float* out) {
    const int channels = shape.channels;
    for (int y = 0; y < shape.height; ++y)
        for (int x = 0; x < shape.width; ++x, out += channels) {
            std::fill_n(out, channels, -std::numeric_limits<float>::infinity());
            for_each_tap(in[0], op.window, y, x, [&](const float* pixel) {
                for (int c = 0; c < channels; ++c)
                    out[c] = out[c] < pixel[c] ? pixel[c] : out[c];
            });
        }
}

void compute(const graph::MaxPoolIndex& op, const Prepared&, FloatInputs in, const Shape& shape,
             float* out) {
    const Shape& s = in[0].shape;
    const int channels = shape.channels;
    std::vector<const float*> best(static_cast<std::size_t>(channels));
    for (int y = 0; y < shape.height; ++y)
        for (int x = 0; x < shape.width; ++x) {
            std::fill(best.begin(), best.end(), nullptr);
            for_each_tap(in[0], op.window, y, x, [&](const float* pixel) {
                for (int c = 0; c < channels; ++c) {
                    const float*& top = best[static_cast<std::size_t>(c)];
                    top = top == nullptr || *top < pixel[c] ? pixel + c : top;
                }
            });
            for (int c = 0; c < channels; ++c) {
                const std::int64_t pixel =
                    (best[static_cast<std::size_t>(c)] - in[0].data) / channels;
                const std::int64_t row = pixel / s.width;
                const std::int64_t column = pixel % s.width;
                const std::int64_t inside =
                    op.column_major ? column * s.height + row : row * s.width + column;
                *out++ = static_cast<float>(c * s.pixels() + inside);
            }
        }
}

void compute(const graph::MaxUnpool& op, const Prepared&, FloatInputs in, const Shape& shape,
             float* out) {
    std::fill_n(out, shape.elements(), 0.0f);
    for (std::int64_t i = 0; i < in[0].shape.elements(); ++i) {
        const auto index = static_cast<std::int64_t>(in[1].data[i]);
        if (index < 0 || index >= op.frame.elements())
            continue;
        const std::int64_t channel = index / op.frame.pixels();
        const std::int64_t row = index % op.frame.pixels() / op.frame.width;
        const std::int64_t column = index % op.frame.width;
        if (row < shape.height && column < shape.width)
            out[(row * shape.width + column) * shape.channels + channel] = in[0].data[i];
    }
}

void compute(const graph::AveragePool& op, const Prepared&, FloatInputs in, const Shape& shape,
             float* out) {
    const int channels = shape.channels;
    for (int y = 0; y < shape.height; ++y)
        for (int x = 0; x < shape.width; ++x, out += channels) {
            std::fill_n(out, channels, 0.0f);
            const int inside = for_each_tap(in[0], op.window, y, x, [&](const float* pixel) {
                for (int c = 0; c < channels; ++c)
                    out[c] += pixel[c];
            });
            const int divisor = op.count_include_pad ? op.window.positions() : inside;
            for (int c = 0; c < channels; ++c)
                out[c] /= static_cast<float>(divisor);
        }
}

void compute(const graph::GlobalAveragePool&, const Prepared&, FloatInputs in, const Shape& shape,
             float* out) {
    const int channels = shape.channels;
    const std::int64_t pixels = in[0].shape.pixels();
    std::fill_n(out, channels, 0.0f);
    for (std::int64_t p = 0; p < pixels; ++p)
        for (int c = 0; c < channels; ++c)
            out[c] += in[0].data[p * channels + c];
    for (int c = 0; c < channels; ++c)
        out[c] /= static_cast<float>(pixels);
}

} // namespace sluice::quantizer
