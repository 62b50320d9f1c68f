// SPDX-License-Identifier: Apache-2.0
// DepthToSpace and SpaceToDepth: channels and pixels renamed, then moved.
#include <fmt/format.h>

#include "frontend/arrange.h"
#include "frontend/ops/image.h"
#include "frontend/ops/ops.h"

namespace sluice::frontend {

namespace {

View permuted(const View& view, const std::vector<std::size_t>& order) {
    View out;
    out.value = view.value;
    for (const std::size_t from : order) {
        out.dims.push_back(view.dims[from]);
        out.axes.push_back(view.axes[from]);
    }
    return out;
}

std::int64_t block_of(Step& step, const View& view) {
    step.require(view.dims.size() == 4, fmt::format("takes a tensor of {}", dims_text(view.dims)),
                 "give it batch, channels, height and width");
    const std::int64_t block = step.integer("blocksize", 0);
    step.require(block >= 1 && block <= 65535, fmt::format("has blocksize={}", block),
                 "export the model again");
    return block;
}

} // namespace

void import_depth_to_space(Step& step) {
    const View view = step.view(0);
    const std::int64_t b = block_of(step, view);
    const std::int64_t channels = view.dims[1] / (b * b);
    step.require(channels * b * b == view.dims[1],
                 fmt::format("has {} channels for blocks of {}", view.dims[1], b * b),
                 "export the model again");
    const std::int64_t h = view.dims[2];
    const std::int64_t w = view.dims[3];
    const std::string mode = step.text("mode", "DCR");
    step.require(mode == "DCR" || mode == "CRD", fmt::format("has mode '{}'", printable(mode)),
                 "use DCR or CRD");
    const View split = mode == "DCR" ? reshaped(step, view, {1, b, b, channels, h, w})
                                     : reshaped(step, view, {1, channels, b, b, h, w});
    const View moved =
        mode == "DCR" ? permuted(split, {0, 3, 4, 1, 5, 2}) : permuted(split, {0, 1, 4, 2, 5, 3});
    const View out = reshaped(step, moved, {1, channels, h * b, w * b});
    step.set_output(arranged(step, out, usual_roles(out.dims), ""));
}

void import_space_to_depth(Step& step) {
    const View view = step.view(0);
    const std::int64_t b = block_of(step, view);
    const std::int64_t c = view.dims[1];
    const std::int64_t h = view.dims[2] / b;
    const std::int64_t w = view.dims[3] / b;
    step.require(h * b == view.dims[2] && w * b == view.dims[3],
                 fmt::format("has blocks of {} on an image of {}", b, dims_text(view.dims)),
                 "give it an image whose sides are multiples of the block");
    const View split = reshaped(step, view, {1, c, h, b, w, b});
    const View out = reshaped(step, permuted(split, {0, 3, 5, 1, 2, 4}), {1, c * b * b, h, w});
    step.set_output(arranged(step, out, usual_roles(out.dims), ""));
}

} // namespace sluice::frontend
