// SPDX-License-Identifier: Apache-2.0
// Why an operator is refused, and the nearest model that would be taken.
#include <map>
#include <set>

#include <fmt/format.h>

#include "frontend/ops/ops.h"

namespace sluice::frontend {

Refusal refusal(const std::string& op, const std::string& domain) {
    static const std::map<std::string, std::string> kRewrites = {
        {"ConvTranspose", "use a convolution that makes more channels"},
        {"DepthToSpace", "end the model before it and rearrange the pixels outside"},
        {"DynamicQuantizeLinear", "quantize with static scales, or import the float model"},
        {"Gelu", "use Relu, HardSwish or Sigmoid instead"},
        {"LogSoftmax", "use Softmax, or end the model before it"},
        {"PRelu", "use LeakyRelu, with one slope for all channels"},
        {"Resize", "train the model without it, or resize outside"},
        {"Upsample", "train the model without it, or resize outside"},
        {"TopK", "use ArgMax, or end the model before it"},
    };
    const auto found = kRewrites.find(op);
    const std::string rewrite = found == kRewrites.end() ? "" : found->second;
    if (!domain.empty())
        return {fmt::format("is an operator of the domain '{}', which is not supported",
                            printable(domain)),
                rewrite.empty() ? "export the model with standard ONNX operators" : rewrite};
    return {"is not supported", rewrite.empty() ? "replace it by supported layers" : rewrite};
}

bool keeps_shape(const std::string& op) {
    static const std::set<std::string> kOps = {"Abs",
                                               "BatchNormalization",
                                               "BipolarQuant",
                                               "Celu",
                                               "DequantizeLinear",
                                               "Elu",
                                               "Erf",
                                               "Exp",
                                               "Gelu",
                                               "InstanceNormalization",
                                               "LRN",
                                               "LeakyRelu",
                                               "LogSoftmax",
                                               "Mish",
                                               "PRelu",
                                               "Quant",
                                               "QuantizeLinear",
                                               "Relu",
                                               "Selu",
                                               "Sigmoid",
                                               "Softmax",
                                               "Softsign",
                                               "Sqrt",
                                               "Tanh",
                                               "ThresholdedRelu",
                                               "HardSwish",
                                               "Clip",
                                               "Round",
                                               "Floor",
                                               "Trunc"};
    return kOps.count(op) != 0;
}

std::optional<std::vector<std::int64_t>> enlarged_dims(const Import& import, const OnnxNode& node) {
    const auto operand =
        node.inputs.empty() ? import.operands.end() : import.operands.find(node.inputs[0]);
    const auto* view =
        operand == import.operands.end() ? nullptr : std::get_if<View>(&operand->second.what);
    if (view == nullptr || view->dims.size() != 4)
        return std::nullopt;
    const auto integers = [&](const char* name, std::vector<std::int64_t> fallback) {
        const auto found = node.attributes.find(name);
        if (found == node.attributes.end() || found->second.integers.size() != fallback.size())
            return fallback;
        return found->second.integers;
    };
    std::vector<std::int64_t> dims = view->dims;
    if (node.op == "DepthToSpace") {
        const auto block = node.attributes.find("blocksize");
        const std::int64_t size = block == node.attributes.end() ? 0 : block->second.integer;
        if (size < 1 || size > 64 || dims[1] % (size * size) != 0)
            return std::nullopt;
        return std::vector<std::int64_t>{1, dims[1] / (size * size), dims[2] * size,
                                         dims[3] * size};
    }
    const auto weights =
        node.inputs.size() < 2 ? import.operands.end() : import.operands.find(node.inputs[1]);
    const auto* tensor =
        weights == import.operands.end() ? nullptr : std::get_if<TensorPtr>(&weights->second.what);
    if (node.op != "ConvTranspose" || tensor == nullptr || (*tensor)->dims.size() != 4 ||
        node.attributes.count("auto_pad") != 0 || node.attributes.count("output_shape") != 0)
        return std::nullopt;
    const auto group = node.attributes.find("group");
    const auto strides = integers("strides", {1, 1});
    const auto dilations = integers("dilations", {1, 1});
    const auto extra = integers("output_padding", {0, 0});
    const auto pads = integers("pads", {0, 0, 0, 0});
    dims[1] = (*tensor)->dims[1] * (group == node.attributes.end() ? 1 : group->second.integer);
    for (std::size_t i = 0; i < 2; ++i) {
        for (const std::int64_t value : {strides[i], dilations[i], extra[i], pads[i], pads[i + 2]})
            if (value < 0 || value > 65535)
                return std::nullopt;
        dims[i + 2] = (dims[i + 2] - 1) * strides[i] + ((*tensor)->dims[i + 2] - 1) * dilations[i] +
                      1 + extra[i] - pads[i] - pads[i + 2];
    }
    return dims;
}

} // namespace sluice::frontend
