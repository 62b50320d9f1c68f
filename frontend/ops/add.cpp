// SPDX-License-Identifier: Apache-2.0
// Add and Sum: a residual sum of activations, or a bias when an input is constant.
#include <fmt/format.h>

#include "frontend/ops/affine.h"
#include "frontend/ops/binary.h"
#include "frontend/ops/ops.h"

namespace sluice::frontend {

void import_add(Step& step) {
    std::vector<std::size_t> activations;
    std::vector<std::size_t> constants;
    for (std::size_t i = 0; i < step.inputs(); ++i)
        (step.is_constant(i) ? constants : activations).push_back(i);
    View sum = step.view(activations.at(0));
    for (std::size_t i = 1; i < activations.size(); ++i) {
        const View next = step.view(activations[i]);
        sum = emit_binary(step, graph::Add{}, sum, next,
                          i + 1 == activations.size() ? "" : fmt::format("_{}", i));
    }
    for (const std::size_t index : constants) {
        const Tensor& tensor = step.constant(index, "bias");
        const bool alone = activations.size() == 1 && constants.size() == 1;
        const std::string suffix = alone ? "" : fmt::format("_bias{}", index);
        const View ranked = with_rank(sum, tensor.dims.size());
        const auto bias = per_channel_values(ranked, step.shape(sum.value), tensor);
        if (bias) {
            sum = emit_affine(step, ranked, std::vector<double>(bias->size(), 1.0), *bias, suffix);
            continue;
        }
        const View constant = step.any_view(index);
        sum = emit_binary(step, graph::Add{}, sum, constant, suffix);
    }
    step.set_output(std::move(sum));
}

} // namespace sluice::frontend
