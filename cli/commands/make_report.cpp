// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/make_report.h"

#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "cli/commands/report_pipeline.h"

namespace sluice::cli {

namespace {

ResourceUse use_of(const rtl::Resources& resources) {
    return {resources.dsp, resources.lut, resources.ff, resources.bram, resources.uram};
}

constexpr int kTimelineFrames = 2;

std::vector<ReportPort> ports(const network::Network& network,
                              const std::vector<network::Interface>& interfaces) {
    std::vector<ReportPort> result;
    for (const network::Interface& interface : interfaces) {
        const network::Tensor& tensor = network.tensors[static_cast<std::size_t>(interface.tensor)];
        result.push_back({interface.name, interface.dims, fmt::format("int{}", tensor.bits),
                          tensor.scale, tensor.zero_point});
    }
    return result;
}

std::int64_t fifo_depth(const design::Design& design, int tensor) {
    std::int64_t depth = 0;
    for (const design::Edge& edge : design.edges)
        if (edge.tensor == tensor && edge.from.node >= 0)
            if (const auto* fifo = std::get_if<rtl::Fifo>(
                    &design.nodes[static_cast<std::size_t>(edge.from.node)].block))
                depth += fifo->depth;
    return depth;
}

ReportLayer layer_of(const network::Network& network, const tuner::TuneResult& tuned,
                     const Family& family, std::size_t index) {
    const network::Layer& layer = network.layers[index];
    const rtl::Block& block = tuned.skeleton.layers[index].block;
    const rtl::Parallelism parallelism = rtl::block_parallelism(block);
    ReportLayer row;
    row.name = layer.name;
    row.kind = network::kind_name(layer.kind);
    row.input_shapes = network::input_shapes(network, layer);
    row.output_shape = network.tensors[static_cast<std::size_t>(layer.output)].shape;
    row.macs = network::macs(network, layer);
    row.cycles = rtl::block_interval_cycles(block);
    row.least_cycles = tuned.layer_lower_bound_cycles.at(index);
    row.products_per_cycle = rtl::block_products(block);
    row.in_channels = parallelism.in_channels;
    row.out_channels = parallelism.out_channels;
    row.kernel = parallelism.kernel;
    row.pixels = parallelism.pixels;
    row.resources = use_of(rtl::block_resources(block, family));
    row.weight_bytes = network::weight_bytes(layer);
    row.fifo_depth = fifo_depth(tuned.design, layer.output);
    return row;
}

std::string objective_of(const Target& target) {
    if (target.method == tuner::Method::latency)
        return "the least latency of one frame";
    if (target.interval_goal_cycles == std::numeric_limits<std::int64_t>::max())
        return "the smallest design";
    if (target.interval_goal_cycles)
        return fmt::format("the smallest design with an interval of at most {} cycles",
                           *target.interval_goal_cycles);
    return target.method == tuner::Method::greedy ? "the smallest interval, the slowest layer first"
                                                  : "the smallest interval that fits, by search";
}

} // namespace

Report make_report(const network::Network& network, const tuner::TuneResult& tuned,
                   const Target& target) {
    Report report;
    report.name = network.name;
    report.device = target.device;
    report.clock_mhz = target.clock_mhz;
    report.interval_cycles = tuned.timing.interval_cycles;
    report.latency_cycles = tuned.timing.latency_cycles;
    report.interval_lower_bound_cycles = tuned.interval_lower_bound_cycles;
    report.products_per_cycle = std::llround(tuned.use.products);
    report.resources = use_of(tuned.use.resources);
    report.budget = {target.budget.products, target.budget.dsp,  target.budget.lut,
                     target.budget.ff,       target.budget.bram, target.budget.uram};
    for (std::size_t i = 0; i < network.layers.size(); ++i) {
        report.layers.push_back(layer_of(network, tuned, target.family, i));
        report.macs += report.layers.back().macs;
    }
    if (tuned.bottleneck >= 0)
        report.bottleneck = network.layers[static_cast<std::size_t>(tuned.bottleneck)].name;
    report.why_slow = tuned.why_slow;
    for (const tuner::Gain& gain : tuned.gains)
        report.gains.push_back({gain.resource, gain.interval_cycles});
    for (const tuner::Step& step : tuned.trace)
        report.trace.push_back({network.layers[static_cast<std::size_t>(step.layer)].name,
                                step.cycles_before, step.cycles_after,
                                std::llround(step.cost.products), use_of(step.cost.resources),
                                step.refused});
    report.inputs = ports(network, network.inputs);
    report.outputs = ports(network, network.outputs);
    report.quantization_method = network.quantization_method;
    report.notes = network.notes;
    report.links = report_links(tuned.design, tuned.timing);
    report.spans = report_spans(tuned.design, network.layers.size(), kTimelineFrames);
    report.memories = report_memories(network, tuned.design, target.family);
    report.memory_block_bits = block_bits(target.family);
    report.objective = objective_of(target);
    return report;
}

} // namespace sluice::cli
