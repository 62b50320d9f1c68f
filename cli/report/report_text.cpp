// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/error.h"
#include "cli/report/report.h"

namespace sluice::cli {

namespace {

constexpr std::size_t kNameColumns = 25;
constexpr int kBarColumns = 24;

std::string shape_of(const Shape& shape) {
    return fmt::format("{}x{}x{}", shape.height, shape.width, shape.channels);
}

bool fits(const Report& report) {
    const auto within = [](double used, const std::optional<double>& limit) {
        return !limit || used <= *limit + 1e-9;
    };
    return within(static_cast<double>(report.products_per_cycle), report.budget.products) &&
           within(report.resources.dsp, report.budget.dsp) &&
           within(report.resources.lut, report.budget.lut) &&
           within(report.resources.ff, report.budget.ff) &&
           within(report.resources.bram, report.budget.bram) &&
           within(report.resources.uram, report.budget.uram);
}

// A name from the model, cut in its middle so that both ends stay readable.
std::string column_name(const std::string& name) {
    const std::string text = printable(name, 200);
    if (text.size() <= kNameColumns)
        return text;
    const std::size_t tail = (kNameColumns - 2) / 2;
    return text.substr(0, kNameColumns - 2 - tail) + ".." + text.substr(text.size() - tail);
}

std::string bar(double share) {
    const int filled =
        std::clamp(static_cast<int>(std::lround(share * kBarColumns)), 0, kBarColumns);
    return std::string(static_cast<std::size_t>(filled), '#') +
           std::string(static_cast<std::size_t>(kBarColumns - filled), '.');
}

std::string resource_line(const char* name, double used, const std::optional<double>& limit) {
    const std::string amount = used == std::floor(used) ? grouped(static_cast<std::int64_t>(used))
                                                        : fmt::format("{:.1f}", used);
    if (!limit)
        return fmt::format("  {:<10}{:>12}\n", name, amount);
    const std::string share =
        *limit > 0 ? fmt::format("{:>6.1f} %  [{}]", 100.0 * used / *limit, bar(used / *limit))
                   : "";
    return fmt::format("  {:<10}{:>12}  of {:>12} {}\n", name, amount,
                       *limit == std::floor(*limit) ? grouped(static_cast<std::int64_t>(*limit))
                                                    : fmt::format("{:.1f}", *limit),
                       share);
}

std::string port_line(const char* kind, const ReportPort& port) {
    return fmt::format("  {:<8}{:<25} {:<18} {:<6} scale {:.6g}, zero point {}\n", kind,
                       column_name(port.name), fmt::format("{}", fmt::join(port.dims, "x")),
                       port.type, port.scale, port.zero_point);
}

// The slowest layer is marked.
std::string layer_table(const Report& report) {
    constexpr const char* kRow = "{}{:<25} {:<19} {:>13} {:>13} {:>10} {:>6} {:>11} {:>5} {:>6}\n";
    std::string text = fmt::format(kRow, ' ', "layer", "kind", "output HxWxC", "MACs", "cycles",
                                   "share", "ci.co.k.px", "DSP", "BRAM");
    text += std::string(117, '-') + "\n";
    for (const ReportLayer& layer : report.layers) {
        const double share =
            100.0 * static_cast<double>(layer.cycles) / static_cast<double>(report.interval_cycles);
        text +=
            fmt::format(kRow, layer.name == report.bottleneck ? '>' : ' ', column_name(layer.name),
                        layer.kind, shape_of(layer.output_shape), grouped(layer.macs),
                        grouped(layer.cycles), fmt::format("{:.0f} %", share),
                        fmt::format("{}.{}.{}.{}", layer.in_channels, layer.out_channels,
                                    layer.kernel, layer.pixels),
                        fmt::format("{:.0f}", layer.resources.dsp),
                        fmt::format("{:.1f}", layer.resources.bram));
    }
    return text;
}

// Memory blocks by what they hold, most first.
std::string memory_line(const Report& report) {
    std::map<std::string, double> blocks;
    for (const ReportMemory& memory : report.memories)
        if (memory.bram > 0)
            blocks[memory.holds] += memory.bram;
    std::vector<std::pair<double, std::string>> order;
    for (const auto& [holds, count] : blocks)
        order.emplace_back(-count, fmt::format("{} {:.10g}", holds, count));
    std::sort(order.begin(), order.end());
    std::string text;
    for (const auto& [count, holds] : order)
        text += (text.empty() ? "" : ", ") + holds;
    return text.empty() ? "" : "  blocks of memory: " + text + "\n";
}

// What the design was made from, by the first digits of their digests.
std::string origin_line(const ReportOrigin& origin) {
    if (origin.version.empty())
        return "";
    constexpr std::size_t kDigits = 16;
    std::string text = "made by sluice " + origin.version;
    for (const ReportSource& source : origin.sources)
        if (source.role == "model")
            text += ", model " + source.sha256.substr(0, kDigits);
    return text + ", network " + origin.network_sha256.substr(0, kDigits) + ", design " +
           origin.design_sha256.substr(0, kDigits) + "\n";
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
        text += fmt::format("  {:<25} {:>13} to {:>13}  {:>+5} products {:>+6.0f} DSP  {}\n",
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
    std::string text =
        fmt::format("{} on {}, {:g} MHz: {}\n\n", printable(report.name),
                    report.device.empty() ? "a budget without a device" : report.device,
                    report.clock_mhz, fits(report) ? "fits" : "does not fit");
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
    text += gain_lines(report);
    if (report.int8_accuracy)
        text += fmt::format("  top-1      {:>10.2f} % in int8{}\n", 100.0 * *report.int8_accuracy,
                            report.float_accuracy
                                ? fmt::format(", {:.2f} % in float", 100.0 * *report.float_accuracy)
                                : "");
    text += "\n";

    text += resource_line("products", static_cast<double>(report.products_per_cycle),
                          report.budget.products);
    text += resource_line("DSP", report.resources.dsp, report.budget.dsp);
    text += resource_line("LUT", std::round(report.resources.lut), report.budget.lut);
    text += resource_line("FF", std::round(report.resources.ff), report.budget.ff);
    text += resource_line("BRAM", report.resources.bram, report.budget.bram);
    if (report.resources.uram > 0)
        text += resource_line("URAM", report.resources.uram, report.budget.uram);
    text += memory_line(report) + "\n";

    for (const ReportPort& port : report.inputs)
        text += port_line("input", port);
    for (const ReportPort& port : report.outputs)
        text += port_line("output", port);
    text += "\n" + layer_table(report) + "\n" + trace_lines(report);

    text += quantization_text(report);
    for (const std::string& note : report.notes)
        text += fmt::format("note: {}\n", note);
    return text + origin_line(report.origin);
}

} // namespace sluice::cli
