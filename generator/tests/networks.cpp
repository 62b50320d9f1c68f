// SPDX-License-Identifier: Apache-2.0
#include "generator/tests/networks.h"

#include "generator/lower/lower.h"

namespace sluice {

namespace {

network::Requant requant(int channels) {
    network::Requant r;
    for (int c = 0; c < channels; ++c) {
        r.bias.push_back(17 * c - 40);
        r.multiplier.push_back(70000 + 1000 * c);
        r.shift.push_back(static_cast<std::uint8_t>(24 + c % 2));
    }
    r.zero_point = -3;
    return r;
}

std::vector<std::int8_t> weights(std::int64_t count) {
    std::vector<std::int8_t> values;
    for (std::int64_t i = 0; i < count; ++i)
        values.push_back(static_cast<std::int8_t>(i * 37 % 251 - 125));
    return values;
}

} // namespace

int NetworkBuilder::input(const std::string& name, const Shape& shape) {
    const auto id = static_cast<int>(network_.tensors.size());
    network_.tensors.push_back({name, shape, 0.02, 0, 8});
    network_.inputs.push_back({name, id, {shape.channels, shape.height, shape.width}, true});
    return id;
}

int NetworkBuilder::conv(const std::string& name, int tensor, int out_channels) {
    network::Conv conv;
    conv.window = {3, 3, 1, 1, 1, 1, 1, 1, 1, 1};
    conv.out_channels = out_channels;
    conv.weights =
        weights(std::int64_t{9} * out_channels * network_.tensors[tensor].shape.channels);
    conv.requant = requant(out_channels);
    return append(name, conv, {tensor});
}

int NetworkBuilder::max_pool(const std::string& name, int tensor) {
    return append(name, network::MaxPool{{2, 2, 2, 2}}, {tensor});
}

int NetworkBuilder::add(const std::string& name, int a, int b) {
    network::Add add;
    add.multiplier_a = 65536;
    add.multiplier_b = 50000;
    add.shift = 17;
    add.clamp_low = 0;
    return append(name, add, {a, b});
}

int NetworkBuilder::fully_connected(const std::string& name, int tensor, int out_channels) {
    network::FullyConnected layer;
    layer.out_channels = out_channels;
    layer.weights = weights(out_channels * network_.tensors[tensor].shape.elements());
    layer.requant = requant(out_channels);
    return append(name, layer, {tensor});
}

void NetworkBuilder::output(const std::string& name, int tensor) {
    const Shape& shape = network_.tensors[tensor].shape;
    network_.outputs.push_back({name, tensor, {shape.channels, shape.height, shape.width}, true});
}

int NetworkBuilder::append(const std::string& name, network::LayerKind kind,
                           std::vector<int> inputs) {
    std::vector<Shape> shapes;
    for (const int tensor : inputs)
        shapes.push_back(network_.tensors[tensor].shape);
    const Shape shape =
        std::visit([&](const auto& layer) { return network::output_shape(layer, shapes); }, kind);
    const auto id = static_cast<int>(network_.tensors.size());
    network_.tensors.push_back({name, shape, 0.02, 0, 8});
    network_.layers.push_back({name, {name}, std::move(kind), std::move(inputs), id});
    return id;
}

network::Network tiny_chain(const std::string& name) {
    NetworkBuilder net(name);
    const int pooled = net.max_pool("pool", net.conv("conv1", net.input("image", {6, 4, 2}), 3));
    net.output("scores", net.fully_connected("fc", pooled, 4));
    return net.network();
}

network::Network tiny_residual() {
    NetworkBuilder net("tiny_residual");
    const int a = net.conv("stem", net.input("image", {5, 4, 2}), 3);
    const int sum = net.add("sum", net.conv("branch", a, 3), a);
    net.output("sum", sum);
    net.output("stem", a);
    return net.network();
}

design::Design tiny_design(const network::Network& network) {
    design::Skeleton skeleton = lower::lower(network);
    skeleton.layers[0].block = rtl::block_with_parallelism(skeleton.layers[0].block, {2, 3, 3});
    return design::size_fifos(design::assemble(skeleton));
}

} // namespace sluice
