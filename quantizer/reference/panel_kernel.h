// SPDX-License-Identifier: Apache-2.0
// The panel loop for a vector width; compiled once per instruction set, so it includes no library
// header whose inline functions could be shared between the two.
#pragma once

namespace sluice::quantizer::detail {
namespace {

template <int kLanes, int kRows> struct PanelKernelFor {
    typedef float Vector __attribute__((vector_size(kLanes * 4), aligned(4), may_alias));
    static constexpr int kVectors = 16 / kLanes;

    static void block(const float* panel, int depth, const float* rows, long row_stride,
                      float* sums) {
        Vector acc[kRows][kVectors];
        for (int r = 0; r < kRows; ++r)
            for (int v = 0; v < kVectors; ++v)
                acc[r][v] = *reinterpret_cast<const Vector*>(sums + r * 16 + v * kLanes);
        for (int k = 0; k < depth; ++k) {
            Vector weight[kVectors];
            for (int v = 0; v < kVectors; ++v)
                weight[v] = *reinterpret_cast<const Vector*>(panel + k * 16L + v * kLanes);
            for (int r = 0; r < kRows; ++r)
                for (int v = 0; v < kVectors; ++v)
                    acc[r][v] += weight[v] * rows[r * row_stride + k];
        }
        for (int r = 0; r < kRows; ++r)
            for (int v = 0; v < kVectors; ++v)
                *reinterpret_cast<Vector*>(sums + r * 16 + v * kLanes) = acc[r][v];
    }

    static void run(const float* panel, int depth, const float* rows, long row_count,
                    long row_stride, float* sums) {
        long r = 0;
        for (; r + kRows <= row_count; r += kRows)
            block(panel, depth, rows + r * row_stride, row_stride, sums + r * 16);
        for (; r < row_count; ++r)
            PanelKernelFor<kLanes, 1>::block(panel, depth, rows + r * row_stride, row_stride,
                                             sums + r * 16);
    }
};

} // namespace
} // namespace sluice::quantizer::detail
