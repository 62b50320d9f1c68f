// SPDX-License-Identifier: Apache-2.0
// A plot of lines through points, both axes logarithmic, as SVG.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace sluice::cli {

struct Line {
    std::string name;
    std::string colour;                            // "#1f6feb"
    std::vector<std::pair<double, double>> points; // x and y above 0
};

struct Plot {
    std::string title;
    std::string x_name;
    std::string y_name;
    std::vector<Line> lines; // at least one point together
};

std::string plot_svg(const Plot& plot);

} // namespace sluice::cli
