// SPDX-License-Identifier: Apache-2.0
#include "frontend/ops/affine.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "frontend/ops/ops.h"

namespace sluice::frontend {

namespace {

// The coordinates of index `at` of a dimension running over `group`, added to those of an element.
void add_coordinates(const AxisGroup& group, std::int64_t at, std::int64_t& channel) {
    for (auto part = group.rbegin(); part != group.rend(); ++part) {
        if (part->axis == Axis::channel)
            channel += at % part->size * part->stride;
        at /= part->size;
    }
}

struct Affine {
    std::vector<double> scale;
    std::vector<double> bias;
};

void import_affine(Step& step, const View& view, const Affine& affine) {
    step.set_output(emit_affine(step, view, affine.scale, affine.bias));
}

} // namespace

std::optional<std::vector<double>> per_channel_values(const View& view, const Shape& shape,
                                                      const Tensor& tensor) {
    if (tensor.dims.size() > view.dims.size() || tensor.elements() == 0)
        return std::nullopt;
    const std::size_t offset = view.dims.size() - tensor.dims.size();
    AxisGroup told; // the stretches of the channels that the constant has entries for
    for (std::size_t i = 0; i < tensor.dims.size(); ++i) {
        if (tensor.dims[i] != 1 && tensor.dims[i] != view.dims[offset + i])
            return std::nullopt;
        for (const Part& part : view.axes[offset + i])
            if (tensor.dims[i] > 1 && part.axis == Axis::channel)
                told.push_back(part);
    }
    const auto channels = static_cast<std::size_t>(shape.channels);
    std::vector<std::optional<double>> known(channels);
    for (std::int64_t i = 0; i < tensor.elements(); ++i) {
        std::int64_t rest = i;
        std::int64_t channel = 0;
        for (std::size_t d = tensor.dims.size(); d-- > 0;) {
            add_coordinates(view.axes[offset + d], rest % tensor.dims[d], channel);
            rest /= tensor.dims[d];
        }
        auto& entry = known[static_cast<std::size_t>(channel)];
        if (entry && *entry != tensor.at(i))
            return std::nullopt; // differs between pixels of one channel
        entry = tensor.at(i);
    }
    std::vector<double> out;
    for (std::int64_t c = 0; c < shape.channels; ++c) {
        std::int64_t from = 0;
        for (const Part& part : told)
            from += c / part.stride % part.size * part.stride;
        out.push_back(*known[static_cast<std::size_t>(from)]);
    }
    return out;
}

std::vector<double> per_channel(const Step& step, const View& view, const Tensor& tensor) {
    auto values = per_channel_values(view, step.shape(view.value), tensor);
    step.require(values.has_value(),
                 fmt::format("combines a tensor of {} with a constant of {} that is not one number "
                             "for each channel",
                             dims_text(view.dims), dims_text(tensor.dims)),
                 "use a constant with one number, or one for each channel");
    return std::move(*values);
}

View emit_affine(Step& step, const View& view, const std::vector<double>& scale,
                 const std::vector<double>& bias, const std::string& suffix) {
    const bool same = std::all_of(scale.begin(), scale.end(), [](double s) { return s == 1.0; }) &&
                      std::all_of(bias.begin(), bias.end(), [](double b) { return b == 0.0; });
    if (same)
        return view;
    const Shape shape = step.shape(view.value);
    graph::Conv conv;
    conv.groups = shape.channels;
    conv.out_channels = shape.channels;
    for (std::size_t c = 0; c < scale.size(); ++c) {
        conv.weights.push_back(static_cast<float>(scale[c]));
        conv.bias.push_back(static_cast<float>(bias[c]));
    }
    View out = view;
    out.value = step.emit(std::move(conv), {view.value}, shape, suffix);
    return out;
}

void import_batch_normalization(Step& step) {
    step.only_first_output();
    const View view = step.view(0);
    step.require(step.integer("training_mode", 0) == 0, "is in training mode",
                 "export the model for inference");
    step.require(step.opset() >= 9 || step.integer("spatial", 1) == 1, "has spatial=0",
                 "export it with one scale for each channel");
    step.require(view.dims.size() >= 2 && view.dims[0] == 1,
                 "needs a batch and a channel dimension", "export the model again");
    const char* const roles[] = {"", "scale", "bias", "mean", "variance"};
    std::vector<double> values[5];
    for (std::size_t i = 1; i < 5; ++i) {
        Tensor tensor = step.constant(i, roles[i]);
        step.require(tensor.elements() == view.dims[1],
                     fmt::format("has a {} of shape {} for an input of {}", roles[i],
                                 dims_text(tensor.dims), dims_text(view.dims)),
                     "export the model again");
        tensor.dims.assign(view.dims.size() - 1, 1);
        tensor.dims[0] = view.dims[1];
        values[i] = per_channel(step, view, tensor);
    }
    const double epsilon = step.number("epsilon", 1e-5);
    Affine affine;
    for (std::size_t c = 0; c < values[1].size(); ++c) {
        const double scale = values[1][c] / std::sqrt(values[4][c] + epsilon);
        affine.scale.push_back(scale);
        affine.bias.push_back(values[2][c] - values[3][c] * scale);
    }
    import_affine(step, view, affine);
}

void import_neg(Step& step) {
    const View view = step.view(0);
    const auto channels = static_cast<std::size_t>(step.shape(view.value).channels);
    import_affine(step, view,
                  {std::vector<double>(channels, -1.0), std::vector<double>(channels, 0.0)});
}

} // namespace sluice::frontend
