// SPDX-License-Identifier: Apache-2.0
// The one hot loop of the float reference: rows of inputs times a weight matrix.
#pragma once

#include <cstdint>
#include <vector>

namespace sluice::quantizer {

constexpr int kPanelOutputs = 16;

// Weights [outputs][depth] regrouped to [panel][depth][kPanelOutputs], the last panel zero-padded.
struct PackedMatrix {
    int outputs = 0;
    int depth = 0;
    std::vector<float> panels;
};

PackedMatrix pack_matrix(const float* weights, int outputs, int depth);

// out[r * out_stride + o] = bias[o] + sum over k of rows[r * row_stride + k] * weight[o][k], added
// in the order of k. `out` has room for `outputs` values a row.
void multiply_rows(const PackedMatrix& matrix, const float* bias, const float* rows,
                   std::int64_t row_count, std::int64_t row_stride, float* out,
                   std::int64_t out_stride);

namespace detail {

// One panel: sums[r * kPanelOutputs + o] += ..., r < row_count. Both give the same bits: every
// sum has a lane of its own, and products and sums are rounded apart.
using PanelKernel = void (*)(const float* panel, int depth, const float* rows,
                             std::int64_t row_count, std::int64_t row_stride, float* sums);
void panel_portable(const float* panel, int depth, const float* rows, std::int64_t row_count,
                    std::int64_t row_stride, float* sums);
void panel_avx2(const float* panel, int depth, const float* rows, std::int64_t row_count,
                std::int64_t row_stride, float* sums);

} // namespace detail

} // namespace sluice::quantizer
