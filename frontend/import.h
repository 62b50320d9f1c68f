// SPDX-License-Identifier: Apache-2.0
// The walk over the ONNX nodes: what is known so far, and one node's step of it.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "base/error.h"
#include "frontend/graph/graph.h"
#include "frontend/layout.h"
#include "frontend/onnx_file.h"

namespace sluice::frontend {

// What an ONNX value name stands for. Empty: the result of a node that is not supported.
struct Operand {
    std::variant<std::monostate, TensorPtr, View> what;
    std::vector<std::string> sources; // labels of nodes that wait for a layer to be folded into
    std::optional<Error> error;       // of an input of the model that cannot be used
};

struct Import {
    const OnnxModel& model;
    graph::Graph graph = {};
    std::map<std::string, Operand> operands = {};
    std::set<std::string> used = {}; // names that a live node reads or that are outputs
    std::vector<std::string> warnings = {};
    std::int64_t file_batch = 1; // the batch that the file fixes; everything here has batch 1
};

// One ONNX node being imported. Handlers (ops/) read its inputs and attributes, emit layers and
// set its output; every complaint is an Error that names the node.
class Step {
public:
    Step(Import& import, const OnnxNode& node, std::string label);

    [[noreturn]] void fail(const std::string& what, const std::string& remedy) const;
    void require(bool condition, const std::string& what, const std::string& remedy) const;
    void warn(const std::string& what);

    const OnnxNode& node() const { return node_; }
    const std::string& label() const { return label_; }
    std::int64_t opset() const { return import_.model.opset; }
    std::int64_t file_batch() const { return import_.file_batch; }

    // Inputs. view() carries out a pending Pad; padded_view() is for those who fold it.
    std::size_t inputs() const { return node_.inputs.size(); }
    bool has_input(std::size_t index) const;
    bool is_constant(std::size_t index) const;
    View view(std::size_t index);
    const View& padded_view(std::size_t index) const;
    // view(), or a constant as a value of the graph.
    View any_view(std::size_t index);
    // The view with its pending Pad carried out.
    View without_padding(const View& view);
    const Tensor& constant(std::size_t index, const char* role) const;
    TensorPtr shared_constant(std::size_t index, const char* role) const;
    Shape shape(graph::ValueId value) const;

    // Attributes, with the default for those not given. A wrong type is an Error.
    bool has_attribute(const std::string& name) const;
    std::int64_t integer(const std::string& name, std::int64_t fallback) const;
    double number(const std::string& name, double fallback) const;
    std::string text(const std::string& name, const std::string& fallback) const;
    std::vector<std::int64_t> integers(const std::string& name,
                                       const std::vector<std::int64_t>& fallback) const;
    // Integers given as an attribute in old opsets and as input `index` in new ones.
    std::optional<std::vector<std::int64_t>> integers_or_input(const std::string& name,
                                                               std::size_t index) const;
    // An axis number from -rank to rank - 1 as 0 to rank - 1.
    std::size_t axis(std::int64_t given, std::size_t rank) const;

    // Refuses an operator that would join the frames of a batch: along dimension `dim`.
    void only_within_frame(std::size_t dim) const;
    // Whether something reads output `index`.
    bool output_used(std::size_t index) const;
    // Refuses the use of any output but the first.
    void only_first_output() const;

    // Adds a layer. One without a suffix carries the node's name, others `suffix` behind it, and a
    // number where that is taken.
    graph::ValueId emit(graph::Op op, const std::vector<graph::ValueId>& inputs, const Shape& shape,
                        const std::string& suffix = "");
    void set_output(View view, std::size_t index = 0);
    void set_output(Tensor constant);
    void set_output(TensorPtr constant);

    // The levels that a value is rounded to, and setting them.
    const std::optional<graph::Quantization>& quantization(graph::ValueId value) const;
    void quantize(graph::ValueId value, const graph::Quantization& levels);

    bool is_input(graph::ValueId value) const;
    // The type of the model's input that the value is, as the file has it; empty for others.
    std::string input_type(graph::ValueId value) const;
    void set_integer_input(graph::ValueId value, int offset);

    const graph::Node* producer(graph::ValueId value) const;
    // Whether a node of `op` gives the first input.
    bool reads_from(const std::string& op) const;

private:
    const Operand& operand(std::size_t index) const;
    const Attribute* attribute(const std::string& name, AttributeKind kind) const;
    void store(std::variant<std::monostate, TensorPtr, View> what, std::size_t index = 0);

    Import& import_;
    const OnnxNode& node_;
    std::string label_;
    std::vector<std::string> sources_; // of this node and of what waits in its inputs
    bool emitted_ = false;
};

} // namespace sluice::frontend
