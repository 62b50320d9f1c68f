// SPDX-License-Identifier: Apache-2.0
#include "cli/python/session.h"

namespace sluice::python {

namespace {

Json shape_json(const Shape& shape) {
    return {shape.height, shape.width, shape.channels};
}

Json ports_json(const std::vector<graph::Interface>& interfaces) {
    Json ports = Json::array();
    for (const graph::Interface& interface : interfaces)
        ports.push_back({{"name", interface.name}, {"shape", interface.dims}});
    return ports;
}

Json ports_json(const network::Network& network,
                const std::vector<network::Interface>& interfaces) {
    Json ports = Json::array();
    for (const network::Interface& interface : interfaces) {
        const auto& tensor = network.tensors[static_cast<std::size_t>(interface.tensor)];
        ports.push_back({{"name", interface.name},
                         {"shape", interface.dims},
                         {"scale", tensor.scale},
                         {"zero_point", tensor.zero_point},
                         {"bits", tensor.bits}});
    }
    return ports;
}

} // namespace

Json describe(const FloatNetwork& network) {
    const graph::Graph& graph = network.graph;
    Json layers = Json::array();
    for (const graph::Node& node : graph.nodes)
        layers.push_back({{"name", node.name},
                          {"kind", graph::kind_name(node.op)},
                          {"output_shape",
                           shape_json(graph.values[static_cast<std::size_t>(node.output)].shape)},
                          {"macs", graph::macs(graph, node)}});
    return {{"name", graph.name},
            {"inputs", ports_json(graph.inputs)},
            {"outputs", ports_json(graph.outputs)},
            {"layers", layers},
            {"warnings", network.warnings}};
}

Json describe(const IntegerNetwork& integer) {
    const network::Network& network = integer.model.network;
    Json layers = Json::array();
    for (const network::Layer& layer : network.layers)
        layers.push_back(
            {{"name", layer.name},
             {"kind", network::kind_name(layer.kind)},
             {"output_shape",
              shape_json(network.tensors[static_cast<std::size_t>(layer.output)].shape)},
             {"macs", network::macs(network, layer)},
             {"weight_bytes", network::weight_bytes(layer)}});
    cli::Report report;
    report.quantization_method = network.quantization_method;
    report.quality = integer.model.quality;
    return {{"name", network.name},
            {"inputs", ports_json(network, network.inputs)},
            {"outputs", ports_json(network, network.outputs)},
            {"layers", layers},
            {"quantization", cli::quantization_json(report)},
            {"notes", network.notes}};
}

} // namespace sluice::python
