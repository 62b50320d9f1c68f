// SPDX-License-Identifier: Apache-2.0
#include "quantizer/reference/matrix_product.h"

#include <algorithm>

namespace sluice::quantizer {

namespace {

detail::PanelKernel choose_kernel() {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2"))
        return detail::panel_avx2;
#endif
    return detail::panel_portable;
}

} // namespace

PackedMatrix pack_matrix(const float* weights, int outputs, int depth) {
    const int panels = (outputs + kPanelOutputs - 1) / kPanelOutputs;
    PackedMatrix matrix{outputs, depth, {}};
    matrix.panels.assign(static_cast<std::size_t>(panels) * depth * kPanelOutputs, 0.0f);
    for (int o = 0; o < outputs; ++o) {
        float* panel = matrix.panels.data() +
                       static_cast<std::size_t>(o / kPanelOutputs) * depth * kPanelOutputs;
        const float* row = weights + static_cast<std::size_t>(o) * depth;
        for (int k = 0; k < depth; ++k)
            panel[static_cast<std::size_t>(k) * kPanelOutputs + o % kPanelOutputs] = row[k];
    }
    return matrix;
}

void multiply_rows(const PackedMatrix& matrix, const float* bias, const float* rows,
                   std::int64_t row_count, std::int64_t row_stride, float* out,
                   std::int64_t out_stride) {
    static const detail::PanelKernel kernel = choose_kernel();
    constexpr std::int64_t kBlockRows = 48;
    float sums[kBlockRows * kPanelOutputs];
    for (int first = 0; first < matrix.outputs; first += kPanelOutputs) {
        const int count = std::min(kPanelOutputs, matrix.outputs - first);
        const float* panel = matrix.panels.data() + static_cast<std::size_t>(first) * matrix.depth;
        for (std::int64_t r0 = 0; r0 < row_count; r0 += kBlockRows) {
            const std::int64_t block = std::min(kBlockRows, row_count - r0);
            for (std::int64_t r = 0; r < block; ++r)
                for (int o = 0; o < kPanelOutputs; ++o)
                    sums[r * kPanelOutputs + o] = o < count ? bias[first + o] : 0.0f;
            kernel(panel, matrix.depth, rows + r0 * row_stride, block, row_stride, sums);
            for (std::int64_t r = 0; r < block; ++r)
                std::copy_n(sums + r * kPanelOutputs, count, out + (r0 + r) * out_stride + first);
        }
    }
}

} // namespace sluice::quantizer
