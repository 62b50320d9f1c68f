// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "generator/lower/lower.h"
#include "testbench/layers/conv_cases.h"
#include "testbench/layers/extremum_cases.h"
#include "testbench/layers/max_place_cases.h"
#include "testbench/layers/max_unpool_cases.h"
#include "testbench/layers/multiply_cases.h"
#include "testbench/layers/pad_cases.h"
#include "testbench/layers/rearrange_cases.h"
#include "testbench/layers/softmax_cases.h"
#include "testbench/layers/top_k_cases.h"
#include "testbench/random_network.h"
#include "testbench/soak/describe_item.h"
#include "testbench/soak/soak_item.h"

namespace sluice::testbench {

namespace {

class Draw {
public:
    explicit Draw(std::uint64_t seed) : random_(seed) {}
    int between(int low, int high) {
        return low + static_cast<int>(random_() % static_cast<unsigned>(high - low + 1));
    }
    bool once_in(int n) { return between(1, n) == 1; }
    std::mt19937_64& engine() { return random_; }

private:
    std::mt19937_64 random_;
};

Shape image(Draw& draw) {
    return {draw.between(1, 6), draw.between(1, 9), draw.between(1, 17)};
}

LayerCase conv(Draw& draw) {
    LayerCase one = random_conv_case("conv", draw.engine());
    auto& layer = std::get<network::Conv>(one.kind);
    if (layer.groups == 1 && draw.once_in(4)) { // groups, maybe with more outputs than inputs
        const int groups = draw.between(2, 3);
        one.inputs[0].channels = groups * draw.between(1, 3);
        layer.groups = groups;
        layer.out_channels = groups * draw.between(1, 3);
    }
    layer.weight_bits = draw.once_in(2) ? 8 : draw.between(2, 8);
    if (draw.once_in(3))
        layer.requant.table.resize(256);
    return one;
}

LayerCase fully_connected(Draw& draw) {
    network::FullyConnected layer;
    layer.out_channels = draw.between(1, 20);
    layer.weight_bits = draw.once_in(2) ? 8 : draw.between(2, 8);
    if (draw.once_in(3))
        layer.requant.table.resize(256);
    const Shape shape = draw.once_in(2)
                            ? Shape{1, 1, draw.between(1, 40)}
                            : Shape{draw.between(1, 4), draw.between(1, 5), draw.between(1, 6)};
    return {"fully_connected", layer, {shape}, {}};
}

RandomWindow pool_window(Draw& draw) {
    RandomWindow drawn = random_window(draw.engine());
    while (!touches_image(drawn.input, drawn.window))
        drawn = random_window(draw.engine());
    return drawn;
}

LayerCase max_pool(Draw& draw) {
    const RandomWindow drawn = pool_window(draw);
    return {"max_pool", network::MaxPool{drawn.window}, {drawn.input}, {}};
}

LayerCase average_pool(Draw& draw) {
    const RandomWindow drawn = pool_window(draw);
    network::AveragePool layer;
    layer.window = drawn.window;
    layer.count_include_pad = draw.once_in(2);
    return {"average_pool", layer, {drawn.input}, {}};
}

LayerCase add(Draw& draw) {
    network::Add layer;
    if (draw.once_in(3))
        layer.table.resize(256);
    const Shape shape = image(draw);
    return {"add", layer, {shape, shape}, {}};
}

LayerCase concat(Draw& draw) {
    std::vector<Shape> inputs(static_cast<std::size_t>(draw.between(2, 5)), image(draw));
    const int lanes = draw.between(1, 4); // those before the last are whole beats
    for (Shape& shape : inputs)
        shape.channels = lanes * draw.between(1, 4);
    inputs.back().channels = draw.between(1, 12);
    return {"concat", network::Concat{}, inputs, {}};
}

LayerCase arg_max(Draw& draw) {
    const Shape shape = draw.once_in(2) ? Shape{1, 1, draw.between(1, 300)} : image(draw);
    return {"arg_max", network::ArgMax{}, {shape}, {}};
}

template <class Kind> LayerCase pair(Draw& draw) {
    std::vector<LayerCase> cases;
    Kind layer;
    if constexpr (requires { layer.minimum; })
        layer.minimum = draw.once_in(2);
    append_random_pairs(cases, layer, draw.between(1, 2), draw.engine()());
    return cases.back();
}

struct Kind {
    std::string name;
    LayerCase (*draw)(Draw&);
};

const std::vector<Kind>& kinds() {
    static const std::vector<Kind> list = {
        {"conv", conv},
        {"fully_connected", fully_connected},
        {"max_pool", max_pool},
        {"average_pool", average_pool},
        {"global_average_pool",
         [](Draw& draw) {
             return LayerCase{"gap", network::GlobalAveragePool{}, {image(draw)}, {}};
         }},
        {"add", add},
        {"concat", concat},
        {"lookup",
         [](Draw& draw) {
             return LayerCase{"lookup", network::Lookup{}, {image(draw)}, {}};
         }},
        {"arg_max", arg_max},
        {"rearrange", [](Draw& draw) { return random_rearrange_case("r", draw.engine()); }},
        {"multiply", pair<network::Multiply>},
        {"extremum", pair<network::Extremum>},
        {"softmax", [](Draw& draw) { return random_softmax_case("s", draw.engine()); }},
        {"top_k", [](Draw& draw) { return random_top_k_case("k", draw.engine()); }},
        {"max_place", [](Draw& draw) { return random_max_place_case("m", draw.engine()); }},
        {"max_unpool", [](Draw& draw) { return random_max_unpool_case("u", draw.engine()); }},
        {"pad", [](Draw& draw) { return random_pad_case("p", draw.engine()); }},
    };
    return list;
}

const Kind& find_kind(const std::string& name) {
    for (const Kind& kind : kinds())
        if (kind.name == name)
            return kind;
    throw Error("--kind", "there is no layer kind '" + name + "'",
                "use graph or a name of cmake/kinds.cmake");
}

} // namespace

const std::vector<std::string>& soak_kinds() {
    static const std::vector<std::string> names = [] {
        std::vector<std::string> list;
        for (const Kind& kind : kinds())
            list.push_back(kind.name);
        list.push_back("graph");
        return list;
    }();
    return names;
}

SoakItem draw_layer(const std::string& name, std::uint64_t seed) {
    Draw draw(seed);
    std::vector<LayerCase> cases = {find_kind(name).draw(draw)};
    cases = with_random_mapping(with_random_parallelism(cases, seed), seed);
    const LayerCase& one = cases[0];
    SoakItem item;
    item.kind = name;
    item.network = random_layer_network(one.kind, one.inputs, seed);
    design::Skeleton skeleton = lower::lower(item.network);
    skeleton.layers[0].block = rtl::block_with_mapping(
        rtl::block_with_parallelism(skeleton.layers[0].block, one.parallelism), one.mapping);
    item.design = design::assemble(skeleton);
    item.what = describe_item(item.network, item.design);
    return item;
}

SoakItem draw_item(std::uint64_t seed, std::int64_t index, const std::string& kind) {
    std::seed_seq mixed{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32),
                        static_cast<std::uint32_t>(index)};
    std::uint32_t words[3];
    mixed.generate(words, words + 3);
    const std::uint64_t own = (std::uint64_t{words[0]} << 32) | words[1];
    const std::string drawn = !kind.empty()     ? kind
                              : index % 10 == 9 ? "graph"
                                                : kinds()[words[2] % kinds().size()].name;
    SoakItem item = drawn == "graph" ? draw_graph(own) : draw_layer(drawn, own);
    item.index = index;
    return item;
}

} // namespace sluice::testbench
