// SPDX-License-Identifier: Apache-2.0
#include "frontend/hardware.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace sluice::frontend {

namespace {

using Gap = std::optional<Refusal>;

// What is padded with shares its steps with the activations around it.
constexpr double kLargestPad = 1e4;
// Each rank is a stage of hardware; what network::validate takes.
constexpr int kLargestTopK = 32;
constexpr const char* kEndBefore = "end the model before it and do this outside";

class Judge {
public:
    Judge(const graph::Graph& graph, const graph::Node& node) : graph_(graph), node_(node) {}

    Gap operator()(const graph::Conv&) const { return std::nullopt; }
    Gap operator()(const graph::FullyConnected&) const { return std::nullopt; }
    Gap operator()(const graph::MaxPool&) const { return std::nullopt; }
    Gap operator()(const graph::GlobalAveragePool&) const { return std::nullopt; }
    Gap operator()(const graph::Activation&) const { return std::nullopt; }
    Gap operator()(const graph::AveragePool&) const { return std::nullopt; }
    Gap operator()(const graph::Add&) const { return std::nullopt; }
    Gap operator()(const graph::Concat&) const { return std::nullopt; }
    // At the end of the model the host does it.
    Gap operator()(const graph::Softmax& op) const {
        if (!op.log || (!is_read() && !moves_input()))
            return std::nullopt;
        return gap("as a logarithm", "use Softmax, or end the model before it");
    }
    Gap operator()(const graph::ArgMax& op) const {
        if (op.last)
            return gap("with select_last_index=1", "export it with select_last_index=0");
        if (is_read()) // an index is no activation that a later layer could be quantized for
            return gap("in the middle of a model", "use it on the model's outputs only");
        return std::nullopt;
    }
    Gap operator()(const graph::MaxPoolIndex&) const {
        const bool is_output =
            std::any_of(graph_.outputs.begin(), graph_.outputs.end(),
                        [&](const auto& output) { return output.value == node_.output; });
        if (is_output)
            return gap("on the model's outputs", "use MaxPool alone");
        const bool mirrored =
            std::all_of(graph_.nodes.begin(), graph_.nodes.end(), [&](const auto& reader) {
                return !reads(reader) || graph::mirrored_pool(graph_, reader) == &node_;
            });
        if (!mirrored)
            return gap("but for a MaxUnpool that mirrors the MaxPool",
                       "give MaxUnpool the MaxPool's own Indices, kernel, strides and shape");
        return std::nullopt;
    }
    Gap operator()(const graph::MaxUnpool&) const {
        if (graph::mirrored_pool(graph_, node_) != nullptr)
            return std::nullopt;
        return gap("that mirrors no MaxPool whose kernel is its stride and begins inside the image",
                   "give it such a MaxPool's own Indices, kernel, strides and shape, or train with "
                   "Resize instead");
    }
    Gap operator()(const graph::Reduce&) const {
        return gap("", "reduce by a sum, a mean or a maximum, or outside");
    }
    Gap operator()(const graph::Constant&) const {
        return gap("as an operand that differs between pixels", "use one number for each channel");
    }
    Gap operator()(const graph::Binary& op) const {
        if (op.kind != graph::BinaryKind::power)
            return std::nullopt;
        return gap("of two activations", "use a constant exponent");
    }
    Gap operator()(const graph::Pad& op) const {
        if (op.mode != graph::PadMode::constant)
            return gap("of channels, or of more than there is, by other than a constant",
                       "pad less, rows and columns alone, or with a constant");
        if (std::fabs(op.value) > kLargestPad)
            return gap(fmt::format("with {}", op.value), "pad with a number that activations have");
        return std::nullopt;
    }
    Gap operator()(const graph::Resize&) const { return gap("", kEndBefore); }
    Gap operator()(const graph::Rearrange&) const { return std::nullopt; }
    Gap operator()(const graph::TopK& op) const {
        if (op.count > kLargestTopK)
            return gap(fmt::format("of {} channels", op.count),
                       fmt::format("ask for {} at most, or end the model before it", kLargestTopK));
        if (op.indices && is_read(true))
            return gap("in the middle of a model", "use its indices on the model's outputs only");
        return std::nullopt;
    }

private:
    Gap gap(const std::string& which, const std::string& rewrite) const {
        const std::string kind = graph::kind_name(node_.op);
        return Refusal{"runs in float only: there is no block for " + kind +
                           (which.empty() ? "" : " " + which) + " yet",
                       rewrite};
    }

    bool reads(const graph::Node& reader) const {
        return std::find(reader.inputs.begin(), reader.inputs.end(), node_.output) !=
               reader.inputs.end();
    }

    // By another than an ArgMax, which does not need a Softmax; or by any.
    bool is_read(bool by_any = false) const {
        return std::any_of(graph_.nodes.begin(), graph_.nodes.end(), [&](const auto& reader) {
            return (by_any || !std::holds_alternative<graph::ArgMax>(reader.op)) && reads(reader);
        });
    }

    // Whether nothing but the order of the elements is changed before the node.
    bool moves_input() const {
        graph::ValueId value = node_.inputs[0];
        for (auto node = graph_.nodes.rbegin(); node != graph_.nodes.rend(); ++node)
            if (node->output == value) {
                if (!std::holds_alternative<graph::Rearrange>(node->op))
                    return false;
                value = node->inputs[0];
            }
        return true;
    }

    const graph::Graph& graph_;
    const graph::Node& node_;
};

} // namespace

std::optional<Refusal> hardware_gap(const graph::Graph& graph, const graph::Node& node) {
    return std::visit(Judge(graph, node), node.op);
}

} // namespace sluice::frontend
