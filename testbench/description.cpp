// SPDX-License-Identifier: Apache-2.0
#include "testbench/description.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/error.h"

namespace sluice::testbench {

namespace {

// A stream may see a tensor's pixels in another geometry (a fully connected layer as a
// convolution); order and channels are the same, and the tensor's geometry is what users know.
BenchStream bench_stream(const network::Network& network, std::string port, std::string name,
                         int layer, int tensor, rtl::Stream stream) {
    const network::Tensor& described = network.tensors.at(static_cast<std::size_t>(tensor));
    SLUICE_CHECK(stream.shape.elements() == described.shape.elements() &&
                     stream.shape.channels == described.shape.channels,
                 "stream " + name + " has not its tensor's shape");
    SLUICE_CHECK(stream.lane_bits == described.bits,
                 "stream " + name + " has not its tensor's bits");
    SLUICE_CHECK(stream.pixels == 1 || stream.shape == described.shape,
                 "stream " + name + " groups the pixels of other rows than its tensor's");
    stream.shape = described.shape;
    return {std::move(port), std::move(name), layer, tensor, stream};
}

const rtl::Stream& output_of(const design::Design& design, int node) {
    for (const design::Edge& edge : design.edges)
        if (edge.from.node == node)
            return edge.stream;
    SLUICE_CHECK(false, "node " + design.nodes.at(static_cast<std::size_t>(node)).name +
                            " feeds no stream");
    return design.edges.front().stream;
}

// A block moves at least one beat while it computes a group of pixels. Twice the longest such time,
// and room for the pipelines of all blocks, is more than any design that works keeps silent.
std::int64_t silence_cycles(const design::Design& design) {
    std::int64_t longest = 0;
    for (std::size_t i = 0; i < design.nodes.size(); ++i) {
        const rtl::Stream& out = output_of(design, static_cast<int>(i));
        longest = std::max(longest, ceil_div(rtl::block_interval_cycles(design.nodes[i].block),
                                             out.shape.height * out.groups_per_row()));
    }
    return 2 * longest + 1000 + 100 * static_cast<std::int64_t>(design.nodes.size());
}

// More than a frame takes that passes all blocks one after another.
std::int64_t frame_cycles(const design::Design& design) {
    std::int64_t sum = silence_cycles(design);
    for (const design::Node& node : design.nodes)
        sum += rtl::block_interval_cycles(node.block);
    return sum;
}

std::vector<FifoTap> fifo_taps(const design::Design& design) {
    std::vector<FifoTap> taps;
    for (const design::Node& node : design.nodes) {
        if (!std::holds_alternative<rtl::Fifo>(node.block))
            continue;
        const std::string inside = "u_dut.u_" + node.name;
        taps.push_back({node.name, fmt::format("{0}.in_valid_i && {0}.in_ready_o", inside),
                        fmt::format("{0}.out_valid_o && {0}.out_ready_i", inside)});
    }
    return taps;
}

} // namespace

Description describe(const network::Network& network, const design::Design& design,
                     const std::optional<emit::Control>& control) {
    SLUICE_CHECK(design.inputs.size() == network.inputs.size() &&
                     design.outputs.size() == network.outputs.size(),
                 "the design has not the network's inputs and outputs");
    Description description;
    description.design = design.name;
    description.control = control;
    if (control)
        description.fifos = fifo_taps(design);
    for (std::size_t i = 0; i < design.inputs.size(); ++i)
        description.inputs.push_back(bench_stream(network, fmt::format("in{}", i),
                                                  design.input_names.at(i), -1,
                                                  network.inputs[i].tensor, design.inputs[i]));
    for (std::size_t i = 0; i < design.outputs.size(); ++i)
        description.outputs.push_back(bench_stream(network, fmt::format("out{}", i),
                                                   design.output_names.at(i), -1,
                                                   network.outputs[i].tensor, design.outputs[i]));
    for (std::size_t i = 0; i < design.nodes.size(); ++i) {
        const design::Node& node = design.nodes[i];
        if (node.layer < 0)
            continue;
        const network::Layer& layer = network.layers.at(static_cast<std::size_t>(node.layer));
        description.taps.push_back(
            bench_stream(network, fmt::format("tap{}", description.taps.size()), node.name,
                         node.layer, layer.output, output_of(design, static_cast<int>(i))));
    }
    description.silence_cycles = silence_cycles(design);
    description.frame_cycles = frame_cycles(design);
    return description;
}

} // namespace sluice::testbench
