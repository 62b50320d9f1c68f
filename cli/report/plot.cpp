// SPDX-License-Identifier: Apache-2.0
#include "cli/report/plot.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "base/error.h"
#include "cli/report/report.h"

namespace sluice::cli {

namespace {

constexpr double kWidth = 720, kHeight = 420;
constexpr double kLeft = 90, kRight = 20, kTop = 40, kBottom = 60;

std::string escaped(const std::string& text) {
    std::string result;
    for (const char c : printable(text)) {
        if (c == '<')
            result += "&lt;";
        else if (c == '&')
            result += "&amp;";
        else
            result += c;
    }
    return result;
}

// Of a logarithmic axis; never empty.
struct Range {
    double low = std::numeric_limits<double>::max();
    double high = 0;

    void include(double value) {
        low = std::min(low, value);
        high = std::max(high, value);
    }
    void widen() {
        low /= 1.15;
        high *= 1.15;
    }
    double share(double value) const {
        return (std::log(value) - std::log(low)) / (std::log(high) - std::log(low));
    }
    // 1, 2 and 5 times the powers of ten within.
    std::vector<double> ticks() const {
        std::vector<double> values;
        for (double decade = std::pow(10.0, std::floor(std::log10(low))); decade <= high;
             decade *= 10)
            for (const double step : {1.0, 2.0, 5.0})
                if (decade * step >= low && decade * step <= high)
                    values.push_back(decade * step);
        return values;
    }
};

std::string tick_text(double value) {
    return value < 1 ? fmt::format("{:g}", value) : grouped(std::llround(value));
}

} // namespace

std::string plot_svg(const Plot& plot) {
    Range x, y;
    for (const Line& line : plot.lines)
        for (const auto& [px, py] : line.points) {
            SLUICE_CHECK(px > 0 && py > 0, "a logarithmic axis has values above 0");
            x.include(px);
            y.include(py);
        }
    SLUICE_CHECK(x.high > 0, "a plot without points");
    x.widen();
    y.widen();
    const auto at_x = [&](double v) { return kLeft + x.share(v) * (kWidth - kLeft - kRight); };
    const auto at_y = [&](double v) {
        return kHeight - kBottom - y.share(v) * (kHeight - kTop - kBottom);
    };

    std::string svg = fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" "
        "height=\"{1}\" font-family=\"sans-serif\" font-size=\"12\">\n"
        "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n"
        "<text x=\"{2}\" y=\"22\" font-size=\"15\">{3}</text>\n",
        kWidth, kHeight, kLeft, escaped(plot.title));
    for (const double tick : x.ticks())
        svg += fmt::format("<path d=\"M{0:.1f} {1} V{2}\" stroke=\"#ddd\"/><text x=\"{0:.1f}\" "
                           "y=\"{3}\" text-anchor=\"middle\">{4}</text>\n",
                           at_x(tick), kTop, kHeight - kBottom, kHeight - kBottom + 18,
                           tick_text(tick));
    for (const double tick : y.ticks())
        svg += fmt::format("<path d=\"M{1} {0:.1f} H{2}\" stroke=\"#ddd\"/><text x=\"{3}\" "
                           "y=\"{4:.1f}\" text-anchor=\"end\">{5}</text>\n",
                           at_y(tick), kLeft, kWidth - kRight, kLeft - 6, at_y(tick) + 4,
                           tick_text(tick));
    svg += fmt::format("<text x=\"{:.1f}\" y=\"{}\" text-anchor=\"middle\">{}</text>\n",
                       (kLeft + kWidth - kRight) / 2, kHeight - 18, escaped(plot.x_name));
    svg += fmt::format("<text transform=\"translate(16 {:.1f}) rotate(-90)\" "
                       "text-anchor=\"middle\">{}</text>\n",
                       (kTop + kHeight - kBottom) / 2, escaped(plot.y_name));
    double legend = kTop + 14;
    for (const Line& line : plot.lines) {
        std::string path;
        for (const auto& [px, py] : line.points)
            path += fmt::format("{:.1f},{:.1f} ", at_x(px), at_y(py));
        svg += fmt::format("<polyline points=\"{}\" fill=\"none\" stroke=\"{}\" "
                           "stroke-width=\"2\"/>\n",
                           path, line.colour);
        for (const auto& [px, py] : line.points)
            svg += fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3\" fill=\"{}\"/>\n",
                               at_x(px), at_y(py), line.colour);
        svg += fmt::format("<text x=\"{}\" y=\"{}\" text-anchor=\"end\" fill=\"{}\">{}</text>\n",
                           kWidth - kRight - 8, legend, line.colour, escaped(line.name));
        legend += 16;
    }
    return svg + "</svg>\n";
}

} // namespace sluice::cli
