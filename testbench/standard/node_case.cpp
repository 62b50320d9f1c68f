// SPDX-License-Identifier: Apache-2.0
#include "testbench/standard/node_case.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <optional>

#include <fmt/format.h>
#include <onnx/onnx_pb.h>

#include "base/error.h"
#include "frontend/frontend.h"
#include "frontend/onnx_file.h"
#include "frontend/onnx_tensor.h"
#include "quantizer/reference/execute.h"
#include "testbench/standard/laid_out.h"

namespace sluice::testbench {

namespace {

namespace fs = std::filesystem;
using frontend::Tensor;
using Dims = std::vector<std::int64_t>;

constexpr double kRelative = 1e-4;
constexpr double kAbsolute = 1e-6;
constexpr double kRoundedToHalf = 1.0 / 2048.0; // what rounding to float16 changes at most

// A tensor of a test, and the type that it was written in.
struct Given {
    Tensor tensor;
    std::string type;
};

std::optional<Given> read_tensor(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    onnx::TensorProto proto;
    if (!file || !proto.ParseFromIstream(&file))
        return std::nullopt;
    return Given{frontend::decode_tensor(proto, path.parent_path()),
                 frontend::element_type_name(proto.data_type())};
}

// [input_0.pb, input_1.pb, ...]
std::vector<Given> read_tensors(const fs::path& folder, const std::string& kind) {
    std::vector<Given> tensors;
    while (auto tensor = read_tensor(folder / fmt::format("{}_{}.pb", kind, tensors.size())))
        tensors.push_back(std::move(*tensor));
    return tensors;
}

std::vector<float> floats(const Tensor& tensor) {
    std::vector<float> out;
    for (std::int64_t i = 0; i < tensor.elements(); ++i)
        out.push_back(static_cast<float>(tensor.at(i)));
    return out;
}

// The first axis counts frames, but for what has only one.
std::int64_t frames_of(const Tensor& tensor) {
    return tensor.dims.size() >= 2 ? tensor.dims[0] : 1;
}

std::vector<float> frame_of(const std::vector<float>& values, std::int64_t frames,
                            std::int64_t index) {
    const auto size = static_cast<std::ptrdiff_t>(values.size()) / frames;
    const auto first = values.begin() + (frames == 1 ? 0 : index) * size;
    return {first, first + size};
}

Dims without_leading_ones(Dims dims) {
    dims.erase(dims.begin(),
               std::find_if(dims.begin(), dims.end(), [](std::int64_t dim) { return dim != 1; }));
    return dims;
}

std::string compare(const Dims& dims, const std::vector<float>& values, const Given& given) {
    const Tensor& expected = given.tensor;
    const double relative = given.type == "float16" ? kRoundedToHalf : kRelative;
    if (without_leading_ones(dims) != without_leading_ones(expected.dims))
        return fmt::format("gives {} instead of {}", frontend::dims_text(dims),
                           frontend::dims_text(expected.dims));
    const std::vector<float> wanted = floats(expected);
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        const double a = static_cast<double>(values[i]);
        const double b = static_cast<double>(wanted[i]);
        const bool same = a == b || (std::isnan(a) && std::isnan(b)) ||
                          std::fabs(a - b) <= relative * std::fabs(b) + kAbsolute;
        if (!same)
            return fmt::format("gives {} instead of {} at element {}", a, b, i);
    }
    return "";
}

// All frames of the test in the graph's order.
FrameValues frames_in(const graph::Graph& graph, const std::vector<const Tensor*>& inputs) {
    std::int64_t frames = 1;
    std::vector<std::vector<float>> values;
    for (const Tensor* input : inputs) {
        frames = std::max(frames, frames_of(*input));
        values.push_back(floats(*input));
    }
    FrameValues out(static_cast<std::size_t>(frames));
    for (std::int64_t f = 0; f < frames; ++f)
        for (std::size_t i = 0; i < inputs.size(); ++i)
            out[static_cast<std::size_t>(f)].push_back(
                to_graph(graph, graph.inputs[i], frame_of(values[i], frames_of(*inputs[i]), f)));
    return out;
}

// What is wrong with the outputs, or nothing.
std::string compare_all(const graph::Graph& graph, const FrameValues& found,
                        const std::vector<Given>& expected) {
    for (std::size_t o = 0; o < graph.outputs.size() && o < expected.size(); ++o) {
        std::vector<float> values;
        for (const auto& frame : found) {
            const auto out = to_model(graph, graph.outputs[o], frame[o]);
            values.insert(values.end(), out.begin(), out.end());
        }
        Dims dims{static_cast<std::int64_t>(found.size())};
        dims.insert(dims.end(), graph.outputs[o].dims.begin(), graph.outputs[o].dims.end());
        if (const std::string wrong = compare(dims, values, expected[o]); !wrong.empty())
            return wrong;
    }
    return "";
}

} // namespace

NodeResult run_node_case(const fs::path& folder) {
    NodeResult result;
    try {
        const auto model = frontend::read_onnx_file(folder / "model.onnx");
        for (const auto& node : model.nodes)
            if (node.op != "Constant" && result.op.empty())
                result.op = node.domain.empty() ? node.op : node.domain + "::" + node.op;
        const std::vector<Given> given = read_tensors(folder / "test_data_set_0", "input");
        const std::vector<Given> expected = read_tensors(folder / "test_data_set_0", "output");
        const auto parameters = frontend::parameter_inputs(folder / "model.onnx");
        frontend::ImportOptions options;
        std::vector<const Tensor*> data;
        for (std::size_t i = 0; i < model.inputs.size(); ++i) {
            const std::string& name = model.inputs[i].name;
            if (i >= given.size() || !given[i].tensor.problem.empty())
                throw Error("", fmt::format("input '{}' cannot be read", printable(name)), "");
            // bfloat16 is written as uint16 there.
            if (given[i].type != model.inputs[i].type)
                throw Error("",
                            fmt::format("input '{}' is {} in the model and {} in the data",
                                        printable(name), model.inputs[i].type, given[i].type),
                            "");
            if (std::find(parameters.begin(), parameters.end(), name) != parameters.end())
                options.constants[name] = std::make_shared<const Tensor>(given[i].tensor);
            else
                data.push_back(&given[i].tensor);
        }
        for (std::size_t i = 0; i < expected.size() && i < model.outputs.size(); ++i)
            if (!expected[i].tensor.problem.empty() || expected[i].type != model.outputs[i].type)
                throw Error("", "an expected output cannot be read", "");
        const auto graph = frontend::import_model(folder / "model.onnx", options).graph;
        const FrameValues inputs = frames_in(graph, data);
        const quantizer::Reference reference(graph);
        FrameValues outputs;
        for (const auto& frame : inputs)
            outputs.push_back(reference.run(frame));
        result.reason = compare_all(graph, outputs, expected);
        result.verdict = result.reason.empty() ? Verdict::passed : Verdict::failed;
        if (result.verdict == Verdict::passed)
            result.integers = run_integers(graph, inputs, outputs);
    } catch (const Error& error) {
        result.verdict = Verdict::refused;
        result.reason = error.problem();
    } catch (const std::exception& error) { // Sluice is at fault
        result.verdict = Verdict::failed;
        result.reason = error.what();
    }
    return result;
}

} // namespace sluice::testbench
