// SPDX-License-Identifier: Apache-2.0
// GlobalAveragePool.
#include "frontend/ops/image.h"
#include "frontend/ops/ops.h"

namespace sluice::frontend {

void import_global_average_pool(Step& step) {
    View view = step.view(0);
    const ImageAxes axes = image_axes(step, view);
    const Shape out{1, 1, step.shape(view.value).channels};
    step.set_output(
        image_view(step.emit(graph::GlobalAveragePool{}, {view.value}, out), out, axes));
}

} // namespace sluice::frontend
