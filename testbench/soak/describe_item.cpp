// SPDX-License-Identifier: Apache-2.0
#include "testbench/soak/describe_item.h"

#include <fmt/format.h>

namespace sluice::testbench {

namespace {

std::string text(const Shape& shape) {
    return fmt::format("{}x{}x{}", shape.height, shape.width, shape.channels);
}

std::string text(const Window& w) {
    return fmt::format(" kernel {}x{} stride {}x{} dilation {}x{} pads {},{},{},{}", w.kernel_h,
                       w.kernel_w, w.stride_h, w.stride_w, w.dilation_h, w.dilation_w, w.pad_top,
                       w.pad_left, w.pad_bottom, w.pad_right);
}

template <class Numbers> std::string list(const Numbers& numbers) {
    std::string result;
    for (const auto number : numbers)
        result += fmt::format("{}{}", result.empty() ? "" : ",", number);
    return result;
}

// What of a layer is structure.
std::string structure(const network::LayerKind& kind) {
    return std::visit(
        [](const auto& layer) {
            std::string result;
            if constexpr (requires { layer.window; })
                result += text(layer.window);
            if constexpr (requires { layer.groups; })
                result += fmt::format(" groups {}", layer.groups);
            if constexpr (requires { layer.weight_bits; })
                result += fmt::format(" weight_bits {}", layer.weight_bits);
            if constexpr (requires { layer.count_include_pad; })
                result += fmt::format(" count_include_pad {:d}", layer.count_include_pad);
            if constexpr (requires { layer.largest; })
                result += fmt::format(" count {} largest {:d} indices {:d}", layer.count,
                                      layer.largest, layer.indices);
            if constexpr (requires { layer.positions(); })
                result += fmt::format(" kernel {}x{}", layer.kernel_h, layer.kernel_w);
            if constexpr (requires { layer.channels_before; })
                result += fmt::format(" pads {},{},{},{} channels {},{}", layer.top, layer.left,
                                      layer.bottom, layer.right, layer.channels_before,
                                      layer.channels_after);
            if constexpr (requires { layer.strides; })
                result += fmt::format(" offset {} sizes {} strides {}", layer.offset,
                                      list(layer.sizes), list(layer.strides));
            return result;
        },
        kind);
}

std::string text(const rtl::Block& block) {
    const rtl::Parallelism p = rtl::block_parallelism(block);
    const rtl::Mapping m = rtl::block_mapping(block);
    const auto unit = [](rtl::Unit u) { return u == rtl::Unit::dsp ? "dsp" : "logic"; };
    return fmt::format("in {} out {} kernel {} pixels {}; products {} packing {} requantizer {}",
                       p.in_channels, p.out_channels, p.kernel, p.pixels, unit(m.products),
                       static_cast<int>(m.packing), unit(m.requantizer));
}

} // namespace

std::string describe_item(const network::Network& network, const design::Design& design) {
    std::string result;
    for (const network::Interface& in : network.inputs)
        result += fmt::format("  {} {}\n", in.name,
                              text(network.tensors.at(static_cast<std::size_t>(in.tensor)).shape));
    std::string fifos;
    for (const design::Node& node : design.nodes) {
        if (const auto* fifo = std::get_if<rtl::Fifo>(&node.block))
            fifos += fmt::format(" {}={}", node.name, fifo->depth);
        if (node.layer < 0)
            continue;
        const network::Layer& layer = network.layers.at(static_cast<std::size_t>(node.layer));
        std::string inputs;
        for (const network::TensorId id : layer.inputs)
            inputs += network.tensors.at(static_cast<std::size_t>(id)).name + " ";
        result += fmt::format(
            "  {} ({}) of {}-> {}{}; {}\n", layer.name, network::kind_name(layer.kind), inputs,
            text(network.tensors.at(static_cast<std::size_t>(layer.output)).shape),
            structure(layer.kind), text(node.block));
    }
    if (!fifos.empty())
        result += "  FIFOs" + fifos + "\n";
    return result;
}

} // namespace sluice::testbench
