// SPDX-License-Identifier: Apache-2.0
#include "quantizer/network/network.h"

#include <cmath>
#include <set>

#include "base/error.h"
#include "base/fixed_point.h"
#include "quantizer/network/checked.h"
#include "quantizer/network/checks.h"

namespace sluice::network {

namespace {

void check_tensor(const Tensor& tensor) {
    require_shape(tensor.shape);
    require(std::isfinite(tensor.scale) && tensor.scale > 0.0, "the scale is not positive");
    require(tensor.bits >= 1 && tensor.bits <= 16, "bits is outside 1 .. 16");
    require_int8(tensor.zero_point, "the zero point is outside int8");
}

void require_same_scale(const Tensor& a, const Tensor& b) {
    require(a.scale == b.scale && a.zero_point == b.zero_point,
            "an input's scale or zero point differs from the output's");
}

// Rules between a layer and the types of its tensors, beyond the shapes.
void check_types(const Network& network, const Layer& layer) {
    const Tensor& out = network.tensors[layer.output];
    for (const TensorId input : layer.inputs) {
        const Tensor& in = network.tensors[input];
        require(in.bits == 8, "an input is not 8 bits wide");
        if (std::holds_alternative<MaxPool>(layer.kind) ||
            std::holds_alternative<Concat>(layer.kind) ||
            std::holds_alternative<Rearrange>(layer.kind) ||
            std::holds_alternative<Pad>(layer.kind) ||
            (std::holds_alternative<TopK>(layer.kind) && !gives_indices(layer.kind)))
            require_same_scale(in, out);
    }
    if (const auto* unpool = std::get_if<MaxUnpool>(&layer.kind)) {
        require_same_scale(network.tensors[layer.inputs[0]], out);
        require(unpool->zero_point == out.zero_point,
                "a max_unpool's zero point is not the output's");
    }
    if (std::holds_alternative<MaxPlace>(layer.kind))
        require(out.scale == 1.0 && out.zero_point == 0, "a place has a scale");
    if (gives_indices(layer.kind)) {
        const Tensor& in = network.tensors[layer.inputs[0]];
        require(out.bits == signed_bits(0, in.shape.channels - 1),
                "the bits of an index do not suit it");
        require(out.scale == 1.0 && out.zero_point == 0, "an index has a scale");
    } else {
        require(out.bits == 8, "the output is not 8 bits wide");
    }
}

void check_layer(const Network& network, const Layer& layer, std::vector<bool>& defined) {
    const auto tensors = static_cast<TensorId>(network.tensors.size());
    for (const TensorId input : layer.inputs)
        require(input >= 0 && input < tensors && defined[input],
                "an input is not a tensor that an earlier layer or the network's inputs give");
    require(layer.output >= 0 && layer.output < tensors, "the output is not a tensor");
    require(!defined[layer.output], "the output has been given before");
    const std::vector<Shape> shapes = input_shapes(network, layer);
    std::visit([&](const auto& kind) { validate(kind, shapes); }, layer.kind);
    const Shape shape =
        std::visit([&](const auto& kind) { return output_shape(kind, shapes); }, layer.kind);
    require(shape == network.tensors[layer.output].shape,
            "the output's shape is not what the layer gives");
    check_types(network, layer);
    defined[layer.output] = true;
}

void check_interface(const Network& network, const Interface& interface) {
    require(interface.tensor >= 0 &&
                interface.tensor < static_cast<TensorId>(network.tensors.size()),
            "it is not a tensor");
    std::int64_t elements = 1;
    for (const std::int64_t dim : interface.dims) {
        require(dim >= 1 && dim <= kMaxElements, "a dimension is outside 1 .. 2^31");
        elements *= dim;
        require(elements <= kMaxElements, "the dimensions exceed 2^31 elements");
    }
    require(elements == network.tensors[interface.tensor].shape.elements(),
            "the dimensions do not hold the tensor's elements");
}

// Runs `check`, and puts "<what> '<name>': " before what it throws.
template <class Check> void naming(const char* what, const std::string& name, const Check& check) {
    try {
        check();
    } catch (const InvalidNetwork& rule) {
        throw InvalidNetwork(std::string(what) + " '" + printable(name) + "': " + rule.what());
    }
}

} // namespace

void check_network(const Network& network) {
    require(!network.inputs.empty(), "the network has no input");
    require(!network.outputs.empty(), "the network has no output");
    for (const Tensor& tensor : network.tensors)
        naming("tensor", tensor.name, [&] { check_tensor(tensor); });
    std::vector<bool> defined(network.tensors.size(), false);
    for (const Interface& input : network.inputs)
        naming("input", input.name, [&] {
            check_interface(network, input);
            require(!defined[input.tensor], "another input has the same tensor");
            require(network.tensors[input.tensor].bits == 8, "it is not 8 bits wide");
            defined[input.tensor] = true;
        });
    std::set<std::string> names;
    for (const Layer& layer : network.layers)
        naming("layer", layer.name, [&] {
            require(names.insert(layer.name).second, "another layer has the same name");
            check_layer(network, layer, defined);
        });
    for (std::size_t id = 0; id < defined.size(); ++id)
        naming("tensor", network.tensors[id].name,
               [&] { require(defined[id], "no layer or input gives it"); });
    for (const Interface& output : network.outputs)
        naming("output", output.name, [&] { check_interface(network, output); });
}

void validate(const Network& network) {
    try {
        check_network(network);
    } catch (const InvalidNetwork& rule) {
        SLUICE_CHECK(false, std::string("integer network: ") + rule.what());
    }
}

std::vector<Shape> input_shapes(const Network& network, const Layer& layer) {
    std::vector<Shape> shapes;
    for (const TensorId input : layer.inputs)
        shapes.push_back(network.tensors[input].shape);
    return shapes;
}

std::int64_t macs(const Network& network, const Layer& layer) {
    const std::vector<Shape> shapes = input_shapes(network, layer);
    return std::visit([&](const auto& kind) { return macs(kind, shapes); }, layer.kind);
}

std::int64_t weight_bytes(const Layer& layer) {
    return std::visit(
        [](const auto& kind) -> std::int64_t {
            if constexpr (requires { kind.weights; })
                return ceil_div(static_cast<std::int64_t>(kind.weights.size()) * kind.weight_bits,
                                8);
            else
                return 0;
        },
        layer.kind);
}

} // namespace sluice::network
