// SPDX-License-Identifier: Apache-2.0
#include "emulator/program.h"

#include "base/error.h"
#include "emulator/eval_layer.h"

namespace sluice::emulator {

namespace {

void check_input(const network::Tensor& tensor, const Values& values) {
    SLUICE_CHECK(static_cast<std::int64_t>(values.size()) == tensor.shape.elements(),
                 "an input does not have its tensor's size");
    const int high = (1 << (tensor.bits - 1)) - 1;
    for (const std::int16_t value : values)
        SLUICE_CHECK(value >= -high - 1 && value <= high, "an input value exceeds its bits");
}

} // namespace

Program::Program(const network::Network& network)
    : network_(network), last_use_(network.tensors.size(), 0) {
    constexpr auto kKept = static_cast<std::size_t>(-1);
    for (std::size_t i = 0; i < network.layers.size(); ++i) {
        const network::Layer& layer = network.layers[i];
        fast_.push_back(prepare(layer.kind, network.tensors[layer.inputs[0]].shape));
        for (const network::TensorId input : layer.inputs)
            last_use_[input] = i;
    }
    for (const network::Interface& output : network.outputs)
        last_use_[output.tensor] = kKept;
}

std::vector<Values> Program::run(const std::vector<Values>& inputs, bool keep_all) const {
    SLUICE_CHECK(inputs.size() == network_.inputs.size(), "a frame lacks an input");
    std::vector<Values> tensors(network_.tensors.size());
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        const network::TensorId id = network_.inputs[i].tensor;
        check_input(network_.tensors[id], inputs[i]);
        tensors[id] = inputs[i];
    }
    std::vector<Operand> operands;
    for (std::size_t i = 0; i < network_.layers.size(); ++i) {
        const network::Layer& layer = network_.layers[i];
        operands.clear();
        for (const network::TensorId input : layer.inputs)
            operands.push_back({network_.tensors[input].shape, tensors[input]});
        tensors[layer.output] = emulate_layer(layer.kind, fast_[i], operands);
        if (!keep_all)
            for (const network::TensorId input : layer.inputs)
                if (last_use_[input] == i)
                    tensors[input] = {};
    }
    return tensors;
}

} // namespace sluice::emulator
