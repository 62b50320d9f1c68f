// SPDX-License-Identifier: Apache-2.0
// Convolution and fully connected: patches of the image gathered as rows, then a matrix product;
// depthwise directly, channels being the innermost loop.
#include <algorithm>

#include "quantizer/reference/operators.h"

namespace sluice::quantizer {

namespace {

bool is_depthwise(const graph::Conv& op, int in_channels) {
    return op.groups > 1 && op.groups == in_channels && op.out_channels == in_channels;
}

// The taps of output pixel (y, x), `count` channels from `first`, zeros outside the image.
void gather_patch(const FloatView& in, const Window& w, int y, int x, int first, int count,
                  float* row) {
    const Shape& s = in.shape;
    for (int i = 0; i < w.kernel_h; ++i) {
        const int iy = y * w.stride_h - w.pad_top + i * w.dilation_h;
        for (int j = 0; j < w.kernel_w; ++j, row += count) {
            const int ix = x * w.stride_w - w.pad_left + j * w.dilation_w;
            if (iy < 0 || iy >= s.height || ix < 0 || ix >= s.width)
                std::fill_n(row, count, 0.0f);
            else
                std::copy_n(in.data + (std::int64_t{iy} * s.width + ix) * s.channels + first, count,
                            row);
        }
    }
}

void compute_depthwise(const graph::Conv& op, const std::vector<float>& taps, const FloatView& in,
                       const Shape& shape, float* out) {
    const Window& w = op.window;
    const int channels = shape.channels;
    for (int y = 0; y < shape.height; ++y)
        for (int x = 0; x < shape.width; ++x) {
            float* __restrict sums = out + (std::int64_t{y} * shape.width + x) * channels;
            std::copy_n(op.bias.data(), channels, sums);
            for (int i = 0; i < w.kernel_h; ++i) {
                const int iy = y * w.stride_h - w.pad_top + i * w.dilation_h;
                if (iy < 0 || iy >= in.shape.height)
                    continue;
                for (int j = 0; j < w.kernel_w; ++j) {
                    const int ix = x * w.stride_w - w.pad_left + j * w.dilation_w;
                    if (ix < 0 || ix >= in.shape.width)
                        continue;
                    const float* __restrict pixel =
                        in.data + (std::int64_t{iy} * in.shape.width + ix) * channels;
                    const float* __restrict tap =
                        taps.data() + (std::int64_t{i} * w.kernel_w + j) * channels;
                    for (int c = 0; c < channels; ++c)
                        sums[c] += pixel[c] * tap[c];
                }
            }
        }
}

} // namespace

void compute(const graph::Conv& op, const Prepared& prepared, FloatInputs in, const Shape& shape,
             float* out) {
    const FloatView& image = in[0];
    if (is_depthwise(op, image.shape.channels))
        return compute_depthwise(op, prepared.depthwise_taps, image, shape, out);
    const int in_group = image.shape.channels / op.groups;
    const int out_group = op.out_channels / op.groups;
    const Window& w = op.window;
    const bool pointwise =
        w.positions() == 1 && w.stride_h == 1 && w.stride_w == 1 && !w.has_padding();
    if (pointwise) { // the image already is the matrix of patches
        for (int g = 0; g < op.groups; ++g)
            multiply_rows(prepared.groups[g], op.bias.data() + g * out_group,
                          image.data + g * in_group, shape.pixels(), image.shape.channels,
                          out + g * out_group, op.out_channels);
        return;
    }
    const std::int64_t depth = std::int64_t{w.positions()} * in_group;
    const std::int64_t chunk = std::max<std::int64_t>(48, 49152 / depth / 48 * 48);
    std::vector<float> rows(static_cast<std::size_t>(std::min(chunk, shape.pixels()) * depth));
    for (int g = 0; g < op.groups; ++g)
        for (std::int64_t p0 = 0; p0 < shape.pixels(); p0 += chunk) {
            const std::int64_t count = std::min(chunk, shape.pixels() - p0);
            for (std::int64_t p = 0; p < count; ++p)
                gather_patch(image, w, static_cast<int>((p0 + p) / shape.width),
                             static_cast<int>((p0 + p) % shape.width), g * in_group, in_group,
                             rows.data() + p * depth);
            multiply_rows(prepared.groups[g], op.bias.data() + g * out_group, rows.data(), count,
                          depth, out + p0 * op.out_channels + g * out_group, op.out_channels);
        }
}

void compute(const graph::FullyConnected& op, const Prepared& prepared, FloatInputs in,
             const Shape& shape, float* out) {
    multiply_rows(prepared.groups[0], op.bias.data(), in[0].data, 1, in[0].shape.elements(), out,
                  shape.channels);
}

// Gathered: output (y, x) sees input ((y + pad - i * dilation) / stride) where that divides.
void compute(const graph::ConvTranspose& op, const Prepared&, FloatInputs in, const Shape& shape,
             float* out) {
    const Window& w = op.window;
    const Shape& s = in[0].shape;
    const int in_group = s.channels / op.groups;
    const int out_group = op.out_channels / op.groups;
    for (int y = 0; y < shape.height; ++y)
        for (int x = 0; x < shape.width; ++x, out += op.out_channels) {
            std::copy(op.bias.begin(), op.bias.end(), out);
            for (int i = 0; i < w.kernel_h; ++i)
                for (int j = 0; j < w.kernel_w; ++j) {
                    const int iy = y + w.pad_top - i * w.dilation_h;
                    const int ix = x + w.pad_left - j * w.dilation_w;
                    if (iy < 0 || ix < 0 || iy % w.stride_h != 0 || ix % w.stride_w != 0 ||
                        iy / w.stride_h >= s.height || ix / w.stride_w >= s.width)
                        continue;
                    const float* pixel =
                        in[0].data +
                        (std::int64_t{iy / w.stride_h} * s.width + ix / w.stride_w) * s.channels;
                    for (int o = 0; o < op.out_channels; ++o) {
                        const float* tap =
                            op.weights.data() +
                            ((std::int64_t{o} * w.kernel_h + i) * w.kernel_w + j) * in_group;
                        const float* first = pixel + o / out_group * in_group;
                        float sum = 0.0f;
                        for (int c = 0; c < in_group; ++c)
                            sum += first[c] * tap[c];
                        out[o] += sum;
                    }
                }
        }
}

namespace {

Prepared prepare(const graph::Conv& op, const Shape& input) {
    Prepared result;
    const int positions = op.window.positions();
    if (is_depthwise(op, input.channels)) {
        result.depthwise_taps.resize(op.weights.size());
        for (int c = 0; c < op.out_channels; ++c)
            for (int t = 0; t < positions; ++t)
                result.depthwise_taps[static_cast<std::size_t>(t) * op.out_channels + c] =
                    op.weights[static_cast<std::size_t>(c) * positions + t];
        return result;
    }
    const int depth = positions * (input.channels / op.groups);
    const int out_group = op.out_channels / op.groups;
    for (int g = 0; g < op.groups; ++g)
        result.groups.push_back(pack_matrix(
            op.weights.data() + static_cast<std::size_t>(g) * out_group * depth, out_group, depth));
    return result;
}

Prepared prepare(const graph::FullyConnected& op, const Shape& input) {
    Prepared result;
    result.groups.push_back(
        pack_matrix(op.weights.data(), op.out_channels, static_cast<int>(input.elements())));
    return result;
}

template <typename WithoutWeights> Prepared prepare(const WithoutWeights&, const Shape&) {
    return {};
}

} // namespace

Prepared prepare_op(const graph::Op& op, const Shape& input) {
    return std::visit([&](const auto& kind) { return prepare(kind, input); }, op);
}

} // namespace sluice::quantizer
