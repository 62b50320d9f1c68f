// SPDX-License-Identifier: Apache-2.0
#include "frontend/hardware.h"

#include <algorithm>

namespace sluice::frontend {

namespace {

using Gap = std::optional<Refusal>;

constexpr const char* kEndBefore = "end the model before it and do this outside";

class Judge {
public:
    Judge(const graph::Graph& graph, const graph::Node& node) : graph_(graph), node_(node) {}

    Gap operator()(const graph::Conv&) const { return std::nullopt; }
    Gap operator()(const graph::FullyConnected&) const { return std::nullopt; }
    Gap operator()(const graph::MaxPool&) const { return std::nullopt; }
    Gap operator()(const graph::GlobalAveragePool&) const { return std::nullopt; }
    Gap operator()(const graph::Activation&) const { return std::nullopt; }
    Gap operator()(const graph::AveragePool& op) const {
        if (op.ceil_h == 0 && op.ceil_w == 0)
            return std::nullopt;
        return gap("with ceil_mode=1 and padding that counts", "export it with ceil_mode=0");
    }
    Gap operator()(const graph::Add&) const { return std::nullopt; }
    Gap operator()(const graph::Concat&) const { return std::nullopt; }
    Gap operator()(const graph::Softmax& op) const {
        if (op.log)
            return gap("as a logarithm", "use Softmax, or end the model before it");
        return at_end();
    }
    Gap operator()(const graph::ArgMax& op) const {
        if (op.last)
            return gap("with select_last_index=1", "export it with select_last_index=0");
        return at_end();
    }
    Gap operator()(const graph::MaxPoolIndex&) const { return gap("", "use MaxPool alone"); }
    Gap operator()(const graph::MaxUnpool&) const { return gap("", "train with Resize instead"); }
    Gap operator()(const graph::Reduce&) const {
        return gap("", "reduce by a sum, a mean or a maximum, or outside");
    }
    Gap operator()(const graph::Constant&) const {
        return gap("as an operand that differs between pixels", "use one number for each channel");
    }
    Gap operator()(const graph::Binary& op) const {
        if (op.kind == graph::BinaryKind::subtract)
            return std::nullopt;
        return gap("of two activations", "combine activations with Add or Concat");
    }
    Gap operator()(const graph::Pad&) const {
        return gap("as a layer of its own",
                   "pad with 0 before a convolution, so that it becomes a part of it");
    }
    Gap operator()(const graph::Resize&) const { return gap("", kEndBefore); }
    Gap operator()(const graph::Rearrange&) const { return gap("", kEndBefore); }
    Gap operator()(const graph::Lrn&) const { return gap("", "train with BatchNormalization"); }
    Gap operator()(const graph::LpNorm&) const { return gap("", kEndBefore); }
    Gap operator()(const graph::TopK&) const {
        return gap("", "use ArgMax, or end the model before it");
    }

private:
    Gap gap(const std::string& which, const std::string& rewrite) const {
        const std::string kind = graph::kind_name(node_.op);
        return Refusal{"runs in float only: there is no block for " + kind +
                           (which.empty() ? "" : " " + which) + " yet",
                       rewrite};
    }

    // Softmax and ArgMax leave no activations that a later layer could be quantized for.
    Gap at_end() const {
        for (const graph::Node& reader : graph_.nodes)
            if (std::find(reader.inputs.begin(), reader.inputs.end(), node_.output) !=
                    reader.inputs.end() &&
                !std::holds_alternative<graph::ArgMax>(reader.op))
                return gap("in the middle of a model", "use it on the model's outputs only");
        return std::nullopt;
    }

    const graph::Graph& graph_;
    const graph::Node& node_;
};

} // namespace

std::optional<Refusal> hardware_gap(const graph::Graph& graph, const graph::Node& node) {
    return std::visit(Judge(graph, node), node.op);
}

} // namespace sluice::frontend
