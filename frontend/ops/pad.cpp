// SPDX-License-Identifier: Apache-2.0
// Pad: waits in the view until the window behind it takes it in.
#include <algorithm>

#include <fmt/format.h>

#include "frontend/ops/image.h"
#include "frontend/ops/ops.h"

namespace sluice::frontend {

void import_pad(Step& step) {
    const View& view = step.view(0);
    const std::size_t rank = view.dims.size();
    const std::string mode = step.text("mode", "constant");
    step.require(mode == "constant", fmt::format("has mode '{}'", printable(mode)),
                 "pad with a constant");
    const auto given =
        step.opset() < 2 ? step.integers("paddings", {})
                         : step.integers_or_input("pads", 1).value_or(std::vector<std::int64_t>{});
    std::vector<std::int64_t> pads = given;
    if (step.has_input(3)) { // opset 18: only the named axes
        const Tensor& axes = step.constant(3, "axes");
        const auto count = static_cast<std::size_t>(axes.elements());
        step.require(given.size() == 2 * count, "has a wrong number of pads",
                     "export the model again");
        pads.assign(2 * rank, 0);
        for (std::size_t i = 0; i < count; ++i) {
            const std::size_t at =
                step.axis(static_cast<std::int64_t>(axes.at(static_cast<std::int64_t>(i))), rank);
            pads[at] = given[i];
            pads[rank + at] = given[count + i];
        }
    }
    step.require(pads.size() == 2 * rank, "has a wrong number of pads", "export the model again");
    Padding padding;
    padding.node = step.label();
    padding.value = step.number("value", 0.0);
    if (step.opset() >= 11) {
        padding.value = 0.0;
        if (step.has_input(2)) {
            const Tensor& value = step.constant(2, "value");
            step.require(value.elements() == 1, "has more than one value", "use a single number");
            padding.value = value.at(0);
        }
    }
    if (std::all_of(pads.begin(), pads.end(), [](std::int64_t pad) { return pad == 0; }))
        return step.set_output(view);

    step.require(std::all_of(pads.begin(), pads.end(),
                             [](std::int64_t pad) { return pad >= 0 && pad <= 65535; }),
                 "has pads that are negative or beyond 65535", "export the model again");
    // Unit dimensions are padded as well: which axis they are, the image's layout says.
    const bool channels_last =
        rank == 4 && (view.axes[3] == AxisGroup{Axis::channel} || (pads[1] != 0 && pads[3] == 0));
    View image = view;
    if (channels_last) {
        image.axes = {view.axes[0], view.axes[3], view.axes[1], view.axes[2]};
        image.dims = {view.dims[0], view.dims[3], view.dims[1], view.dims[2]};
        pads = {pads[0], pads[3], pads[1], pads[2], pads[4], pads[7], pads[5], pads[6]};
    }
    const ImageAxes axes = image_axes(step, image);
    step.require(pads[0] == 0 && pads[1] == 0 && pads[rank] == 0 && pads[rank + 1] == 0,
                 "pads the batch or the channels", "pad height and width only");
    for (std::size_t i = 2; i < rank; ++i) {
        const bool vertical = axes.spatial[i - 2] == Axis::height;
        (vertical ? padding.top : padding.left) = static_cast<int>(pads[i]);
        (vertical ? padding.bottom : padding.right) = static_cast<int>(pads[rank + i]);
    }
    View out = view;
    out.padding = padding;
    step.set_output(std::move(out));
}

} // namespace sluice::frontend
