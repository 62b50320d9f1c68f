// SPDX-License-Identifier: Apache-2.0
#include "testbench/tools/resources/draw.h"

#include <algorithm>
#include <random>

#include "base/error.h"
#include "generator/lower/lower.h"
#include "testbench/random_network.h"

namespace sluice::testbench {

namespace {

using Random = std::mt19937_64;

int between(Random& random, int low, int high) {
    return low + static_cast<int>(random() % static_cast<unsigned>(high - low + 1));
}

template <typename T> T one_of(Random& random, std::initializer_list<T> values) {
    return values.begin()[random() % values.size()];
}

Window square_window(Random& random, int kernel) {
    Window window;
    window.kernel_h = window.kernel_w = kernel;
    window.stride_h = window.stride_w = one_of(random, {1, 1, 2});
    if (kernel > 1 && random() % 4 != 0) {
        window.pad_top = window.pad_left = (kernel - 1) / 2;
        window.pad_bottom = window.pad_right = kernel / 2;
    }
    return window;
}

Shape image(Random& random, int channels) {
    const int side = one_of(random, {5, 7, 8, 14, 16, 28, 32, 48, 56});
    return {side, side + between(random, 0, 1), channels};
}

int channels(Random& random) {
    return one_of(random, {3, 8, 10, 16, 24, 32, 48, 64, 96, 128});
}

struct Layer {
    network::LayerKind kind;
    std::vector<Shape> inputs;
};

network::Conv conv_of(Random& random, int kernel, int out_channels) {
    network::Conv conv;
    conv.window = square_window(random, kernel);
    conv.out_channels = out_channels;
    return conv;
}

// Blocks of 2x2 pixels out of the channels, half of the channels, pixels repeated, NCHW order.
network::Rearrange drawn_rearrange(const Shape& in, Random& random) {
    const std::int64_t pixel = in.channels;
    const std::int64_t row = pixel * in.width;
    switch (random() % 4) {
    case 0:
        if (in.channels % 4 == 0)
            return {{2 * in.height, 2 * in.width, in.channels / 4},
                    0,
                    {in.height, 2, in.width, 2, pixel / 4},
                    {row, pixel / 2, pixel, pixel / 4, 1}};
        [[fallthrough]];
    case 1:
        if (in.channels % 2 == 0)
            return {{in.height, in.width, in.channels / 2},
                    pixel / 2,
                    {in.pixels(), pixel / 2},
                    {pixel, 1}};
        [[fallthrough]];
    case 2:
        return {{2 * in.height, 2 * in.width, in.channels},
                0,
                {in.height, 2, in.width, 2, pixel},
                {row, 0, pixel, 0, 1}};
    default:
        return {{1, 1, static_cast<int>(in.elements())}, 0, {pixel, in.pixels()}, {1, pixel}};
    }
}

Layer draw_layer(const std::string& kind, Random& random) {
    const Shape input = image(random, channels(random));
    if (kind == "conv")
        return {conv_of(random, one_of(random, {3, 3, 5}), channels(random)), {input}};
    if (kind == "pointwise")
        return {conv_of(random, 1, channels(random)), {input}};
    if (kind == "depthwise") {
        network::Conv conv = conv_of(random, 3, input.channels);
        conv.groups = input.channels;
        return {conv, {input}};
    }
    if (kind == "fully_connected") {
        network::FullyConnected full;
        full.out_channels = one_of(random, {2, 10, 12, 64, 100});
        return {full, {{1, 1, one_of(random, {64, 128, 256, 640})}}};
    }
    if (kind == "max_pool")
        return {network::MaxPool{square_window(random, one_of(random, {2, 3}))}, {input}};
    if (kind == "max_place") {
        const int kernel = one_of(random, {2, 3});
        return {network::MaxPlace{{kernel, kernel, kernel, kernel}}, {input}};
    }
    if (kind == "max_unpool") {
        const int kernel = one_of(random, {2, 3});
        return {network::MaxUnpool{kernel, kernel}, {input, input}};
    }
    if (kind == "average_pool") {
        network::AveragePool pool{};
        pool.window = square_window(random, one_of(random, {2, 3}));
        return {pool, {input}};
    }
    if (kind == "global_average_pool")
        return {network::GlobalAveragePool{}, {input}};
    if (kind == "add")
        return {network::Add{}, {input, input}};
    if (kind == "multiply")
        return {network::Multiply{}, {input, input}};
    if (kind == "extremum")
        return {network::Extremum{}, {input, input}};
    if (kind == "softmax")
        return {network::Softmax{},
                {random() % 2 == 0 ? Shape{1, 1, one_of(random, {10, 12, 100, 1000})}
                                   : Shape{input.height, input.width, between(random, 2, 21)}}};
    if (kind == "pad")
        return {network::Pad{1, 1, between(random, 0, 2), 1, 0, between(random, 0, 1) * 8},
                {input}};
    if (kind == "rearrange")
        return {drawn_rearrange(input, random), {input}};
    if (kind == "lookup")
        return {network::Lookup{}, {input}};
    if (kind == "concat")
        return {network::Concat{}, {input, {input.height, input.width, 2 * input.channels}}};
    if (kind == "top_k")
        return {network::TopK{between(random, 1, 5), true, random() % 2 == 0},
                {{1, 1, one_of(random, {10, 12, 100, 1000})}}};
    SLUICE_CHECK(kind == "arg_max", "no such kind of block to draw");
    return {network::ArgMax{}, {{1, 1, one_of(random, {2, 10, 12, 100})}}};
}

// The blocks between layers.
bool draw_adapter(const std::string& kind, Random& random, rtl::Block& block) {
    const rtl::Stream stream{image(random, channels(random)), between(random, 1, 3), 8};
    if (kind == "fifo")
        block = rtl::Fifo{stream, one_of(random, {2, 3, 5, 9, 17, 33, 65, 100, 257, 600})};
    else if (kind == "fork")
        block = rtl::Fork{stream, between(random, 2, 4)};
    else if (kind == "width") {
        const int count = stream.shape.channels;
        block = rtl::Width{stream.shape, between(random, 1, std::min(count, 16)),
                           between(random, 1, std::min(count, 16)), 8};
    } else if (kind == "regroup") {
        const int few = one_of(random, {1, 1, 2}), many = few * one_of(random, {2, 4});
        const bool joins = random() % 2 == 0;
        block = rtl::Regroup{stream.shape, stream.lanes, joins ? few : many, joins ? many : few, 8};
    } else {
        return false;
    }
    return true;
}

// Parallelism and mapping at random, of those with at most so many products.
rtl::Block tuned(const rtl::Block& plain, Random& random, int products, const Family& family) {
    std::vector<rtl::Block> all;
    for (const rtl::Parallelism& choice : rtl::block_choices(plain)) {
        const rtl::Block block = rtl::block_with_parallelism(plain, choice);
        const rtl::Stream in = rtl::block_input_streams(block).front();
        if (rtl::block_products(block) <= products && in.data_bits() <= 8 * products)
            all.push_back(block);
    }
    rtl::Block block = all.empty() ? plain : all[random() % all.size()];
    const auto mappings = rtl::block_mappings(block, family);
    return mappings.size() == 1
               ? block
               : rtl::block_with_mapping(block, mappings[random() % mappings.size()]);
}

} // namespace

const std::vector<std::string>& drawn_kinds() {
    static const std::vector<std::string> kinds = {"conv",
                                                   "pointwise",
                                                   "depthwise",
                                                   "fully_connected",
                                                   "max_pool",
                                                   "max_place",
                                                   "max_unpool",
                                                   "average_pool",
                                                   "global_average_pool",
                                                   "add",
                                                   "lookup",
                                                   "concat",
                                                   "arg_max",
                                                   "top_k",
                                                   "rearrange",
                                                   "multiply",
                                                   "extremum",
                                                   "softmax",
                                                   "pad",
                                                   "fifo",
                                                   "fork",
                                                   "width",
                                                   "regroup"};
    return kinds;
}

DrawnBlock draw_block(const std::string& kind, std::uint64_t seed, int products,
                      const Family& family) {
    Random random(seed);
    DrawnBlock drawn{kind, rtl::Fork{}, {}};
    if (draw_adapter(kind, random, drawn.block))
        return drawn;
    const Layer layer = draw_layer(kind, random);
    const network::Network network = random_layer_network(layer.kind, layer.inputs, seed);
    drawn.block = tuned(lower::lower(network).layers.front().block, random, products, family);
    drawn.memories = lower::layer_memories(network, 0, drawn.block);
    return drawn;
}

} // namespace sluice::testbench
