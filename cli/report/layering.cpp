// SPDX-License-Identifier: Apache-2.0
// Sugiyama's method: ranks by the longest path, orders by the neighbours' mean, places by least
// squares under the order.
#include "cli/report/layering.h"

#include <algorithm>

#include "base/error.h"

namespace sluice::cli {

namespace {

std::size_t index_of(int index) {
    return static_cast<std::size_t>(index);
}

void add_chain(Layering& l, const GraphLink& link) {
    std::vector<int> chain = {link.from};
    for (int rank = l.vertices[index_of(link.from)].rank + 1;
         rank < l.vertices[index_of(link.to)].rank; ++rank) {
        chain.push_back(static_cast<int>(l.vertices.size()));
        l.vertices.emplace_back().rank = rank;
    }
    chain.push_back(link.to);
    for (std::size_t i = 1; i < chain.size(); ++i) {
        l.vertices[index_of(chain[i - 1])].below.push_back(chain[i]);
        l.vertices[index_of(chain[i])].above.push_back(chain[i - 1]);
    }
    l.chains.push_back(std::move(chain));
}

std::int64_t crossings(const Layering& l, const std::vector<int>& place) {
    std::int64_t count = 0;
    std::vector<std::pair<int, int>> lines; // between two ranks
    for (const std::vector<int>& rank : l.ranks) {
        lines.clear();
        for (const int v : rank)
            for (const int w : l.vertices[index_of(v)].below)
                lines.emplace_back(place[index_of(v)], place[index_of(w)]);
        for (std::size_t i = 0; i < lines.size(); ++i)
            for (std::size_t j = 0; j < i; ++j)
                count +=
                    (lines[i].first - lines[j].first) * (lines[i].second - lines[j].second) < 0;
    }
    return count;
}

void order(Layering& l) {
    std::vector<int> place(l.vertices.size());
    const auto number = [&](const std::vector<int>& rank) {
        for (std::size_t i = 0; i < rank.size(); ++i)
            place[index_of(rank[i])] = static_cast<int>(i);
    };
    for (const auto& rank : l.ranks)
        number(rank);
    std::vector<std::vector<int>> best = l.ranks;
    std::int64_t fewest = crossings(l, place);
    std::vector<double> mean(l.vertices.size());
    constexpr int kSweeps = 12;
    for (int sweep = 0; sweep < kSweeps && fewest > 0; ++sweep) {
        const bool down = sweep % 2 == 0;
        for (std::size_t r = 0; r < l.ranks.size(); ++r) {
            std::vector<int>& rank = l.ranks[down ? r : l.ranks.size() - 1 - r];
            for (const int v : rank) {
                const Vertex& vertex = l.vertices[index_of(v)];
                const std::vector<int>& others = down ? vertex.above : vertex.below;
                double sum = 0;
                for (const int w : others)
                    sum += place[index_of(w)];
                mean[index_of(v)] =
                    others.empty() ? place[index_of(v)] : sum / static_cast<double>(others.size());
            }
            std::stable_sort(rank.begin(), rank.end(),
                             [&](int a, int b) { return mean[index_of(a)] < mean[index_of(b)]; });
            number(rank);
        }
        if (const std::int64_t now = crossings(l, place); now < fewest) {
            fewest = now;
            best = l.ranks;
        }
    }
    l.ranks = best;
}

double apart(const Vertex& a, const Vertex& b) {
    return a.node && b.node   ? kNodeWidth + kNodeGap
           : a.node || b.node ? kNodeWidth / 2 + kLinkGap
                              : kLinkGap;
}

// Each as near to `wanted` as the order and the distances allow, by least squares: neighbours that
// would overlap form a block, which stands at the mean of what its members want.
void place(Layering& l, const std::vector<int>& rank, const std::vector<double>& wanted) {
    struct Block {
        double sum = 0, count = 0;
        std::size_t first = 0;
        double at() const { return sum / count; }
    };
    std::vector<Block> blocks;
    std::vector<double> offset(rank.size(), 0.0);
    for (std::size_t i = 0; i < rank.size(); ++i) {
        if (i > 0)
            offset[i] = offset[i - 1] +
                        apart(l.vertices[index_of(rank[i - 1])], l.vertices[index_of(rank[i])]);
        blocks.push_back({wanted[i] - offset[i], 1, i});
        while (blocks.size() > 1 && blocks[blocks.size() - 2].at() > blocks.back().at()) {
            const Block last = blocks.back();
            blocks.pop_back();
            blocks.back().sum += last.sum;
            blocks.back().count += last.count;
        }
    }
    for (std::size_t b = 0; b < blocks.size(); ++b)
        for (std::size_t i = blocks[b].first;
             i < (b + 1 < blocks.size() ? blocks[b + 1].first : rank.size()); ++i)
            l.vertices[index_of(rank[i])].x = blocks[b].at() + offset[i];
}

void place_all(Layering& l) {
    constexpr int kRounds = 16;
    for (int round = 0; round < kRounds; ++round)
        for (std::size_t r = 0; r < l.ranks.size(); ++r) {
            const std::vector<int>& rank = l.ranks[round % 2 == 0 ? r : l.ranks.size() - 1 - r];
            std::vector<double> wanted;
            for (const int v : rank) {
                const Vertex& vertex = l.vertices[index_of(v)];
                double sum = 0, count = 0;
                const bool both = round >= kRounds - 2;
                for (const std::vector<int>* others : {&vertex.above, &vertex.below}) {
                    if (!both && (others == &vertex.above) != (round % 2 == 0))
                        continue;
                    for (const int w : *others) {
                        sum += l.vertices[index_of(w)].x;
                        count += 1;
                    }
                }
                wanted.push_back(count > 0 ? sum / count : vertex.x);
            }
            place(l, rank, wanted);
        }
}

} // namespace

Layering layered(int nodes, const std::vector<GraphLink>& links) {
    Layering l;
    l.vertices.resize(index_of(nodes));
    for (Vertex& vertex : l.vertices)
        vertex.node = true;
    std::vector<std::vector<int>> readers(index_of(nodes));
    for (const GraphLink& link : links) {
        SLUICE_CHECK(link.from >= 0 && link.from < link.to && link.to < nodes,
                     "links of a graph run downwards");
        readers[index_of(link.from)].push_back(link.to);
    }
    for (std::size_t v = 0; v < readers.size(); ++v) // nodes are in topological order
        for (const int reader : readers[v])
            l.vertices[index_of(reader)].rank =
                std::max(l.vertices[index_of(reader)].rank, l.vertices[v].rank + 1);
    for (const GraphLink& link : links)
        add_chain(l, link);
    for (std::size_t v = 0; v < l.vertices.size(); ++v) {
        const std::size_t rank = index_of(l.vertices[v].rank);
        if (l.ranks.size() <= rank)
            l.ranks.resize(rank + 1);
        l.ranks[rank].push_back(static_cast<int>(v));
    }
    order(l);
    place_all(l);
    return l;
}

} // namespace sluice::cli
