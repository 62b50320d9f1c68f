// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "cli/report/report.h"

namespace sluice::cli {

namespace {

using Json = nlohmann::ordered_json;

Json shape_json(const Shape& shape) {
    return {shape.height, shape.width, shape.channels};
}

Json resources_json(const ResourceUse& use) {
    return {
        {"dsp", use.dsp}, {"lut", use.lut}, {"ff", use.ff}, {"bram", use.bram}, {"uram", use.uram}};
}

void put(Json& object, const char* key, const std::optional<double>& value) {
    if (value)
        object[key] = *value;
}

Json budget_json(const ReportBudget& budget) {
    Json object = Json::object();
    put(object, "products", budget.products);
    put(object, "dsp", budget.dsp);
    put(object, "lut", budget.lut);
    put(object, "ff", budget.ff);
    put(object, "bram", budget.bram);
    put(object, "uram", budget.uram);
    return object;
}

// Used share of what the budget limits; nothing can be said of a budget of 0.
Json utilization_json(const Report& report) {
    Json object = Json::object();
    const auto share = [&](const char* key, double used, const std::optional<double>& limit) {
        if (limit && *limit > 0)
            object[key] = used / *limit;
    };
    share("products", static_cast<double>(report.products_per_cycle), report.budget.products);
    share("dsp", report.resources.dsp, report.budget.dsp);
    share("lut", report.resources.lut, report.budget.lut);
    share("ff", report.resources.ff, report.budget.ff);
    share("bram", report.resources.bram, report.budget.bram);
    share("uram", report.resources.uram, report.budget.uram);
    return object;
}

Json ports_json(const std::vector<ReportPort>& ports) {
    Json array = Json::array();
    for (const ReportPort& port : ports)
        array.push_back({{"name", port.name},
                         {"shape", port.dims},
                         {"type", port.type},
                         {"scale", port.scale},
                         {"zero_point", port.zero_point}});
    return array;
}

Json layer_json(const ReportLayer& layer) {
    Json inputs = Json::array();
    for (const Shape& shape : layer.input_shapes)
        inputs.push_back(shape_json(shape));
    return {{"name", layer.name},
            {"kind", layer.kind},
            {"input_shape", layer.input_shapes.size() == 1 ? inputs[0] : inputs},
            {"output_shape", shape_json(layer.output_shape)},
            {"macs", layer.macs},
            {"cycles", layer.cycles},
            {"least_cycles", layer.least_cycles},
            {"products_per_cycle", layer.products_per_cycle},
            {"parallelism",
             {{"in_channels", layer.in_channels},
              {"out_channels", layer.out_channels},
              {"kernel", layer.kernel},
              {"pixels", layer.pixels}}},
            {"resources", resources_json(layer.resources)},
            {"weight_bytes", layer.weight_bytes},
            {"fifo_depth", layer.fifo_depth}};
}

Json gains_json(const std::vector<ReportGain>& gains) {
    Json object = Json::object();
    for (const ReportGain& gain : gains)
        object[gain.resource] = gain.interval_cycles;
    return object;
}

Json trace_json(const std::vector<ReportStep>& trace) {
    Json steps = Json::array();
    for (const ReportStep& step : trace)
        steps.push_back({{"layer", step.layer},
                         {"cycles_before", step.cycles_before},
                         {"cycles_after", step.cycles_after},
                         {"products_per_cycle", step.products},
                         {"resources", resources_json(step.resources)},
                         {"refused", step.refused.empty() ? Json(nullptr) : Json(step.refused)}});
    return steps;
}

Json origin_json(const ReportOrigin& origin) {
    Json sources = Json::array();
    for (const ReportSource& source : origin.sources)
        sources.push_back(
            {{"role", source.role}, {"path", source.path}, {"sha256", source.sha256}});
    return {{"sluice", origin.version},
            {"command", origin.command},
            {"sources", sources},
            {"network_sha256", origin.network_sha256},
            {"design_sha256", origin.design_sha256}};
}

Json timeline_json(const Report& report) {
    Json layers = Json::array();
    for (const std::vector<ReportSpan>& frames : report.spans) {
        layers.push_back(Json::array());
        for (const ReportSpan& span : frames)
            layers.back().push_back(span_json(span));
    }
    return {{"frames", report.spans.empty() ? 0 : report.spans[0].size()}, {"layers", layers}};
}

Json pipeline_json(const Report& report) {
    Json links = Json::array();
    for (const ReportLink& link : report.links)
        links.push_back(link_json(link));
    Json memories = Json::array();
    for (const ReportMemory& memory : report.memories)
        memories.push_back(memory_json(memory, report.memory_block_bits));
    return {{"links", links}, {"timeline", timeline_json(report)}, {"memories", memories}};
}

} // namespace

Json quantization_json(const Report& report) {
    Json object = {{"method", report.quantization_method}};
    put(object, "float_accuracy", report.float_accuracy);
    put(object, "int8_accuracy", report.int8_accuracy);
    if (!report.quality)
        return object;
    const quantizer::Quality& quality = *report.quality;
    object["output_sqnr_db"] = quality.output_sqnr_db;
    object["minmax_sqnr_db"] = quality.minmax_sqnr_db;
    object["fitted_frames"] = quality.fitted_frames;
    object["held_out_frames"] = quality.held_out_frames;
    object["steps"] = Json::array();
    for (const quantizer::Step& step : quality.steps)
        object["steps"].push_back({{"name", step.name},
                                   {"before_db", step.before_db},
                                   {"after_db", step.after_db},
                                   {"kept", step.kept}});
    object["methods"] = Json::object();
    for (const auto& [tensor, method] : quality.methods)
        object["methods"][tensor] = method;
    return object;
}

double Report::fps() const {
    SLUICE_CHECK(interval_cycles > 0, "a report without an interval");
    return clock_mhz * 1e6 / static_cast<double>(interval_cycles);
}

double Report::latency_us() const {
    return static_cast<double>(latency_cycles) / clock_mhz;
}

double Report::macs_per_cycle() const {
    SLUICE_CHECK(interval_cycles > 0, "a report without an interval");
    return static_cast<double>(macs) / static_cast<double>(interval_cycles);
}

double Report::efficiency() const {
    const double allowed = budget.products.value_or(static_cast<double>(products_per_cycle));
    return allowed > 0 ? macs_per_cycle() / allowed : 0.0;
}

Json report_json(const Report& report) {
    Json layers = Json::array();
    for (const ReportLayer& layer : report.layers)
        layers.push_back(layer_json(layer));
    return {{"name", report.name},
            {"device", report.device.empty() ? Json(nullptr) : Json(report.device)},
            {"clock_mhz", report.clock_mhz},
            {"interval_cycles", report.interval_cycles},
            {"latency_cycles", report.latency_cycles},
            {"fps", report.fps()},
            {"latency_us", report.latency_us()},
            {"macs", report.macs},
            {"products_per_cycle", report.products_per_cycle},
            {"macs_per_cycle", report.macs_per_cycle()},
            {"efficiency", report.efficiency()},
            {"interval_lower_bound_cycles", report.interval_lower_bound_cycles},
            {"resources", resources_json(report.resources)},
            {"budget", budget_json(report.budget)},
            {"utilization", utilization_json(report)},
            {"bottleneck", report.bottleneck},
            {"bottleneck_reason", report.why_slow},
            {"interval_with_5_percent_more", gains_json(report.gains)},
            {"greedy_trace", trace_json(report.trace)},
            {"inputs", ports_json(report.inputs)},
            {"outputs", ports_json(report.outputs)},
            {"layers", layers},
            {"quantization", quantization_json(report)},
            {"notes", report.notes},
            {"objective", report.objective},
            {"greedy_trace_beside", trace_json(report.walk)},
            {"pipeline", pipeline_json(report)},
            {"origin", origin_json(report.origin)}};
}

} // namespace sluice::cli
