// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "base/error.h"
#include "generator/emit/modules.h"
#include "generator/emit/text.h"

namespace sluice::emit {

namespace {

std::string ranged(std::int64_t bits) {
    return bits == 1 ? "" : fmt::format("[{}:0] ", bits - 1);
}

std::string parameter_list(const design::Node& node,
                           const std::vector<std::pair<std::string, std::string>>& files) {
    std::vector<std::string> items;
    for (const rtl::Parameter& parameter : rtl::block_parameters(node.block))
        items.push_back(parameter_text(parameter));
    for (const auto& [parameter, file] : files)
        items.push_back(fmt::format(".{}({{`SLUICE_MEM_DIR, \"{}\"}})", parameter, file));
    return joined(items, ",\n      ");
}

} // namespace

std::string layer_module_name(const design::Design& design, const design::Node& node) {
    return design.name + "_" + node.name;
}

std::string layer_module(const network::Network& network, const design::Design& design,
                         const design::Node& node,
                         const std::vector<std::pair<std::string, std::string>>& files) {
    const auto inputs = rtl::block_input_streams(node.block);
    const auto outputs = rtl::block_output_streams(node.block);
    std::int64_t in_bits = 0;
    for (const rtl::Stream& stream : inputs)
        in_bits += stream.data_bits();
    const auto count = static_cast<std::int64_t>(inputs.size());
    const network::Layer& layer = network.layers.at(static_cast<std::size_t>(node.layer));

    std::string text = kGeneratedHeader;
    if (!files.empty())
        text += "`include \"sluice_memory.svh\"\n";
    text += fmt::format("// Layer '{}' ({}), ONNX nodes: {}.\n", printable(layer.name),
                        network::kind_name(layer.kind), comment_list(layer.sources));
    text += fmt::format("module {} (\n", layer_module_name(design, node));
    text += "    input  logic clk_i,\n    input  logic rst_ni,\n";
    text += fmt::format("    input  logic {}in_valid_i,\n", ranged(count));
    text += fmt::format("    output logic {}in_ready_o,\n", ranged(count));
    text += fmt::format("    input  logic {}in_data_i,\n", ranged(in_bits));
    text += "    output logic out_valid_o,\n    input  logic out_ready_i,\n";
    text += fmt::format("    output logic {}out_data_o\n);\n", ranged(outputs.at(0).data_bits()));
    text += fmt::format("  {} #(\n      {}\n  ) u_block (\n", rtl::block_module_name(node.block),
                        parameter_list(node, files));
    text += "      .clk_i,\n      .rst_ni,\n      .in_valid_i,\n      .in_ready_o,\n"
            "      .in_data_i,\n      .out_valid_o,\n      .out_ready_i,\n      .out_data_o\n"
            "  );\n\nendmodule\n";
    return text;
}

} // namespace sluice::emit
