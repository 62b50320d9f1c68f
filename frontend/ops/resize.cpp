// SPDX-License-Identifier: Apache-2.0
// Resize and Upsample of rows and columns.
#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "frontend/arrange.h"
#include "frontend/ops/image.h"
#include "frontend/ops/ops.h"
#include "frontend/ops/padding.h"
#include "frontend/ops/resample.h"

namespace sluice::frontend {

namespace {

// Of each dimension of the input: how much larger, and how large.
struct Sizes {
    std::vector<double> scales;
    std::vector<std::int64_t> sizes;
};

std::vector<double> numbers(const Tensor& tensor) {
    std::vector<double> out;
    for (std::int64_t i = 0; i < tensor.elements(); ++i)
        out.push_back(tensor.at(i));
    return out;
}

std::vector<double> scales_of(const Step& step) {
    if (step.node().op == "Upsample" && step.opset() < 9) {
        const auto found = step.node().attributes.find("scales");
        step.require(found != step.node().attributes.end() &&
                         found->second.kind == AttributeKind::numbers,
                     "has no scales", "export the model again");
        return found->second.numbers;
    }
    const std::size_t index = step.node().op == "Upsample" || step.opset() < 11 ? 1 : 2;
    return step.has_input(index) ? numbers(step.constant(index, "scales")) : std::vector<double>{};
}

// The dimensions that scales and sizes are about (opset 18: those of `axes`).
std::vector<std::size_t> named_axes(const Step& step, std::size_t rank) {
    std::vector<std::size_t> out;
    for (const std::int64_t axis : step.integers("axes", {}))
        out.push_back(step.axis(axis, rank));
    for (std::size_t i = 0; i < rank && out.empty(); ++i)
        for (std::size_t j = 0; j < rank; ++j)
            out.push_back(j);
    return out;
}

Sizes sizes_of(const Step& step, const View& view) {
    const std::size_t rank = view.dims.size();
    Sizes out{std::vector<double>(rank, 1.0), view.dims};
    const std::vector<std::size_t> axes = named_axes(step, rank);
    const std::vector<double> scales = scales_of(step);
    if (!scales.empty()) {
        step.require(scales.size() == axes.size(), "has a wrong number of scales",
                     "export the model again");
        for (std::size_t i = 0; i < axes.size(); ++i) {
            step.require(scales[i] > 0.0 && scales[i] <= 65536.0,
                         fmt::format("has a scale of {}", scales[i]), "export the model again");
            out.scales[axes[i]] = scales[i];
            out.sizes[axes[i]] = static_cast<std::int64_t>(
                std::floor(static_cast<double>(view.dims[axes[i]]) * scales[i]));
        }
        return out;
    }
    step.require(step.has_input(3), "has neither scales nor sizes", "export the model again");
    const Tensor& tensor = step.constant(3, "sizes");
    step.require(tensor.integer && tensor.elements() == static_cast<std::int64_t>(axes.size()),
                 "has a wrong number of sizes", "export the model again");
    const std::string policy = step.text("keep_aspect_ratio_policy", "stretch");
    double common = 0.0;
    for (std::size_t i = 0; i < axes.size(); ++i) {
        const std::int64_t size = tensor.integers[i];
        const std::int64_t from = view.dims[axes[i]];
        // A batch that the file fixes is 1 here.
        out.sizes[axes[i]] = axes[i] == 0 && size == step.file_batch() ? 1 : size;
        step.require(size >= 1 && size <= kMaxElements, "has an impossible size",
                     "export the model again");
        const double scale = static_cast<double>(out.sizes[axes[i]]) / static_cast<double>(from);
        out.scales[axes[i]] = scale;
        common = i == 0                   ? scale
                 : policy == "not_larger" ? std::min(common, scale)
                                          : std::max(common, scale);
    }
    if (policy != "stretch")
        for (const std::size_t axis : axes) {
            out.scales[axis] = common;
            out.sizes[axis] = static_cast<std::int64_t>(
                std::floor(common * static_cast<double>(view.dims[axis]) + 0.5));
        }
    return out;
}

ResampleRule rule_of(const Step& step) {
    ResampleRule rule;
    rule.mode = step.text("mode", "nearest");
    if (rule.mode == "bilinear")
        rule.mode = "linear";
    step.require(rule.mode == "nearest" || rule.mode == "linear" || rule.mode == "cubic",
                 fmt::format("has mode '{}'", printable(rule.mode)),
                 "use nearest, linear or cubic");
    if (step.node().op == "Upsample" || step.opset() < 11) {
        rule.coordinates = "asymmetric";
        rule.nearest = "simple";
        return rule;
    }
    rule.coordinates = step.text("coordinate_transformation_mode", "half_pixel");
    rule.nearest = step.text("nearest_mode", "round_prefer_floor");
    rule.cubic_a = step.number("cubic_coeff_a", -0.75);
    rule.exclude_outside = step.integer("exclude_outside", 0) != 0;
    rule.antialias = step.integer("antialias", 0) != 0;
    return rule;
}

// Where each output lies in the input, counted by at most two digits; nothing when they cannot.
struct Counted {
    std::vector<graph::Rearrange::Digit> digits;
    int offset = 0;
};

std::optional<Counted> counted(const graph::Resampling& axis) {
    if (axis.taps != 1 ||
        std::any_of(axis.weights.begin(), axis.weights.end(), [](float w) { return w != 1.0F; }))
        return std::nullopt;
    const auto& from = axis.from;
    const std::size_t size = from.size();
    for (std::size_t run = size; run >= 1; --run) {
        if (size % run != 0)
            continue;
        const int inner = run > 1 ? from[1] - from[0] : 0;
        const int outer = run < size ? from[run] - from[0] : 0;
        bool same = true;
        for (std::size_t i = 0; i < size && same; ++i)
            same = from[i] ==
                   from[0] + static_cast<int>(i / run) * outer + static_cast<int>(i % run) * inner;
        if (same)
            return Counted{{{static_cast<std::int64_t>(size / run), outer},
                            {static_cast<std::int64_t>(run), inner}},
                           from[0]};
    }
    return std::nullopt;
}

// One axis enlarged by a whole factor: output q * phases + p is the sum of input q - before + t
// times weights[p * taps + t], the input's ends repeated.
struct Phases {
    int phases = 1;
    int before = 0;
    int after = 0;
    std::vector<float> weights;
    int taps() const { return before + 1 + after; }
};

// `roomy`: the same rule for kRoom elements, so that in the middle no end is near.
constexpr int kRoom = 9;

std::optional<Phases> phases_of(const graph::Resampling& axis, const graph::Resampling& roomy,
                                int size) {
    const int out = static_cast<int>(axis.from.size()) / axis.taps;
    constexpr int kMostReach = 3;
    if (out % size != 0)
        return std::nullopt;
    Phases all{out / size, kMostReach, kMostReach, {}};
    const auto weight = [](const graph::Resampling& from, int i, int at) {
        double sum = 0.0;
        for (int t = i * from.taps; t < (i + 1) * from.taps; ++t)
            if (from.from[static_cast<std::size_t>(t)] == at)
                sum += static_cast<double>(from.weights[static_cast<std::size_t>(t)]);
        return sum;
    };
    if (static_cast<int>(roomy.from.size()) != kRoom * all.phases * roomy.taps)
        return std::nullopt;
    constexpr int kMiddle = kRoom / 2;
    Phases found{all.phases, 0, 0, {}};
    for (int p = 0; p < all.phases; ++p)
        for (int t = 0; t < all.taps(); ++t) {
            const double w = weight(roomy, kMiddle * all.phases + p, kMiddle - kMostReach + t);
            all.weights.push_back(static_cast<float>(w));
            if (w != 0.0) {
                found.before = std::max(found.before, kMostReach - t);
                found.after = std::max(found.after, t - kMostReach);
            }
        }
    for (int p = 0; p < all.phases; ++p)
        for (int t = kMostReach - found.before; t <= kMostReach + found.after; ++t)
            found.weights.push_back(all.weights[static_cast<std::size_t>(p * all.taps() + t)]);
    // Every output is compared.
    for (int i = 0; i < out; ++i)
        for (int at = std::max(0, i / all.phases - kMostReach);
             at <= std::min(size - 1, i / all.phases + kMostReach); ++at) {
            double sum = 0.0;
            for (int t = 0; t < found.taps(); ++t)
                if (std::clamp(i / found.phases - found.before + t, 0, size - 1) == at)
                    sum += static_cast<double>(found.weights[static_cast<std::size_t>(
                        i % found.phases * found.taps() + t)]);
            if (std::fabs(sum - weight(axis, i, at)) > 1e-6)
                return std::nullopt;
        }
    return found;
}

// The factors' pixels as channels of a depthwise convolution, then moved apart.
graph::ValueId emit_enlarged(Step& step, graph::ValueId image, const Phases& rows,
                             const Phases& columns, const Shape& out) {
    const Shape in = step.shape(image);
    graph::Pad pad;
    pad.mode = graph::PadMode::edge;
    pad.top = rows.before;
    pad.bottom = rows.after;
    pad.left = columns.before;
    pad.right = columns.after;
    image = emit_pad(step, image, pad, "_padded");
    graph::Conv conv;
    conv.groups = in.channels;
    const int phases = rows.phases * columns.phases;
    conv.out_channels = in.channels * phases;
    conv.window.kernel_h = rows.taps();
    conv.window.kernel_w = columns.taps();
    for (int o = 0; o < conv.out_channels; ++o) {
        const int p = o % phases;
        for (int i = 0; i < rows.taps(); ++i)
            for (int j = 0; j < columns.taps(); ++j)
                conv.weights.push_back(
                    rows.weights[static_cast<std::size_t>(p / columns.phases * rows.taps() + i)] *
                    columns.weights[static_cast<std::size_t>(p % columns.phases * columns.taps() +
                                                             j)]);
    }
    conv.bias.assign(static_cast<std::size_t>(conv.out_channels), 0.0F);
    const Shape packed{in.height, in.width, conv.out_channels};
    const graph::ValueId value = step.emit(std::move(conv), {image}, packed, "_phases");
    graph::Rearrange move{out, {}};
    move.digits = {{in.height, std::int64_t{in.width} * packed.channels},
                   {rows.phases, columns.phases},
                   {in.width, packed.channels},
                   {columns.phases, 1},
                   {in.channels, phases}};
    return emit_rearrange(step, value, std::move(move), "");
}

// Nearest by whole factors only repeats or leaves out pixels; other enlargements by whole factors
// are convolutions.
graph::ValueId emit_resize(Step& step, graph::ValueId image, graph::Resize op,
                           const graph::Resize& roomy, const Shape& out) {
    const Shape in = step.shape(image);
    const auto rows = counted(op.rows);
    const auto columns = counted(op.columns);
    if (!rows || !columns) {
        const auto high = phases_of(op.rows, roomy.rows, in.height);
        const auto wide = phases_of(op.columns, roomy.columns, in.width);
        if (high && wide)
            return emit_enlarged(step, image, *high, *wide, out);
        return step.emit(std::move(op), {image}, out);
    }
    graph::Rearrange move{out, {}};
    for (const auto& [axis, part] : {std::pair(Axis::height, &*rows), {Axis::width, &*columns}}) {
        const std::int64_t stride = element_stride(in, axis);
        for (const auto& digit : part->digits)
            move.digits.push_back({digit.size, digit.stride * stride});
        move.offset += part->offset * stride;
    }
    move.digits.push_back({in.channels, 1});
    return emit_rearrange(step, image, std::move(move), "");
}

} // namespace

void import_resize(Step& step) {
    View view = step.view(0);
    const std::size_t rank = view.dims.size();
    View image = view;
    const bool channels_last =
        rank == 4 && view.axes[3] == without_units({Axis::channel}, step.shape(view.value)) &&
        step.shape(view.value).channels > 1;
    if (rank == 2) // rows and columns alone
        image = with_rank(View{view.value, view.dims, view.axes, {}}, 4);
    else if (channels_last)
        image = View{view.value,
                     {view.dims[0], view.dims[3], view.dims[1], view.dims[2]},
                     {view.axes[0], view.axes[3], view.axes[1], view.axes[2]},
                     {}};
    const ImageAxes axes = image_axes(step, image);
    const Sizes sizes = sizes_of(step, view);
    std::vector<std::size_t> spatial; // dimensions of `view`
    for (std::size_t i = 0; i < axes.spatial.size(); ++i)
        spatial.push_back(rank == 2 ? i : channels_last ? i + 1 : i + 2);
    for (std::size_t i = 0; i < rank; ++i)
        if (std::find(spatial.begin(), spatial.end(), i) == spatial.end())
            step.require(sizes.sizes[i] == view.dims[i], "resizes the batch or the channels",
                         "resize height and width only");
    const Shape in = step.shape(image.value);
    ResampleRule rule = rule_of(step);
    std::vector<double> roi;
    const bool crop = rule.coordinates == "tf_crop_and_resize";
    if (crop && step.has_input(1))
        roi = numbers(step.constant(1, "roi"));
    graph::Resize op;
    bool outside = false;
    op.rows = resample({}, in.height, in.height, 1.0, outside);
    op.columns = resample({}, in.width, in.width, 1.0, outside);
    graph::Resize roomy;
    roomy.rows = roomy.columns = resample({}, kRoom, kRoom, 1.0, outside);
    const auto named = named_axes(step, rank);
    Shape out = in;
    for (std::size_t i = 0; i < spatial.size(); ++i) {
        const std::int64_t size = sizes.sizes[spatial[i]];
        step.require(size >= 1 && size <= kMaxElements / std::max<std::int64_t>(1, in.channels),
                     "makes an empty or too large image", "export the model again");
        const auto at = static_cast<std::size_t>(std::find(named.begin(), named.end(), spatial[i]) -
                                                 named.begin());
        if (crop && at < named.size() && roi.size() == 2 * named.size()) {
            rule.roi_start = roi[at];
            rule.roi_end = roi[named.size() + at];
        }
        const bool vertical = axes.spatial[i] == Axis::height;
        (vertical ? out.height : out.width) = static_cast<int>(size);
        const int from = vertical ? in.height : in.width;
        const double scale = sizes.scales[spatial[i]];
        (vertical ? op.rows : op.columns) =
            resample(rule, from, static_cast<int>(size), scale, outside);
        bool beyond = false;
        if (size % from == 0 && size / from <= 64)
            (vertical ? roomy.rows : roomy.columns) =
                resample(rule, kRoom, kRoom * static_cast<int>(size / from), scale, beyond);
    }
    step.require(!outside || step.number("extrapolation_value", 0.0) == 0.0,
                 "has an extrapolation_value that is not 0", "use 0");
    step.require(out.elements() <= kMaxElements, "makes too large a tensor", "use a smaller model");
    const graph::ValueId value = emit_resize(step, image.value, std::move(op), roomy, out);
    View result = image_view(value, out, axes);
    if (rank == 2)
        result = reshaped(step, result, {sizes.sizes[0], sizes.sizes[1]});
    else if (channels_last)
        result = View{value,
                      {result.dims[0], result.dims[2], result.dims[3], result.dims[1]},
                      {result.axes[0], result.axes[2], result.axes[3], result.axes[1]},
                      {}};
    step.set_output(std::move(result));
}

} // namespace sluice::frontend
