// SPDX-License-Identifier: Apache-2.0
#include "quantizer/correct/moments.h"

#include <algorithm>

#include "base/error.h"
#include "quantizer/reference/matrix_product.h"

namespace sluice::quantizer {

namespace {

// Products of two integers of 8 bits and a sign, so many that floats still hold their sum exactly:
// 255 * 255 * 256 < 2^24.
constexpr int kBlockSamples = 256;

// Columns first .. first + count of the samples, as rows.
std::vector<float> transposed(std::span<const float> samples, int width, std::size_t first,
                              std::size_t count) {
    std::vector<float> result(static_cast<std::size_t>(width) * count);
    for (std::size_t s = 0; s < count; ++s)
        for (int k = 0; k < width; ++k)
            result[k * count + s] = samples[(first + s) * width + k];
    return result;
}

void add_products(const std::vector<float>& rows, int row_count, const PackedMatrix& columns,
                  std::vector<double>& sums) {
    const std::vector<float> zeros(static_cast<std::size_t>(columns.outputs), 0.0f);
    std::vector<float> products(static_cast<std::size_t>(row_count) * columns.outputs);
    multiply_rows(columns, zeros.data(), rows.data(), row_count, columns.depth, products.data(),
                  columns.outputs);
    for (std::size_t i = 0; i < products.size(); ++i)
        sums[i] += products[i];
}

} // namespace

Moments empty_moments(int depth, int channels) {
    const auto d = static_cast<std::size_t>(depth);
    const auto c = static_cast<std::size_t>(channels);
    Moments moments;
    moments.depth = depth;
    moments.channels = channels;
    moments.u.assign(d, 0.0);
    moments.uu.assign(d * d, 0.0);
    moments.y.assign(c, 0.0);
    moments.yy.assign(c, 0.0);
    moments.yu.assign(c * d, 0.0);
    return moments;
}

void add_samples(Moments& moments, std::span<const float> inputs, std::span<const float> outputs,
                 bool products) {
    const int depth = moments.depth, channels = moments.channels;
    const std::size_t samples = inputs.size() / static_cast<std::size_t>(depth);
    SLUICE_CHECK(outputs.size() == samples * channels, "an output for each sample");
    for (std::size_t first = 0; first < samples; first += kBlockSamples) {
        const std::size_t count = std::min<std::size_t>(kBlockSamples, samples - first);
        const std::vector<float> u = transposed(inputs, depth, first, count);
        const std::vector<float> y = transposed(outputs, channels, first, count);
        if (products) {
            const PackedMatrix packed = pack_matrix(u.data(), depth, static_cast<int>(count));
            add_products(u, depth, packed, moments.uu);
            add_products(y, channels, packed, moments.yu);
        } else {
            for (int k = 0; k < depth; ++k)
                for (std::size_t s = 0; s < count; ++s)
                    moments.uu[std::size_t(k) * depth + k] += u[k * count + s] * u[k * count + s];
        }
        for (int k = 0; k < depth; ++k)
            for (std::size_t s = 0; s < count; ++s)
                moments.u[k] += u[k * count + s];
        for (int c = 0; c < channels; ++c)
            for (std::size_t s = 0; s < count; ++s) {
                const double value = y[c * count + s];
                moments.y[c] += value;
                moments.yy[c] += value * value;
            }
    }
    moments.samples += static_cast<double>(samples);
}

void gather_inputs(const Window& w, const Shape& in, int zero_point,
                   std::span<const std::int16_t> integers, int row, int column, float* patch) {
    for (int i = 0; i < w.kernel_h; ++i)
        for (int j = 0; j < w.kernel_w; ++j, patch += in.channels) {
            const int y = row * w.stride_h - w.pad_top + i * w.dilation_h;
            const int x = column * w.stride_w - w.pad_left + j * w.dilation_w;
            if (y < 0 || y >= in.height || x < 0 || x >= in.width) {
                std::fill_n(patch, in.channels, 0.0f);
                continue;
            }
            const std::int16_t* pixel =
                integers.data() + (std::int64_t{y} * in.width + x) * in.channels;
            for (int c = 0; c < in.channels; ++c)
                patch[c] = static_cast<float>(pixel[c] - zero_point);
        }
}

} // namespace sluice::quantizer
