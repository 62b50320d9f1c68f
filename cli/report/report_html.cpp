// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/report/report.h"

namespace sluice::cli {

namespace {

// Names in the model are data from strangers and must not become markup.
std::string escaped(const std::string& text) {
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        switch (c) {
        case '&':
            out += "&amp;";
            break;
        case '<':
            out += "&lt;";
            break;
        case '>':
            out += "&gt;";
            break;
        case '"':
            out += "&quot;";
            break;
        case '\'':
            out += "&#39;";
            break;
        default:
            if (byte < 0x20 || byte == 0x7f)
                out += fmt::format("\\x{:02x}", byte);
            else
                out += c;
        }
    }
    return out;
}

constexpr const char* kHead = R"(<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<style>
body { font: 15px/1.5 system-ui, sans-serif; margin: 2em auto; max-width: 75em; padding: 0 1em; }
table { border-collapse: collapse; margin: 1em 0; }
th, td { padding: .2em .7em; border-bottom: 1px solid #ccc; text-align: right; }
th:first-child, td:first-child, .text { text-align: left; }
.bar { background: #dde; width: 10em; } .bar div { background: #36c; height: .8em; }
.slowest { font-weight: bold; }
</style>
)";

std::string row(const std::string& name, const std::string& value) {
    return fmt::format("<tr><td>{}</td><td>{}</td></tr>\n", name, value);
}

std::string resource_row(const char* name, double used, const std::optional<double>& limit) {
    if (!limit || *limit <= 0)
        return fmt::format("<tr><td>{}</td><td>{:.10g}</td><td></td><td></td></tr>\n", name, used);
    const double percent = 100.0 * used / *limit;
    return fmt::format("<tr><td>{}</td><td>{:.10g}</td><td>{:.10g}</td><td><div class=\"bar\"><div "
                       "style=\"width:{:.1f}%\"></div></div>{:.1f} %</td></tr>\n",
                       name, used, *limit, std::min(percent, 100.0), percent);
}

std::string port_row(const char* kind, const ReportPort& port) {
    return fmt::format("<tr><td>{}</td><td class=\"text\">{}</td><td>{}</td><td>{}</td>"
                       "<td>{:.9g}</td><td>{}</td></tr>\n",
                       kind, escaped(port.name), fmt::format("{}", fmt::join(port.dims, "&times;")),
                       escaped(port.type), port.scale, port.zero_point);
}

std::string layer_row(const ReportLayer& layer, bool slowest) {
    const Shape& shape = layer.output_shape;
    return fmt::format("<tr{}><td>{}</td><td class=\"text\">{}</td>"
                       "<td>{}&times;{}&times;{}</td><td>{}</td><td>{}</td><td>{}</td>"
                       "<td>{} / {} / {} / {}</td><td>{:.10g}</td><td>{:.0f}</td><td>{:.0f}</td>"
                       "<td>{:.10g}</td><td>{}</td><td>{}</td></tr>\n",
                       slowest ? " class=\"slowest\"" : "", escaped(layer.name),
                       escaped(layer.kind), shape.height, shape.width, shape.channels,
                       grouped(layer.macs), grouped(layer.cycles), layer.products_per_cycle,
                       layer.in_channels, layer.out_channels, layer.kernel, layer.pixels,
                       layer.resources.dsp, layer.resources.lut, layer.resources.ff,
                       layer.resources.bram, grouped(layer.weight_bytes), layer.fifo_depth);
}

} // namespace

std::string report_html(const Report& report) {
    std::string html = kHead;
    const std::string name = escaped(report.name);
    html += fmt::format("<title>{}</title></head><body>\n<h1>{}</h1>\n<table>\n", name, name);
    html += row("device", report.device.empty() ? "none, a budget" : escaped(report.device));
    html += row("clock", fmt::format("{:g} MHz", report.clock_mhz));
    html += row("frames per second", fmt::format("{:.1f}", report.fps()));
    html += row("interval", grouped(report.interval_cycles) + " cycles");
    html += row("lower bound", grouped(report.interval_lower_bound_cycles) + " cycles");
    html += row("latency", fmt::format("{} cycles, {:.1f} &micro;s", grouped(report.latency_cycles),
                                       report.latency_us()));
    html += row("MACs",
                fmt::format("{}, {:.1f} per cycle", grouped(report.macs), report.macs_per_cycle()));
    html += row("efficiency", fmt::format("{:.3f}", report.efficiency()));
    html += row("slowest layer", escaped(report.bottleneck));
    html += row("quantization", escaped(report.quantization_method));
    if (report.quality) {
        html += row("output SQNR, calibration frames held out",
                    fmt::format("{:.1f} dB", report.quality->output_sqnr_db));
        for (const quantizer::Step& step : report.quality->steps)
            html += row("&nbsp;&nbsp;" + escaped(step.name),
                        fmt::format("{:.2f} &rarr; {:.2f} dB{}", step.before_db, step.after_db,
                                    step.kept ? "" : ", not kept"));
    }
    if (report.float_accuracy)
        html += row("float accuracy", fmt::format("{:.2f} %", 100.0 * *report.float_accuracy));
    if (report.int8_accuracy)
        html += row("int8 accuracy", fmt::format("{:.2f} %", 100.0 * *report.int8_accuracy));
    html += "</table>\n<h2>Resources</h2>\n<table>\n"
            "<tr><th></th><th>used</th><th>budget</th><th>share</th></tr>\n";
    html += resource_row("products per cycle", static_cast<double>(report.products_per_cycle),
                         report.budget.products);
    html += resource_row("DSP", report.resources.dsp, report.budget.dsp);
    html += resource_row("LUT", report.resources.lut, report.budget.lut);
    html += resource_row("FF", report.resources.ff, report.budget.ff);
    html += resource_row("BRAM", report.resources.bram, report.budget.bram);
    html += resource_row("URAM", report.resources.uram, report.budget.uram);
    html += "</table>\n<h2>Ports</h2>\n<table>\n<tr><th></th><th class=\"text\">name</th>"
            "<th>shape</th><th>type</th><th>scale</th><th>zero point</th></tr>\n";
    for (const ReportPort& port : report.inputs)
        html += port_row("input", port);
    for (const ReportPort& port : report.outputs)
        html += port_row("output", port);
    html += "</table>\n<h2>Layers</h2>\n<table>\n<tr><th>layer</th><th class=\"text\">kind</th>"
            "<th>output H&times;W&times;C</th><th>MACs</th><th>cycles</th><th>products</th>"
            "<th>in / out / kernel / pixels</th><th>DSP</th><th>LUT</th><th>FF</th><th>BRAM</th>"
            "<th>weight bytes</th><th>FIFO</th></tr>\n";
    for (const ReportLayer& layer : report.layers)
        html += layer_row(layer, layer.name == report.bottleneck);
    html += "</table>\n";
    for (const std::string& note : report.notes)
        html += "<p>" + escaped(note) + "</p>\n";
    return html + "</body></html>\n";
}

} // namespace sluice::cli
