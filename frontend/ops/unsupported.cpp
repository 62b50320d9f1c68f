// SPDX-License-Identifier: Apache-2.0
// Why an operator is refused, and the nearest model that would be taken.
#include <map>

#include <fmt/format.h>

#include "frontend/ops/ops.h"

namespace sluice::frontend {

Refusal refusal(const std::string& op, const std::string& domain) {
    static const std::map<std::string, std::string> kRewrites = {
        {"ConvTranspose", "use a convolution that makes more channels"},
        {"DepthToSpace", "end the model before it and rearrange the pixels outside"},
        {"Gelu", "use Relu, HardSwish or Sigmoid instead"},
        {"LogSoftmax", "use Softmax, or end the model before it"},
        {"PRelu", "use LeakyRelu, with one slope for all channels"},
        {"QuantizeLinear", "import the float model; Sluice quantizes it itself"},
        {"DequantizeLinear", "import the float model; Sluice quantizes it itself"},
        {"QLinearConv", "import the float model; Sluice quantizes it itself"},
        {"Quant", "import the float model; Sluice quantizes it itself"},
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

} // namespace sluice::frontend
