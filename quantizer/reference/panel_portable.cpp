// SPDX-License-Identifier: Apache-2.0
#include "quantizer/reference/matrix_product.h"
#include "quantizer/reference/panel_kernel.h"

namespace sluice::quantizer::detail {

void panel_portable(const float* panel, int depth, const float* rows, std::int64_t row_count,
                    std::int64_t row_stride, float* sums) {
    PanelKernelFor<4, 3>::run(panel, depth, rows, row_count, row_stride, sums);
}

} // namespace sluice::quantizer::detail
