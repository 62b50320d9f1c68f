// SPDX-License-Identifier: Apache-2.0
#include "generator/lower/lower.h"

#include <fmt/format.h>

#include "base/identifier.h"
#include "generator/lower/lower_layer.h"

namespace sluice::lower {

namespace {

Context context_of(const network::Network& network, const network::Layer& layer) {
    Context context;
    for (const network::TensorId input : layer.inputs)
        context.inputs.push_back(network.tensors.at(static_cast<std::size_t>(input)));
    context.output = network.tensors.at(static_cast<std::size_t>(layer.output));
    return context;
}

rtl::Block as_block(const network::Layer& layer, const Context& context) {
    return std::visit([&](const auto& kind) { return lower_layer(kind, context); }, layer.kind);
}

// A design and its layers are modules, which must not be named as the library's are.
std::string design_name(const network::Network& network) {
    const std::string name = identifier(network.name, "net");
    return name == "sluice" || name.starts_with("sluice_") ? "net_" + name : name;
}

void add_interfaces(const network::Network& network,
                    const std::vector<network::Interface>& interfaces, std::vector<int>& tensors,
                    std::vector<std::string>& names, std::vector<Shape>* shapes) {
    IdentifierSet used;
    for (const network::Interface& interface : interfaces) {
        tensors.push_back(interface.tensor);
        names.push_back(used.unique(identifier(interface.name, "port")));
        if (shapes != nullptr)
            shapes->push_back(network.tensors.at(static_cast<std::size_t>(interface.tensor)).shape);
    }
}

} // namespace

design::Skeleton lower(const network::Network& network) {
    design::Skeleton skeleton;
    skeleton.name = design_name(network);
    skeleton.tensor_count = static_cast<int>(network.tensors.size());
    for (std::size_t i = 0; i < network.layers.size(); ++i) {
        const network::Layer& layer = network.layers[i];
        const rtl::Block block = as_block(layer, context_of(network, layer));
        rtl::validate_block(block);
        skeleton.layers.push_back({fmt::format("l{:02}_{}", i, identifier(layer.name, "layer")),
                                   block, layer.inputs, layer.output, layer.name});
    }
    add_interfaces(network, network.inputs, skeleton.inputs, skeleton.input_names,
                   &skeleton.input_shapes);
    add_interfaces(network, network.outputs, skeleton.outputs, skeleton.output_names, nullptr);
    return skeleton;
}

std::vector<rtl::MemoryImage> layer_memories(const network::Network& network, int layer,
                                             const rtl::Block& block) {
    return std::visit([&](const auto& kind) { return memories(kind, block); },
                      network.layers.at(static_cast<std::size_t>(layer)).kind);
}

} // namespace sluice::lower
