// SPDX-License-Identifier: Apache-2.0
#include "testbench/soak/batch.h"

#include <set>

#include <catch2/catch.hpp>

using namespace sluice;
using namespace sluice::testbench;
namespace fs = std::filesystem;

namespace {

fs::path folder(const std::string& name) {
    return fs::path(SLUICE_BINARY_DIR) / "scratch" / "soak" / name;
}

std::vector<SoakItem> drawn(const std::string& kind, std::int64_t count) {
    std::vector<SoakItem> items;
    for (std::int64_t i = 0; i < count; ++i)
        items.push_back(draw_item(1, i, kind));
    return items;
}

} // namespace

TEST_CASE("the soak draws every layer kind, and graphs with forks, joins and several outputs") {
    std::set<std::string> layers;
    for (const std::string& kind : soak_kinds()) {
        if (kind == "graph")
            continue;
        const SoakItem item = draw_item(3, 0, kind);
        REQUIRE(item.network.layers.size() == 1);
        CHECK(network::kind_name(item.network.layers[0].kind) == kind);
        layers.insert(kind);
    }
    CHECK(layers.size() == std::variant_size_v<network::LayerKind>);
    for (int i = 0; i < 300; ++i) // each is a network that is valid
        CHECK(!draw_item(4, i).what.empty());
    int forks = 0, several = 0;
    std::set<std::string> inside;
    for (int i = 0; i < 40; ++i) {
        const SoakItem graph = draw_item(3, i, "graph");
        CHECK(graph.network.layers.size() >= 3);
        CHECK(graph.network.layers.size() <= 14);
        several += graph.network.outputs.size() > 1;
        for (const design::Node& node : graph.design.nodes)
            forks += std::holds_alternative<rtl::Fork>(node.block);
        for (const network::Layer& layer : graph.network.layers)
            inside.insert(network::kind_name(layer.kind));
    }
    CHECK(several > 5);
    CHECK(forks > 20);
    CHECK(inside == layers);
}

// Of these, found by drawing 3,000 graphs, a frame is shorter than the pipeline of some block: a
// FIFO must hold several frames.
TEST_CASE("graphs whose frames are a few cycles long are built, and keep their cycles") {
    std::vector<SoakItem> items;
    for (const std::uint64_t seed : {174, 414, 610, 1053}) {
        items.push_back(draw_graph(seed));
        items.back().index = static_cast<std::int64_t>(seed);
    }
    for (const Finding& finding : run_batch(items, {folder("short_frames")}))
        FAIL_CHECK(finding.text << " in graph " << finding.items[0]);
}

TEST_CASE("an item is the same whoever draws it") {
    CHECK(draw_item(5, 9).kind == "graph");
    CHECK(draw_item(5, 9).what == draw_item(5, 9).what);
    CHECK(draw_item(5, 9).what != draw_item(6, 9).what);
    CHECK(draw_item(5, 3).what == draw_item(5, 3).what);
}

TEST_CASE("the soak finds a planted fault, and which item has it") {
    std::vector<SoakItem> items = drawn("lookup", 1);
    for (SoakItem& item : drawn("pad", 1)) {
        item.index = 1;
        items.push_back(item);
    }
    CHECK(run_batch(items, {folder("sound")}).empty());
    const Fault fault{"inverted", "sluice_lookup.sv", "result_q <= read_q;",
                      "result_q <= ~read_q;"};
    const auto findings = run_batch(items, {folder("faulty"), 1, fault});
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].items == std::vector<std::int64_t>{0});
    CHECK(findings[0].text.find("expected") != std::string::npos);
}
