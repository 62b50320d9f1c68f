// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "base/error.h"
#include "generator/control/registers.h"
#include "generator/emit/modules.h"
#include "generator/emit/text.h"

namespace sluice::emit {

namespace {

using design::Design;
using design::Edge;
using design::End;
using design::Node;

// AXI4-Stream TDATA is a whole number of bytes.
std::int64_t axis_bits(const rtl::Stream& stream) {
    return ceil_div(stream.data_bits(), 8) * 8;
}

// What a user of the port must know of its beats.
std::string beats_comment(const std::string& port, const rtl::Stream& stream) {
    const Shape& shape = stream.shape;
    return fmt::format("  // {}: a frame is {} rows of {} pixels of {} channels; a beat has {} "
                       "channels of {} pixels,\n"
                       "  // channel c of pixel p in the {} bits from ({} * c + p) * {} on.\n",
                       port, shape.height, shape.width, shape.channels, stream.lanes, stream.pixels,
                       stream.lane_bits, stream.pixels, stream.lane_bits);
}

std::string range(std::int64_t bits) {
    return fmt::format("[{}:0]", bits - 1);
}

class TopWriter {
public:
    TopWriter(const network::Network& network, const Design& design,
              const std::optional<Control>& control)
        : network_(network), design_(design), control_(control) {}

    std::string run() {
        text_ = kGeneratedHeader;
        text_ +=
            fmt::format("// Network '{}': AXI4-Stream in and out, a frame is row-major groups of "
                        "pixels, channels innermost.\n",
                        printable(network_.name));
        ports();
        text_ += "  logic clk_i;\n  logic rst_ni;\n  assign clk_i = aclk;\n";
        text_ += control_ ? "  logic core_rst_n;\n  assign rst_ni = core_rst_n;\n"
                          : "  assign rst_ni = aresetn;\n";
        for (std::size_t i = 0; i < design_.inputs.size(); ++i)
            input_edge(i);
        for (std::size_t i = 0; i < design_.nodes.size(); ++i)
            declare(i);
        for (std::size_t i = 0; i < design_.nodes.size(); ++i)
            instance(i);
        for (std::size_t i = 0; i < design_.outputs.size(); ++i)
            output_edge(i);
        if (control_)
            registers();
        text_ += "\nendmodule\n";
        return text_;
    }

private:
    void ports() {
        std::vector<std::string> items = {"    input  logic aclk", "    input  logic aresetn"};
        for (std::size_t i = 0; i < design_.inputs.size(); ++i) {
            const std::string name = "s_axis_" + design_.input_names[i];
            items.push_back(fmt::format("    input  logic {} {}_tdata",
                                        range(axis_bits(design_.inputs[i])), name));
            items.push_back(fmt::format("    input  logic {}_tvalid", name));
            items.push_back(fmt::format("    output logic {}_tready", name));
            items.push_back(fmt::format("    input  logic {}_tlast", name));
        }
        for (std::size_t i = 0; i < design_.outputs.size(); ++i) {
            const std::string name = "m_axis_" + design_.output_names[i];
            items.push_back(fmt::format("    output logic {} {}_tdata",
                                        range(axis_bits(design_.outputs[i])), name));
            items.push_back(fmt::format("    output logic {}_tvalid", name));
            items.push_back(fmt::format("    input  logic {}_tready", name));
            items.push_back(fmt::format("    output logic {}_tlast", name));
        }
        if (control_)
            for (const control::BusPort& port : control::bus_ports())
                items.push_back(fmt::format("    {} logic {}{}", port.input ? "input " : "output",
                                            port.bits == 1 ? "" : range(port.bits) + " ",
                                            port.name));
        text_ += fmt::format("module {} (\n{}\n);\n\n", design_.name, joined(items, ",\n"));
    }

    // {port n-1, ..., port 0} of a signal of the edges.
    static std::string edges(const std::string& prefix, const std::vector<std::string>& names,
                             const char* signal) {
        std::vector<std::string> parts;
        for (const std::string& name : names)
            parts.push_back(fmt::format("{}{}_t{}", prefix, name, signal));
        return concatenation(parts);
    }

    static std::string or_zero(const std::vector<std::string>& parts) {
        return parts.empty() ? "1'b0" : concatenation(parts);
    }

    void registers() {
        const control::Facts facts = control::facts_of(design_, control_->version, control_->hash);
        std::vector<std::string> valid, ready, push, pop, beats;
        const rtl::Control control = design::control_of(design_);
        for (std::size_t i = 0; i < design_.nodes.size(); ++i) {
            const Node& node = design_.nodes[i];
            const std::string moves = fmt::format("{0}_valid && {0}_ready", node.name);
            if (node.layer >= 0) {
                valid.push_back(node.name + "_valid");
                ready.push_back(node.name + "_ready");
            } else if (std::holds_alternative<rtl::Fifo>(node.block)) {
                const End& from = edges_into(static_cast<int>(i)).at(0)->from;
                push.push_back(
                    fmt::format("{} && {}", select(from, "_valid", 1), select(from, "_ready", 1)));
                pop.push_back(moves);
            }
        }
        for (const rtl::Stream& stream : design_.inputs)
            beats.push_back(fmt::format("32'd{}", stream.beats()));
        text_ += "\n  sluice_control #(\n";
        text_ += fmt::format(
            "      .NumInputs({}),\n      .NumOutputs({}),\n      .NumLayers({}),\n"
            "      .NumFifos({}),\n      .FifoBits({}),\n      .InBeats({}),\n"
            "      .Version(32'h{:08x}),\n      .Hash(64'h{:016x})\n  ) u_control (\n",
            control.inputs, control.outputs, control.layers, control.fifos, control.fifo_bits,
            concatenation(beats), control::version_word(facts.version), facts.hash);
        text_ += "      .clk_i,\n      .rst_ni(aresetn),\n      .core_rst_no(core_rst_n),\n";
        for (const control::BusPort& port : control::bus_ports())
            text_ += fmt::format("      .{}({}),\n", port.inner, port.name);
        const std::pair<const char*, const std::vector<std::string>*> sides[] = {
            {"in", &design_.input_names}, {"out", &design_.output_names}};
        for (const auto& [side, names] : sides)
            for (const char* signal : {"valid", "ready", "last"})
                text_ += fmt::format(
                    "      .{}_{}_i({}),\n", side, signal,
                    edges(side == std::string("in") ? "s_axis_" : "m_axis_", *names, signal));
        text_ += fmt::format("      .layer_valid_i({}),\n      .layer_ready_i({}),\n"
                             "      .fifo_push_i({}),\n      .fifo_pop_i({})\n  );\n",
                             or_zero(valid), or_zero(ready), or_zero(push), or_zero(pop));
    }

    // The wires of an end: the IP's inputs and outputs have wires of their own.
    std::string wires(const End& from) const {
        if (from.node < 0)
            return "in_" + design_.input_names[static_cast<std::size_t>(from.port)];
        return design_.nodes[static_cast<std::size_t>(from.node)].name;
    }

    std::string select(const End& from, const std::string& suffix, std::int64_t bits) const {
        const std::string name = wires(from) + suffix;
        if (from.node < 0)
            return name;
        const Node& node = design_.nodes[static_cast<std::size_t>(from.node)];
        if (rtl::block_output_streams(node.block).size() == 1)
            return name;
        if (bits == 1)
            return fmt::format("{}[{}]", name, from.port);
        return fmt::format("{}[{} +: {}]", name, from.port * bits, bits);
    }

    void input_edge(std::size_t i) {
        const rtl::Stream& stream = design_.inputs[i];
        const std::string name = design_.input_names[i];
        text_ += "\n" + beats_comment("s_axis_" + name, stream);
        text_ += control_ ? "  // Nothing is taken during a soft reset.\n"
                          : "  // TLAST is not needed: frames are counted.\n";
        text_ += fmt::format("  logic in_{0}_valid, in_{0}_ready;\n  logic {1} in_{0}_data;\n",
                             name, range(stream.data_bits()));
        text_ += fmt::format("  logic unused_{0};\n  assign unused_{0} = ^{{s_axis_{0}_tlast, "
                             "s_axis_{0}_tdata}};\n",
                             name);
        text_ += fmt::format("  assign in_{0}_valid = s_axis_{0}_tvalid;\n"
                             "  assign s_axis_{0}_tready = in_{0}_ready{2};\n"
                             "  assign in_{0}_data = s_axis_{0}_tdata[{1}:0];\n",
                             name, stream.data_bits() - 1, control_ ? " && core_rst_n" : "");
    }

    void declare(std::size_t i) {
        const Node& node = design_.nodes[i];
        const auto outputs = rtl::block_output_streams(node.block);
        const auto count = static_cast<std::int64_t>(outputs.size());
        const std::string vector = count == 1 ? "" : range(count) + " ";
        text_ += fmt::format("\n  logic {1}{0}_valid, {0}_ready;\n  logic {2} {0}_data;\n",
                             node.name, vector, range(count * outputs.at(0).data_bits()));
    }

    // Edges into a node, by port.
    std::vector<const Edge*> edges_into(int node) const {
        std::map<int, const Edge*> by_port;
        for (const Edge& edge : design_.edges)
            if (edge.to.node == node)
                by_port[edge.to.port] = &edge;
        std::vector<const Edge*> result;
        for (const auto& [port, edge] : by_port)
            result.push_back(edge);
        return result;
    }

    // A concatenation, port 0 in the low bits.
    static std::string concatenation(const std::vector<std::string>& parts) {
        if (parts.size() == 1)
            return parts.front();
        return "{" + joined({parts.rbegin(), parts.rend()}, ", ") + "}";
    }

    void instance(std::size_t i) {
        const Node& node = design_.nodes[i];
        std::vector<std::string> valid;
        std::vector<std::string> ready;
        std::vector<std::string> data;
        for (const Edge* edge : edges_into(static_cast<int>(i))) {
            valid.push_back(select(edge->from, "_valid", 1));
            ready.push_back(select(edge->from, "_ready", 1));
            data.push_back(select(edge->from, "_data", edge->stream.data_bits()));
        }
        std::string module = rtl::block_module_name(node.block);
        std::string parameters;
        if (node.layer >= 0) {
            module = layer_module_name(design_, node);
        } else {
            std::vector<std::string> items;
            for (const rtl::Parameter& parameter : rtl::block_parameters(node.block))
                items.push_back(parameter_text(parameter));
            parameters = fmt::format(" #({})", joined(items, ", "));
        }
        text_ += fmt::format("\n  {}{} u_{} (\n      .clk_i,\n      .rst_ni,\n", module, parameters,
                             node.name);
        text_ += fmt::format("      .in_valid_i ({}),\n      .in_ready_o ({}),\n"
                             "      .in_data_i  ({}),\n",
                             concatenation(valid), concatenation(ready), concatenation(data));
        text_ += fmt::format("      .out_valid_o({0}_valid),\n      .out_ready_i({0}_ready),\n"
                             "      .out_data_o ({0}_data)\n  );\n",
                             node.name);
    }

    void output_edge(std::size_t i) {
        const rtl::Stream& stream = design_.outputs[i];
        const std::string axis = "m_axis_" + design_.output_names[i];
        for (const Edge& edge : design_.edges) {
            if (edge.to.node != -1 || edge.to.port != static_cast<int>(i))
                continue;
            const std::string data = select(edge.from, "_data", stream.data_bits());
            const std::int64_t padding = axis_bits(stream) - stream.data_bits();
            text_ += "\n" + beats_comment(axis, stream);
            text_ +=
                fmt::format("  assign {}_tvalid = {};\n", axis, select(edge.from, "_valid", 1));
            text_ +=
                fmt::format("  assign {} = {}_tready;\n", select(edge.from, "_ready", 1), axis);
            if (padding == 0)
                text_ += fmt::format("  assign {}_tdata = {};\n", axis, data);
            else // sign-extended: the value is one lane of an odd width
                text_ += fmt::format("  assign {0}_tdata = {{{{{1}{{{2}[{3}]}}}}, {2}}};\n", axis,
                                     padding, data, stream.data_bits() - 1);
        }
        last_beat(axis, stream);
    }

    // TLAST by counting the frame's beats.
    void last_beat(const std::string& axis, const rtl::Stream& stream) {
        if (stream.beats() == 1) {
            text_ += fmt::format("  assign {}_tlast = 1'b1;\n", axis);
            return;
        }
        const int bits =
            static_cast<int>(std::bit_width(static_cast<std::uint64_t>(stream.beats() - 1)));
        text_ += fmt::format("  logic {1} {0}_beat_q;\n"
                             "  assign {0}_tlast = {0}_beat_q == {2}'d{3};\n"
                             "  always_ff @(posedge clk_i) begin\n"
                             "    if (!rst_ni) {0}_beat_q <= '0;\n"
                             "    else if ({0}_tvalid && {0}_tready)\n"
                             "      {0}_beat_q <= {0}_tlast ? '0 : {0}_beat_q + {2}'d1;\n"
                             "  end\n",
                             axis, range(bits), bits, stream.beats() - 1);
    }

    const network::Network& network_;
    const Design& design_;
    const std::optional<Control>& control_;
    std::string text_;
};

} // namespace

std::string top_module(const network::Network& network, const Design& design,
                       const std::optional<Control>& control) {
    return TopWriter(network, design, control).run();
}

} // namespace sluice::emit
