// SPDX-License-Identifier: Apache-2.0
// Nodes that change nothing at inference: Identity, Dropout, Cast; and Shape, known beforehand.
#include <algorithm>

#include <fmt/format.h>
#include <onnx/onnx_pb.h>

#include "frontend/onnx_tensor.h"
#include "frontend/ops/ops.h"

namespace sluice::frontend {

void import_pass_through(Step& step) {
    step.only_first_output();
    if (step.node().op == "Dropout" && step.has_input(2))
        step.require(step.is_constant(2) && step.constant(2, "training_mode").elements() == 1 &&
                         step.constant(2, "training_mode").at(0) == 0.0,
                     "is in training mode", "export the model for inference");
    step.set_output(step.padded_view(0));
}

void import_cast(Step& step) {
    const std::int64_t to = step.integer("to", 0);
    step.require(
        to == onnx::TensorProto::FLOAT || to == onnx::TensorProto::DOUBLE ||
            to == onnx::TensorProto::FLOAT16 || to == onnx::TensorProto::BFLOAT16,
        fmt::format("casts to {}, which rounds the values",
                    element_type_name(static_cast<int>(std::clamp<std::int64_t>(to, 0, 99)))),
        "cast activations to floating types only");
    View view = step.padded_view(0);
    view.integers = false;
    step.set_output(std::move(view));
}

void import_shape(Step& step) {
    const View view = step.view(0);
    const auto rank = static_cast<std::int64_t>(view.dims.size());
    const auto clamp = [&](std::int64_t at) {
        return std::clamp<std::int64_t>(at < 0 ? at + rank : at, 0, rank);
    };
    const std::int64_t start = clamp(step.integer("start", 0));
    const std::int64_t end = clamp(step.integer("end", rank));
    Tensor out;
    out.integer = true;
    for (std::int64_t i = start; i < end; ++i)
        out.integers.push_back(view.dims[static_cast<std::size_t>(i)]);
    out.dims = {out.elements()};
    step.set_output(std::move(out));
}

} // namespace sluice::frontend
