// SPDX-License-Identifier: Apache-2.0
#include "testbench/soak/join.h"

#include <fmt/format.h>

namespace sluice::testbench {

namespace {

void append(network::Network& joined, const network::Network& one, const std::string& prefix) {
    const auto first = static_cast<network::TensorId>(joined.tensors.size());
    for (network::Tensor tensor : one.tensors) {
        tensor.name = prefix + tensor.name;
        joined.tensors.push_back(std::move(tensor));
    }
    for (network::Layer layer : one.layers) {
        layer.name = prefix + layer.name;
        layer.output += first;
        for (network::TensorId& input : layer.inputs)
            input += first;
        joined.layers.push_back(std::move(layer));
    }
    const auto interfaces = [&](const auto& from, auto& to) {
        for (network::Interface interface : from) {
            interface.name = prefix + interface.name;
            interface.tensor += first;
            to.push_back(std::move(interface));
        }
    };
    interfaces(one.inputs, joined.inputs);
    interfaces(one.outputs, joined.outputs);
}

void append(design::Design& joined, const design::Design& one, const std::string& prefix,
            int first_layer, int first_tensor) {
    const auto first_node = static_cast<int>(joined.nodes.size());
    const auto first_input = static_cast<int>(joined.inputs.size());
    const auto first_output = static_cast<int>(joined.outputs.size());
    for (design::Node node : one.nodes) {
        node.name = prefix + node.name;
        if (node.layer >= 0)
            node.layer += first_layer;
        joined.nodes.push_back(std::move(node));
    }
    for (design::Edge edge : one.edges) {
        (edge.from.node < 0 ? edge.from.port : edge.from.node) +=
            edge.from.node < 0 ? first_input : first_node;
        (edge.to.node < 0 ? edge.to.port : edge.to.node) +=
            edge.to.node < 0 ? first_output : first_node;
        edge.tensor += first_tensor;
        joined.edges.push_back(edge);
    }
    joined.inputs.insert(joined.inputs.end(), one.inputs.begin(), one.inputs.end());
    joined.outputs.insert(joined.outputs.end(), one.outputs.begin(), one.outputs.end());
    for (const std::string& name : one.input_names)
        joined.input_names.push_back(prefix + name);
    for (const std::string& name : one.output_names)
        joined.output_names.push_back(prefix + name);
}

} // namespace

Joined join_items(const std::vector<SoakItem>& items) {
    Joined joined;
    joined.network.name = joined.design.name = "soak";
    joined.network.quantization_method = "random";
    for (const SoakItem& item : items) {
        const std::string prefix = fmt::format("i{}_", item.index);
        append(joined.design, item.design, prefix, static_cast<int>(joined.network.layers.size()),
               static_cast<int>(joined.network.tensors.size()));
        append(joined.network, item.network, prefix);
    }
    network::validate(joined.network);
    return joined;
}

} // namespace sluice::testbench
