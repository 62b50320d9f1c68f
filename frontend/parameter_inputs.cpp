// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <set>

#include "frontend/frontend.h"
#include "frontend/onnx_file.h"

namespace sluice::frontend {

namespace {

// The operands of an operator that Sluice needs as constants.
const std::set<std::size_t>& parameters_of(const std::string& op) {
    static const std::map<std::string, std::set<std::size_t>> kParameters = {
        {"BatchNormalization", {1, 2, 3, 4}},
        {"Clip", {1, 2}},
        {"Conv", {1, 2}},
        {"ConvTranspose", {1, 2}},
        {"Dropout", {1, 2}},
        {"Gather", {1}},
        {"Gemm", {1, 2}},
        {"MatMul", {1}},
        {"MaxUnpool", {2}},
        {"PRelu", {1}},
        {"Pad", {1, 2, 3}},
        {"Reshape", {1}},
        {"Resize", {1, 2, 3}},
        {"Slice", {1, 2, 3, 4}},
        {"Split", {1}},
        {"Squeeze", {1}},
        {"TopK", {1}},
        {"Unsqueeze", {1}},
        {"Upsample", {1}},
    };
    static const std::set<std::size_t> kAxesInput = {1};
    static const std::set<std::size_t> kNone;
    if (op.rfind("Reduce", 0) == 0)
        return kAxesInput;
    const auto found = kParameters.find(op);
    return found == kParameters.end() ? kNone : found->second;
}

} // namespace

std::vector<std::string> parameter_inputs(const std::filesystem::path& path) {
    const OnnxModel model = read_onnx_file(path);
    std::set<std::string> as_parameter;
    std::set<std::string> as_data;
    for (const OnnxNode& node : model.nodes)
        for (std::size_t i = 0; i < node.inputs.size(); ++i)
            (parameters_of(node.op).count(i) != 0 ? as_parameter : as_data).insert(node.inputs[i]);
    std::vector<std::string> names;
    for (const ValueInfo& info : model.inputs)
        if (as_parameter.count(info.name) != 0 && as_data.count(info.name) == 0)
            names.push_back(info.name);
    return names;
}

} // namespace sluice::frontend
