// SPDX-License-Identifier: Apache-2.0
#include "frontend/ops/whole_factor.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "frontend/arrange.h"
#include "frontend/ops/padding.h"

namespace sluice::frontend {

namespace {

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

// One axis enlarged or shrunk by a whole factor (phases or stride; the other is 1): output
// q * phases + p is the sum of input q * stride - before + t times weights[p * taps + t], the
// input's ends repeated.
struct Phases {
    int phases = 1;
    int stride = 1;
    int before = 0;
    int after = 0;
    std::vector<float> weights;
    int taps() const { return before + 1 + after; }
};

double weight_of(const graph::Resampling& axis, int i, int at) {
    double sum = 0.0;
    for (int t = i * axis.taps; t < (i + 1) * axis.taps; ++t)
        if (at < 0 || axis.from[static_cast<std::size_t>(t)] == at)
            sum += static_cast<double>(axis.weights[static_cast<std::size_t>(t)]);
    return sum;
}

constexpr int kEverywhere = -1; // for weight_of: all taps together

bool same(double a, double b) {
    return std::fabs(a - b) <= 1e-6;
}

// Whether every output of `axis`, which has `size` inputs, is what the phases say.
bool says(const Phases& phases, const graph::Resampling& axis, int size) {
    const int out = static_cast<int>(axis.from.size()) / axis.taps;
    for (int i = 0; i < out; ++i) {
        const int first = i / phases.phases * phases.stride - phases.before;
        double total = 0.0;
        for (int at = std::max(0, first); at <= std::min(size - 1, first + phases.taps() - 1);
             ++at) {
            double sum = 0.0;
            for (int t = 0; t < phases.taps(); ++t)
                if (std::clamp(first + t, 0, size - 1) == at)
                    sum += static_cast<double>(phases.weights[static_cast<std::size_t>(
                        i % phases.phases * phases.taps() + t)]);
            if (!same(sum, weight_of(axis, i, at)))
                return false;
            total += sum;
        }
        if (!same(total, weight_of(axis, i, kEverywhere)))
            return false;
    }
    return true;
}

std::optional<Phases> phases_of(const graph::Resampling& axis, const graph::Resampling& roomy,
                                int size) {
    const int out = static_cast<int>(axis.from.size()) / axis.taps;
    if (out % size != 0 && size % out != 0)
        return std::nullopt;
    Phases found{std::max(1, out / size), std::max(1, size / out), 0, 0, {}};
    if (static_cast<int>(roomy.from.size()) != kRoom * found.phases * roomy.taps)
        return std::nullopt;
    constexpr int kMiddle = kRoom / 2;
    const int here = kMiddle * found.stride;
    const int reach = 3 * found.stride;
    for (int p = 0; p < found.phases; ++p)
        for (int offset = -reach; offset <= reach; ++offset)
            if (weight_of(roomy, kMiddle * found.phases + p, here + offset) != 0.0) {
                found.before = std::max(found.before, -offset);
                found.after = std::max(found.after, offset);
            }
    for (int p = 0; p < found.phases; ++p)
        for (int offset = -found.before; offset <= found.after; ++offset)
            found.weights.push_back(
                static_cast<float>(weight_of(roomy, kMiddle * found.phases + p, here + offset)));
    if (!says(found, axis, size))
        return std::nullopt;
    return found;
}

// Enlarged: the factors' pixels as channels of a depthwise convolution, then moved apart. Shrunk:
// its stride.
graph::ValueId emit_resampled(Step& step, graph::ValueId image, const Phases& rows,
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
    conv.window.stride_h = rows.stride;
    conv.window.stride_w = columns.stride;
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
    const Shape packed{in.height / rows.stride, in.width / columns.stride, conv.out_channels};
    const graph::ValueId value =
        step.emit(std::move(conv), {image}, packed, phases == 1 ? "" : "_phases");
    graph::Rearrange move{out, {}};
    move.digits = {{packed.height, std::int64_t{packed.width} * packed.channels},
                   {rows.phases, columns.phases},
                   {packed.width, packed.channels},
                   {columns.phases, 1},
                   {in.channels, phases}};
    return emit_rearrange(step, value, std::move(move), "");
}

} // namespace

graph::ValueId emit_resize(Step& step, graph::ValueId image, graph::Resize op,
                           const graph::Resize& roomy, const Shape& out) {
    const Shape in = step.shape(image);
    const auto rows = counted(op.rows);
    const auto columns = counted(op.columns);
    if (!rows || !columns) {
        const auto high = phases_of(op.rows, roomy.rows, in.height);
        const auto wide = phases_of(op.columns, roomy.columns, in.width);
        if (high && wide)
            return emit_resampled(step, image, *high, *wide, out);
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

} // namespace sluice::frontend
