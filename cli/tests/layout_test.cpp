// SPDX-License-Identifier: Apache-2.0
#include <random>
#include <stdexcept>

#include <catch2/catch.hpp>

#include "cli/report/layering.h"
#include "cli/report/layout.h"

using namespace sluice::cli;

namespace {

std::vector<GraphLink> chain(int nodes) {
    std::vector<GraphLink> links;
    for (int n = 1; n < nodes; ++n)
        links.push_back({n - 1, n});
    return links;
}

// Every node reads one or two of the last six before it.
std::vector<GraphLink> tangle(int nodes, unsigned seed) {
    std::mt19937 random(seed);
    std::vector<GraphLink> links;
    for (int n = 1; n < nodes; ++n)
        for (unsigned reads = 1 + random() % 2; reads > 0; --reads)
            links.push_back(
                {n - 1 - static_cast<int>(random() % static_cast<unsigned>(std::min(n, 6))), n});
    return links;
}

bool overlap(const GraphLayout& layout, std::size_t a, std::size_t b) {
    return std::abs(layout.nodes[a].x - layout.nodes[b].x) < layout.node_width &&
           std::abs(layout.nodes[a].y - layout.nodes[b].y) < layout.node_height;
}

void check_picture(const GraphLayout& layout, int nodes, std::size_t links) {
    REQUIRE(layout.nodes.size() == static_cast<std::size_t>(nodes));
    REQUIRE(layout.paths.size() == links);
    REQUIRE(layout.labels.size() == links);
    for (std::size_t a = 0; a < layout.nodes.size(); ++a) {
        CHECK(layout.nodes[a].x - layout.node_width / 2 >= 0);
        CHECK(layout.nodes[a].x + layout.node_width / 2 <= layout.width);
        CHECK(layout.nodes[a].y >= 0);
        CHECK(layout.nodes[a].y + layout.node_height <= layout.height);
        for (std::size_t b = 0; b < a; ++b)
            CHECK_FALSE(overlap(layout, a, b));
    }
}

} // namespace

TEST_CASE("boxes never overlap and lie within the picture, whatever the graph") {
    for (unsigned seed = 1; seed <= 20; ++seed) {
        const int nodes = 3 + static_cast<int>(seed) * 7;
        const std::vector<GraphLink> links = tangle(nodes, seed);
        INFO("seed " << seed);
        check_picture(layered_layout(nodes, links), nodes, links.size());
    }
    check_picture(layered_layout(1, {}), 1, 0);
}

TEST_CASE("every reader is ranked below what it reads, links pass every rank between") {
    const std::vector<GraphLink> links = tangle(60, 3);
    const Layering l = layered(60, links);
    for (std::size_t i = 0; i < links.size(); ++i) {
        CHECK(l.chains[i].front() == links[i].from);
        CHECK(l.chains[i].back() == links[i].to);
        for (std::size_t j = 1; j < l.chains[i].size(); ++j)
            CHECK(l.vertices[static_cast<std::size_t>(l.chains[i][j])].rank ==
                  l.vertices[static_cast<std::size_t>(l.chains[i][j - 1])].rank + 1);
    }
}

TEST_CASE("a chain stands straight and a long one is folded into columns") {
    const GraphLayout few = layered_layout(3, chain(3));
    CHECK(few.nodes[0].x == few.nodes[2].x);
    const GraphLayout many = layered_layout(100, chain(100));
    CHECK(many.width > 1000);
    CHECK(many.height < 3000);
    CHECK(many.nodes.back().x > many.nodes.front().x);
}

TEST_CASE("two branches are drawn side by side without crossing") {
    // 0 feeds 1 and 2; 3 reads 1, 4 reads 2; 5 reads both, the links given crosswise.
    const Layering l = layered(6, {{0, 2}, {0, 1}, {1, 3}, {2, 4}, {4, 5}, {3, 5}});
    const auto x = [&](std::size_t n) { return l.vertices[n].x; };
    CHECK((x(1) < x(2)) == (x(3) < x(4)));
    CHECK(x(0) == Approx((x(1) + x(2)) / 2));
}

TEST_CASE("a link upwards is Sluice's own mistake") {
    CHECK_THROWS_AS(layered_layout(2, {{1, 0}}), std::logic_error);
}
