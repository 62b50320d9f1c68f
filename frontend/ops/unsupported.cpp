// SPDX-License-Identifier: Apache-2.0
// Why an operator is refused, and the nearest model that would be taken.
#include <map>
#include <set>

#include <fmt/format.h>

#include "frontend/ops/ops.h"

namespace sluice::frontend {

Refusal refusal(const std::string& op, const std::string& domain) {
    const char* const recurrent =
        "keeps a state from step to step, which a stream of frames has not";
    const char* const branch = "chooses at run time what is computed";
    const char* const dynamic = "makes a tensor whose size depends on the data";
    const char* const unroll = "export the model with its loops unrolled and branches resolved";
    const char* const convolve = "use a 1-D convolution over the time axis";
    const char* const outside = "end the model before it and do this outside";
    static const std::map<std::string, Refusal> kRefusals = {
        {"Loop", {branch, unroll}},
        {"Scan", {branch, unroll}},
        {"If", {branch, unroll}},
        {"LSTM", {recurrent, convolve}},
        {"GRU", {recurrent, convolve}},
        {"RNN", {recurrent, convolve}},
        {"DynamicQuantizeLinear",
         {"chooses its scale at run time",
          "quantize with static scales, or import the float model"}},
        {"NonZero", {dynamic, outside}},
        {"NonMaxSuppression", {dynamic, outside}},
        {"Compress", {dynamic, outside}},
        {"Unique", {dynamic, outside}},
        {"Einsum", {"multiplies two activations", "write it as a convolution or a MatMul"}},
        {"Attention", {"multiplies two activations", "use convolutions instead of attention"}},
        {"InstanceNormalization",
         {"needs the whole frame's mean before its first output", "train with BatchNormalization"}},
        {"GroupNormalization",
         {"needs the whole frame's mean before its first output", "train with BatchNormalization"}},
        {"LayerNormalization",
         {"needs each pixel's mean before its first output", "train with BatchNormalization"}},
    };
    const auto found = kRefusals.find(op);
    const Refusal known =
        found == kRefusals.end() ? Refusal{"is not supported", ""} : found->second;
    if (!domain.empty())
        return {fmt::format("is an operator of the domain '{}', which is not supported",
                            printable(domain)),
                known.rewrite.empty() ? "export the model with standard ONNX operators"
                                      : known.rewrite};
    return {known.reason, known.rewrite.empty() ? "replace it by supported layers" : known.rewrite};
}

bool keeps_shape(const std::string& op) {
    static const std::set<std::string> kOps = {"Abs",
                                               "BatchNormalization",
                                               "BipolarQuant",
                                               "Ceil",
                                               "Celu",
                                               "Clip",
                                               "DequantizeLinear",
                                               "Elu",
                                               "Erf",
                                               "Exp",
                                               "Floor",
                                               "Gelu",
                                               "HardSigmoid",
                                               "HardSwish",
                                               "InstanceNormalization",
                                               "LRN",
                                               "LayerNormalization",
                                               "LeakyRelu",
                                               "Log",
                                               "LogSoftmax",
                                               "LpNormalization",
                                               "Mish",
                                               "Neg",
                                               "PRelu",
                                               "Quant",
                                               "QuantizeLinear",
                                               "Reciprocal",
                                               "Relu",
                                               "Round",
                                               "Selu",
                                               "Sigmoid",
                                               "Sign",
                                               "Softmax",
                                               "Softplus",
                                               "Softsign",
                                               "Sqrt",
                                               "Swish",
                                               "Tanh",
                                               "ThresholdedRelu",
                                               "Trunc"};
    return kOps.count(op) != 0;
}

} // namespace sluice::frontend
