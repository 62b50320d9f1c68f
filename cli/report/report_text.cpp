// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/error.h"
#include "cli/report/report.h"

namespace sluice::cli {

namespace {

constexpr std::size_t kNameColumns = 28;

std::string shape_of(const Shape& shape) {
    return fmt::format("{}x{}x{}", shape.height, shape.width, shape.channels);
}

// A name from the model, cut in its middle so that both ends stay readable.
std::string column_name(const std::string& name) {
    const std::string text = printable(name, 200);
    if (text.size() <= kNameColumns)
        return text;
    const std::size_t tail = (kNameColumns - 2) / 2;
    return text.substr(0, kNameColumns - 2 - tail) + ".." + text.substr(text.size() - tail);
}

std::string resource_line(const char* name, double used, const std::optional<double>& limit) {
    const std::string amount = used == std::floor(used) ? grouped(static_cast<std::int64_t>(used))
                                                        : fmt::format("{:.1f}", used);
    if (!limit)
        return fmt::format("  {:<10}{:>12}\n", name, amount);
    const std::string share = *limit > 0 ? fmt::format("{:>6.1f} %", 100.0 * used / *limit) : "";
    return fmt::format("  {:<10}{:>12}  of {:>12} {}\n", name, amount,
                       *limit == std::floor(*limit) ? grouped(static_cast<std::int64_t>(*limit))
                                                    : fmt::format("{:.1f}", *limit),
                       share);
}

std::string port_line(const char* kind, const ReportPort& port) {
    return fmt::format("  {:<8}{:<28} {:<18} {:<6} scale {:.6g}, zero point {}\n", kind,
                       column_name(port.name), fmt::format("{}", fmt::join(port.dims, "x")),
                       port.type, port.scale, port.zero_point);
}

std::string layer_table(const Report& report) {
    constexpr const char* kRow = "{:<28} {:<19} {:>13} {:>13} {:>10} {:>11} {:>6} {:>7}\n";
    std::string text = fmt::format(kRow, "layer", "kind", "output HxWxC", "MACs", "cycles",
                                   "ci.co.k.px", "DSP", "BRAM");
    text += std::string(114, '-') + "\n";
    for (const ReportLayer& layer : report.layers)
        text += fmt::format(kRow, column_name(layer.name), layer.kind, shape_of(layer.output_shape),
                            grouped(layer.macs), grouped(layer.cycles),
                            fmt::format("{}.{}.{}.{}", layer.in_channels, layer.out_channels,
                                        layer.kernel, layer.pixels),
                            fmt::format("{:.0f}", layer.resources.dsp),
                            fmt::format("{:.1f}", layer.resources.bram));
    return text;
}

// What the next twentieth of each resource would buy; those that buy nothing share a line.
std::string gain_lines(const Report& report) {
    std::string text;
    std::vector<std::string> useless;
    for (const ReportGain& gain : report.gains)
        if (gain.interval_cycles < report.interval_cycles)
            text += fmt::format("             5 % more {}: {} cycles\n", gain.resource,
                                grouped(gain.interval_cycles));
        else
            useless.push_back(gain.resource);
    if (!useless.empty())
        text += fmt::format("             5 % more {}: no faster\n", fmt::join(useless, ", "));
    return text;
}

std::string trace_lines(const Report& report) {
    std::string text;
    for (const ReportStep& step : report.trace)
        text += fmt::format("  {:<28} {:>13} to {:>13}  {:>+5} products {:>+6.0f} DSP  {}\n",
                            column_name(step.layer), grouped(step.cycles_before),
                            grouped(step.cycles_after), step.products, step.resources.dsp,
                            step.refused.empty() ? "" : "not taken: " + step.refused);
    return text.empty() ? "" : "steps of the greedy walk\n" + text + "\n";
}

// One line for what came out, one for each step on the way.
std::string quantization_text(const Report& report) {
    std::string text = fmt::format("quantization: {}", report.quantization_method);
    if (!report.quality)
        return text + "\n";
    const quantizer::Quality& quality = *report.quality;
    text += fmt::format(", output {:.1f} dB above the quantization noise on {} calibration frames "
                        "held out\n",
                        quality.output_sqnr_db, quality.held_out_frames);
    for (const quantizer::Step& step : quality.steps)
        text += fmt::format("  {:<16} {:6.2f} -> {:6.2f} dB{}\n", step.name, step.before_db,
                            step.after_db, step.kept ? "" : ", not kept");
    return text;
}

} // namespace

std::string grouped(std::int64_t value) {
    std::string digits = std::to_string(value);
    const std::ptrdiff_t first = value < 0 ? 1 : 0;
    for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > first; at -= 3)
        digits.insert(static_cast<std::size_t>(at), ",");
    return digits;
}

std::string report_text(const Report& report) {
    std::string text = fmt::format(
        "{} on {}, {:g} MHz\n\n", printable(report.name),
        report.device.empty() ? "a budget without a device" : report.device, report.clock_mhz);
    text += fmt::format("  interval   {:>12} cycles   {:.1f} frames per second\n",
                        grouped(report.interval_cycles), report.fps());
    text += fmt::format("  at least   {:>12} cycles   the lower bound of this budget\n",
                        grouped(report.interval_lower_bound_cycles));
    text += fmt::format("  latency    {:>12} cycles   {:.1f} us\n", grouped(report.latency_cycles),
                        report.latency_us());
    text += fmt::format("  work       {:>12} MACs     {:.1f} per cycle, efficiency {:.3f}\n",
                        grouped(report.macs), report.macs_per_cycle(), report.efficiency());
    text += fmt::format("  slowest    {}\n", printable(report.bottleneck));
    if (!report.why_slow.empty())
        text += fmt::format("             {}\n", report.why_slow);
    text += gain_lines(report) + "\n";

    text += resource_line("products", static_cast<double>(report.products_per_cycle),
                          report.budget.products);
    text += resource_line("DSP", report.resources.dsp, report.budget.dsp);
    text += resource_line("LUT", std::round(report.resources.lut), report.budget.lut);
    text += resource_line("FF", std::round(report.resources.ff), report.budget.ff);
    text += resource_line("BRAM", report.resources.bram, report.budget.bram);
    if (report.resources.uram > 0)
        text += resource_line("URAM", report.resources.uram, report.budget.uram);
    text += "\n";

    for (const ReportPort& port : report.inputs)
        text += port_line("input", port);
    for (const ReportPort& port : report.outputs)
        text += port_line("output", port);
    text += "\n" + layer_table(report) + "\n" + trace_lines(report);

    text += quantization_text(report);
    if (report.float_accuracy)
        text += fmt::format("float accuracy: {:.2f} %\n", 100.0 * *report.float_accuracy);
    if (report.int8_accuracy)
        text += fmt::format("int8 accuracy: {:.2f} %\n", 100.0 * *report.int8_accuracy);
    for (const std::string& note : report.notes)
        text += fmt::format("note: {}\n", note);
    return text;
}

} // namespace sluice::cli
