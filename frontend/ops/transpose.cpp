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
    step.require(step.file_batch() == 1 || perm->empty() || (*perm)[0] == 0,
                 "moves the batch dimension", "export the model with batch size 1");
    View out;
    out.value = view.value;
    out.padding = view.padding;
    for (std::size_t to = 0; to < perm->size(); ++to) {
        const std::size_t from = (*perm)[to];
        out.dims.push_back(view.dims[from]);
        out.axes.push_back(view.axes[from]);
        if (view.padding && view.padding->height_dim == static_cast<int>(from))
            out.padding->height_dim = static_cast<int>(to);
        if (view.padding && view.padding->width_dim == static_cast<int>(from))
            out.padding->width_dim = static_cast<int>(to);
    }
    step.set_output(std::move(out));
}

} // namespace sluice::frontend
