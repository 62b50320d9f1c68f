// SPDX-License-Identifier: Apache-2.0
// Transpose: only the view of the value changes.
#include <algorithm>

#include "frontend/constant_fold.h"
#include "frontend/ops/ops.h"

namespace sluice::frontend {

void import_transpose(Step& step) {
    const View& view = step.padded_view(0);
    const auto perm = permutation(step.integers("perm", {}), view.dims.size());
    if (!perm)
        step.fail("has a perm that is not a permutation of its dimensions",
                  "export the model again");
    View out;
    out.value = view.value;
    out.padding = view.padding; // in rows and columns, so that it stays
    for (const std::size_t from : *perm) {
        out.dims.push_back(view.dims[from]);
        out.axes.push_back(view.axes[from]);
    }
    step.set_output(std::move(out));
}

} // namespace sluice::frontend
