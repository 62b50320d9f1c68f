// SPDX-License-Identifier: Apache-2.0
#include "frontend/expand_quantized.h"

#include <set>

#include <fmt/format.h>

#include "base/error.h"

namespace sluice::frontend {

namespace {

const std::set<std::string> kQonnxDomains = {"qonnx.custom_op.general", "onnx.brevitas",
                                             "finn.custom_op.general"};
const std::set<std::string> kQonnxOps = {"Quant", "BipolarQuant", "Trunc"};

// QONNX's operators, and those of ONNX that ONNX Runtime has in its own domain for more types.
bool is_default_in_disguise(const OnnxNode& node) {
    if (kQonnxDomains.count(node.domain) != 0)
        return kQonnxOps.count(node.op) != 0;
    return node.domain == "com.microsoft" &&
           (node.op == "QuantizeLinear" || node.op == "DequantizeLinear");
}

class Expansion {
public:
    explicit Expansion(OnnxModel& model) : model_(model) {
        for (const OnnxNode& node : model.nodes) // scales may be nodes instead of initialisers
            if (node.op == "Constant" && !node.outputs.empty())
                if (const auto value = node.attributes.find("value");
                    value != node.attributes.end() && value->second.tensor)
                    constants_[node.outputs[0]] = value->second.tensor;
    }

    void run() {
        std::vector<OnnxNode> nodes = std::move(model_.nodes);
        model_.nodes.clear();
        for (std::size_t i = 0; i < nodes.size(); ++i) {
            node_ = &nodes[i];
            label_ = node_->name.empty() ? fmt::format("{}_{}", node_->op, i) : node_->name;
            if (is_default_in_disguise(*node_))
                node_->domain.clear();
            if (!expand())
                model_.nodes.push_back(*node_);
        }
    }

private:
    // Places of an operand among the inputs: value, scale, zero point.
    struct Place {
        std::size_t value, scale, zero;
    };

    bool expand() {
        const std::string& op = node_->op;
        if (node_->domain.empty() && op == "QLinearConv")
            return weighted("Conv", {0, 1, 2}, {3, 4, 5}, 0, {7, 6, 7}, 8);
        if (node_->domain.empty() && op == "QLinearMatMul")
            return weighted("MatMul", {0, 1, 2}, {3, 4, 5}, -1, {7, 6, 7}, kNone);
        if (node_->domain.empty() && (op == "ConvInteger" || op == "MatMulInteger"))
            return integers(op.substr(0, op.size() - 7), op == "ConvInteger" ? 0 : -1);
        if (node_->domain != "com.microsoft")
            return false;
        if (op == "QGemm") {
            const auto transposed = node_->attributes.find("transB");
            const bool rows = transposed != node_->attributes.end() && transposed->second.integer;
            return weighted("Gemm", {0, 1, 2}, {3, 4, 5}, rows ? 0 : -1, {8, 7, 8}, 6);
        }
        if (op == "QLinearAdd" || op == "QLinearMul")
            return simple(op.substr(7), {{0, 1, 2}, {3, 4, 5}}, 6);
        if (op == "QLinearConcat") {
            std::vector<Place> operands;
            for (std::size_t i = 2; i + 2 < node_->inputs.size(); i += 3)
                operands.push_back({i, i + 1, i + 2});
            return simple("Concat", operands, 0);
        }
        for (const char* name :
             {"GlobalAveragePool", "AveragePool", "Sigmoid", "LeakyRelu", "ReduceMean", "Softmax"})
            if (op == std::string("QLinear") + name)
                return simple(name, {{0, 1, 2}}, 3);
        return false;
    }

    static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

    std::string input(std::size_t index) const {
        return index < node_->inputs.size() ? node_->inputs[index] : std::string();
    }

    [[noreturn]] void fail(const std::string& what, const std::string& remedy) const {
        throw Error(model_.where,
                    fmt::format("node '{}' ({}) {}", printable(label_), printable(node_->op), what),
                    remedy);
    }

    const Tensor& constant(std::size_t index, const char* role) const {
        const std::string name = input(index);
        const auto initializer = model_.initializers.find(name);
        if (initializer != model_.initializers.end())
            return *initializer->second;
        const auto made = constants_.find(name);
        if (made == constants_.end())
            fail(fmt::format("has a {} ('{}') that is not a constant of the file", role,
                             printable(name)),
                 "fold the constant part of the model before the export");
        return *made->second;
    }

    // A node of `op` from the current one's place; returns its output's name.
    std::string add(const std::string& op, std::vector<std::string> inputs,
                    const std::string& suffix, std::map<std::string, Attribute> attributes = {}) {
        OnnxNode node;
        node.name = label_ + suffix;
        node.op = op;
        node.inputs = std::move(inputs);
        node.outputs = {label_ + suffix + "_output"};
        node.attributes = std::move(attributes);
        model_.nodes.push_back(std::move(node));
        return model_.nodes.back().outputs[0];
    }

    static Attribute integer(std::int64_t value) {
        Attribute attribute;
        attribute.kind = AttributeKind::integer;
        attribute.integer = value;
        return attribute;
    }

    std::string dequantized(const Place& place, const std::string& suffix, std::int64_t axis) {
        return add("DequantizeLinear", {input(place.value), input(place.scale), input(place.zero)},
                   suffix, {{"axis", integer(axis)}});
    }

    void quantized(const std::string& value, std::size_t scale, std::size_t zero) {
        OnnxNode node;
        node.name = label_ + "_quantize";
        node.op = "QuantizeLinear";
        node.inputs = {value, input(scale), input(zero)};
        node.outputs = node_->outputs;
        model_.nodes.push_back(std::move(node));
    }

    // The float operator itself keeps the node's name.
    std::string float_node(const std::string& op, std::vector<std::string> inputs) {
        std::map<std::string, Attribute> attributes = node_->attributes;
        if (const auto last = attributes.find("channels_last");
            last != attributes.end() && last->second.integer != 0)
            fail("has channels_last=1", "export it with channels first");
        attributes.erase("channels_last");
        attributes.erase("opset"); // of QLinearSoftmax
        return add(op, std::move(inputs), "", std::move(attributes));
    }

    bool simple(const std::string& op, const std::vector<Place>& operands, std::size_t out_scale) {
        std::vector<std::string> inputs;
        for (std::size_t i = 0; i < operands.size(); ++i)
            inputs.push_back(dequantized(operands[i], fmt::format("_dequantize_{}", i), 1));
        quantized(float_node(op, std::move(inputs)), out_scale, out_scale + 1);
        return true;
    }

    // Products of integers, whose scales come behind.
    bool integers(const std::string& op, std::int64_t axis) {
        const std::string one = label_ + "_scale";
        Tensor scale;
        scale.floats = {1.0F};
        model_.initializers[one] = std::make_shared<const Tensor>(std::move(scale));
        std::vector<std::string> inputs;
        for (std::size_t i = 0; i < 2; ++i)
            inputs.push_back(add("DequantizeLinear", {input(i), one, input(i + 2)},
                                 fmt::format("_dequantize_{}", i),
                                 {{"axis", integer(i == 0 ? 1 : axis)}}));
        float_node(op, std::move(inputs));
        model_.nodes.back().outputs = node_->outputs;
        return true;
    }

    bool weighted(const std::string& op, const Place& x, const Place& w, std::int64_t axis,
                  const Place& y, std::size_t bias) {
        std::vector<std::string> inputs = {dequantized(x, "_dequantize_0", 1),
                                           dequantized(w, "_dequantize_1", axis)};
        if (bias != kNone && !input(bias).empty()) {
            const Tensor& x_scale = constant(x.scale, "scale");
            const Tensor& w_scale = constant(w.scale, "scale");
            if (x_scale.elements() != 1)
                fail("has an input with more than one scale", "quantize activations per tensor");
            Tensor scale;
            scale.dims = w_scale.dims;
            for (std::int64_t i = 0; i < w_scale.elements(); ++i)
                scale.floats.push_back(static_cast<float>(x_scale.at(0) * w_scale.at(i)));
            const std::string name = label_ + "_bias_scale";
            model_.initializers[name] = std::make_shared<const Tensor>(std::move(scale));
            inputs.push_back(add("DequantizeLinear", {input(bias), name}, "_dequantize_bias",
                                 {{"axis", integer(0)}}));
        }
        const std::string sums = float_node(op, std::move(inputs));
        if (input(y.scale).empty()) { // QGemm may end in float
            model_.nodes.back().outputs = node_->outputs;
            return true;
        }
        quantized(sums, y.scale, y.zero);
        return true;
    }

    OnnxModel& model_;
    std::map<std::string, TensorPtr> constants_;
    OnnxNode* node_ = nullptr;
    std::string label_;
};

} // namespace

void expand_quantized(OnnxModel& model) {
    Expansion(model).run();
}

} // namespace sluice::frontend
