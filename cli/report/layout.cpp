// SPDX-License-Identifier: Apache-2.0
#include "cli/report/layout.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "cli/report/layering.h"

namespace sluice::cli {

namespace {

constexpr double kRankHeight = 92, kMargin = 34, kGutter = 46, kAspect = 1.5;
constexpr double kLabelAway = 11; // of a label from its link's end

std::size_t at(int index) {
    return static_cast<std::size_t>(index);
}

struct Column {
    int first = 0, end = 0; // ranks
    double shift = 0;       // of its vertices' x
    double right = 0;
};

// Links that run from rank r to the next.
std::vector<int> cuts(const Layering& l) {
    std::vector<int> counts(l.ranks.size(), 0);
    for (std::size_t r = 0; r < l.ranks.size(); ++r)
        for (const int v : l.ranks[r])
            counts[r] += static_cast<int>(l.vertices[at(v)].below.size());
    return counts;
}

double half_width(const Vertex& vertex) {
    return vertex.node ? kNodeWidth / 2 : kLinkGap / 2;
}

// As many columns as make the picture about kAspect times as wide as high, parted where few links
// cross.
std::vector<Column> columns(const Layering& l) {
    double low = 0, high = 0;
    for (const Vertex& vertex : l.vertices) {
        low = std::min(low, vertex.x - half_width(vertex));
        high = std::max(high, vertex.x + half_width(vertex));
    }
    const auto ranks = static_cast<int>(l.ranks.size());
    const int count = std::clamp(
        static_cast<int>(std::sqrt(kAspect * ranks * kRankHeight / (high - low + kGutter))), 1,
        std::max(1, ranks / 3));
    const std::vector<int> crossing = cuts(l);
    std::vector<Column> result = {{0, ranks}};
    for (int k = 1; k < count; ++k) {
        const int ideal = k * ranks / count;
        const int reach = ranks / (3 * count);
        int best = ideal;
        for (int r = ideal - reach; r <= ideal + reach; ++r)
            if (r > result.back().first && r < ranks &&
                std::pair(crossing[at(r - 1)], std::abs(r - ideal)) <
                    std::pair(crossing[at(best - 1)], std::abs(best - ideal)))
                best = r;
        result.back().end = best;
        result.push_back({best, ranks});
    }
    double left = kMargin;
    for (Column& column : result) {
        double from = std::numeric_limits<double>::max(), to = -from;
        for (int r = column.first; r < column.end; ++r)
            for (const int v : l.ranks[at(r)]) {
                from = std::min(from, l.vertices[at(v)].x - half_width(l.vertices[at(v)]));
                to = std::max(to, l.vertices[at(v)].x + half_width(l.vertices[at(v)]));
            }
        column.shift = left - from;
        column.right = to + column.shift;
        left = column.right + kGutter;
    }
    return result;
}

class Drawing {
public:
    explicit Drawing(const Layering& l) : l_(l), columns_(columns(l)), lanes_(columns_.size(), 0) {}

    GraphLayout draw(int nodes) {
        GraphLayout layout;
        layout.node_width = kNodeWidth;
        layout.node_height = kNodeHeight;
        layout.width = columns_.back().right + kMargin;
        for (const Column& column : columns_)
            layout.height =
                std::max(layout.height, 2 * kMargin + kRankHeight * (column.end - column.first) -
                                            (kRankHeight - kNodeHeight));
        for (int n = 0; n < nodes; ++n)
            layout.nodes.push_back(top(n));
        for (const std::vector<int>& chain : l_.chains) {
            std::string path;
            Place label;
            for (std::size_t i = 1; i < chain.size(); ++i)
                label = line(path, chain[i - 1], chain[i]);
            layout.paths.push_back(path);
            layout.labels.push_back(label);
        }
        return layout;
    }

private:
    std::size_t column_of(int vertex) const {
        std::size_t k = 0;
        while (l_.vertices[at(vertex)].rank >= columns_[k].end)
            ++k;
        return k;
    }

    Place top(int vertex) const {
        const Column& column = columns_[column_of(vertex)];
        const Vertex& v = l_.vertices[at(vertex)];
        return {v.x + column.shift, kMargin + kRankHeight * (v.rank - column.first)};
    }

    // From one rank to the next; returns the place of a label.
    Place line(std::string& path, int from, int to) {
        Place a = top(from);
        const Place b = top(to);
        a.y += kNodeHeight;
        if (!l_.vertices[at(from)].node) // it passes straight
            path += fmt::format("L{:.1f} {:.1f}", a.x, a.y);
        else
            path += fmt::format("M{:.1f} {:.1f}", a.x, a.y);
        const std::size_t k = column_of(from);
        if (k == column_of(to)) {
            const double middle = (a.y + b.y) / 2;
            path += a.x == b.x ? fmt::format("L{:.1f} {:.1f}", b.x, b.y)
                               : fmt::format("C{:.1f} {:.1f} {:.1f} {:.1f} {:.1f} {:.1f}", a.x,
                                             middle, b.x, middle, b.x, b.y);
            return label(from, to, a, b);
        }
        constexpr int kLanes = 6; // beside each other in the gutter
        const double lane = 4.0 * (lanes_[k]++ % kLanes);
        path += fmt::format("V{:.1f}H{:.1f}V{:.1f}H{:.1f}V{:.1f}", a.y + 6 + lane,
                            columns_[k].right + 10 + lane, 4 + lane, b.x, b.y);
        return {b.x, b.y - kLabelAway};
    }

    // Where no other link of theirs has its label: over the reader, else under the writer.
    Place label(int from, int to, const Place& a, const Place& b) const {
        if (l_.vertices[at(to)].above.size() == 1)
            return {b.x, b.y - kLabelAway};
        if (l_.vertices[at(from)].below.size() == 1)
            return {a.x, a.y + kLabelAway};
        return {(a.x + b.x) / 2, (a.y + b.y) / 2};
    }

    const Layering& l_;
    std::vector<Column> columns_;
    std::vector<int> lanes_;
};

} // namespace

GraphLayout layered_layout(int nodes, const std::vector<GraphLink>& links) {
    const Layering l = layered(nodes, links);
    return Drawing(l).draw(nodes);
}

} // namespace sluice::cli
