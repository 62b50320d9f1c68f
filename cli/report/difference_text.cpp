// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include <fmt/format.h>

#include "base/error.h"
#include "cli/report/difference.h"
#include "cli/report/escape.h"
#include "cli/report/report.h"

namespace sluice::cli {

namespace {

using Json = nlohmann::ordered_json;

std::string number_text(double value) {
    if (value == std::floor(value) && std::abs(value) < 1e15)
        return grouped(static_cast<std::int64_t>(value));
    return std::abs(value) >= 1000 ? grouped(std::llround(value)) : fmt::format("{:.4g}", value);
}

// Any value of a report, in few characters; text as it is.
std::string value_text(const Json& value) {
    if (value.is_null())
        return "none";
    if (value.is_number())
        return number_text(value.get<double>());
    if (value.is_string())
        return value.get<std::string>();
    std::string text;
    if (value.contains("in_channels")) // a parallelism, as the report writes it
        return fmt::format("{}.{}.{}.{}", value_text(value["in_channels"]),
                           value_text(value["out_channels"]), value_text(value["kernel"]),
                           value_text(value.value("pixels", Json(1))));
    if (value.is_array())
        for (const Json& item : value)
            text += (text.empty() ? "" : "x") + value_text(item);
    else
        for (const auto& item : value.items())
            text += (text.empty() ? "" : ", ") + item.key() + " " + value_text(item.value());
    return text;
}

// "+12.5 %", where both are numbers.
std::string change_text(const Json& change) {
    if (!change["a"].is_number() || !change["b"].is_number())
        return "";
    const double a = change["a"], b = change["b"];
    if (a == b)
        return "same";
    return a == 0 ? "" : fmt::format("{:+.1f} %", 100.0 * (b - a) / std::abs(a));
}

std::string name_text(const Json& change) {
    const std::string name = change["name"];
    return change.contains("unit") ? name + ", " + change["unit"].get<std::string>() : name;
}

std::string cut(const std::string& text, std::size_t columns) {
    const std::string all = printable(text, 300);
    return all.size() <= columns ? all : all.substr(0, columns - 2) + "..";
}

std::string title(const Json& side) {
    const std::string name = value_text(side["name"]);
    return side.contains("directory") ? name + " (" + value_text(side["directory"]) + ")" : name;
}

std::string names_line(const char* which, const Json& names) {
    std::string text;
    for (const Json& name : names)
        text += fmt::format("  only in {}: {}\n", which, cut(value_text(name), 100));
    return text;
}

std::string html_row(const std::string& name, const Json& change) {
    return fmt::format(
        "<tr><td class=\"text name\">{}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n",
        html_escaped(name), html_escaped(value_text(change["a"])),
        html_escaped(value_text(change["b"])), change_text(change));
}

} // namespace

std::string difference_text(const Json& d) {
    std::string text =
        fmt::format("A  {}\nB  {}\n\n", cut(title(d["a"]), 110), cut(title(d["b"]), 110));
    constexpr const char* kRow = "{:<26} {:>20} {:>20} {:>12}\n";
    text += fmt::format(kRow, "", "A", "B", "change") + std::string(81, '-') + "\n";
    for (const Json& figure : d["figures"])
        text += fmt::format(kRow, name_text(figure), cut(value_text(figure["a"]), 20),
                            cut(value_text(figure["b"]), 20), change_text(figure));
    for (const Json& fact : d["changed"])
        text += fmt::format("\n{}\n  A  {}\n  B  {}\n", name_text(fact),
                            cut(value_text(fact["a"]), 110), cut(value_text(fact["b"]), 110));
    text += fmt::format("\nlayers: {} the same, {} changed\n", d["same_layers"].get<int>(),
                        d["layers"].size());
    for (const Json& layer : d["layers"]) {
        text += fmt::format("  {}\n", cut(layer["name"], 110));
        for (const Json& change : layer["changes"])
            text += fmt::format("    {:<22} {:>20} {:>20} {:>12}\n", name_text(change),
                                cut(value_text(change["a"]), 20), cut(value_text(change["b"]), 20),
                                change_text(change));
    }
    return text + names_line("A", d["only_a"]) + names_line("B", d["only_b"]);
}

std::string difference_html(const Json& d) {
    std::string html =
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
        "style-src 'unsafe-inline'\">\n<title>Two designs</title>\n<style>\n"
        "body { font: 15px/1.5 system-ui, sans-serif; margin: 2em auto; "
        "max-width: 70em; padding: 0 1em; }\ntable { border-collapse: collapse; }\n"
        "th, td { padding: .2em .7em; border-bottom: 1px solid #c8ccd2; "
        "text-align: right; overflow-wrap: anywhere; }\n"
        ".text { text-align: left; }\nth, td:first-child, td:last-child { white-space: nowrap; }\n"
        ".name { unicode-bidi: isolate; }\n"
        "</style></head><body>\n<h1>Two designs</h1>\n";
    html += "<p>A: <span class=\"name\">" + html_escaped(title(d["a"])) +
            "</span><br>B: " + "<span class=\"name\">" + html_escaped(title(d["b"])) +
            "</span></p>\n";
    const std::string head = "<table>\n<tr><th></th><th>A</th><th>B</th><th>change</th></tr>\n";
    for (const char* part : {"figures", "changed"}) {
        html += head;
        for (const Json& change : d[part])
            html += html_row(name_text(change), change);
        html += "</table>\n<p></p>\n";
    }
    html += fmt::format("<h2>Layers: {} the same, {} changed</h2>\n", d["same_layers"].get<int>(),
                        d["layers"].size());
    for (const Json& layer : d["layers"]) {
        html += "<h3 class=\"name\">" + html_escaped(layer["name"]) + "</h3>\n" + head;
        for (const Json& change : layer["changes"])
            html += html_row(name_text(change), change);
        html += "</table>\n";
    }
    for (const char* side : {"a", "b"})
        for (const Json& name : d[std::string("only_") + side])
            html += fmt::format("<p>only in {}: <span class=\"name\">{}</span></p>\n",
                                *side == 'a' ? "A" : "B", html_escaped(name));
    return html + "</body></html>\n";
}

} // namespace sluice::cli
