// SPDX-License-Identifier: Apache-2.0
// Built with -mavx2 (quantizer/CMakeLists.txt); called only where the processor has it.
#include "quantizer/reference/panel_kernel.h"

namespace sluice::quantizer::detail {

void panel_avx2(const float* panel, int depth, const float* rows, long row_count, long row_stride,
                float* sums) {
    PanelKernelFor<8, 6>::run(panel, depth, rows, row_count, row_stride, sums);
}

} // namespace sluice::quantizer::detail
