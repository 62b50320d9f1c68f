// SPDX-License-Identifier: Apache-2.0
#include "generator/emit/design_yaml.h"

#include <fmt/format.h>

namespace sluice::emit {

namespace {

// Double-quoted YAML: everything but printable ASCII escaped.
std::string quoted(const std::string& text) {
    std::string out = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte >= 0x7f)
            out += fmt::format("\\x{:02x}", byte);
        else if (c == '"' || c == '\\')
            out += std::string("\\") + c;
        else
            out += c;
    }
    return out + "\"";
}

const char* unit(rtl::Unit unit) {
    return unit == rtl::Unit::dsp ? "dsp" : "logic";
}

// ", products: ..., packing: ..., requantizer: ..." of a block that can be built in several ways.
std::string mapping(const rtl::Block& block) {
    if (rtl::block_mappings(block, Family{}).size() == 1)
        return "";
    const rtl::Mapping m = rtl::block_mapping(block);
    return fmt::format(", products: {}, packing: {}, requantizer: {}", unit(m.products),
                       m.packing != Packing::none, unit(m.requantizer));
}

} // namespace

std::string design_yaml(const network::Network& network, const design::Design& design) {
    std::string text = "# Made by sluice; edit and pass back with --config.\nlayers:\n";
    for (const design::Node& node : design.nodes) {
        if (node.layer < 0)
            continue;
        const rtl::Parallelism p = rtl::block_parallelism(node.block);
        text += fmt::format("  {}: {{parallelism: {{in_channels: {}, out_channels: {}, kernel: {}, "
                            "pixels: {}}}{}}}\n",
                            quoted(network.layers[static_cast<std::size_t>(node.layer)].name),
                            p.in_channels, p.out_channels, p.kernel, p.pixels, mapping(node.block));
    }
    std::string fifos;
    for (const design::Node& node : design.nodes)
        if (const auto* fifo = std::get_if<rtl::Fifo>(&node.block))
            fifos += fmt::format("  {}: {}\n", node.name, fifo->depth);
    if (!fifos.empty())
        text += "fifos:\n" + fifos;
    return text;
}

} // namespace sluice::emit
