// SPDX-License-Identifier: Apache-2.0
#include "tuner/lower_bound.h"

#include <algorithm>

#include "base/shape.h"

namespace sluice::tuner {

namespace {

// Fewest products of ceil(in / p) * ceil(out / q) <= `turns` turns of p * q products.
std::optional<std::int64_t> fewest_of_turns(std::int64_t in, std::int64_t out, std::int64_t turns) {
    std::optional<std::int64_t> fewest;
    for (std::int64_t in_turns = 1; in_turns <= std::min(in, turns); ++in_turns) {
        const std::int64_t products = ceil_div(in, in_turns) * ceil_div(out, turns / in_turns);
        fewest = std::min(fewest.value_or(products), products);
    }
    return fewest;
}

// Neighbouring pixels of a beat, at most; and those of a row that a block computes at once.
constexpr std::int64_t kMostPixels = 8;

std::int64_t least_beats(const Shape& shape) {
    return shape.height * ceil_div(shape.width, kMostPixels);
}

// The least that streams take when a beat holds all channels of as many pixels as it can.
std::int64_t least_beats(const std::vector<rtl::Stream>& streams) {
    std::int64_t most = 0;
    for (const rtl::Stream& stream : streams)
        most = std::max(most, least_beats(stream.shape));
    return most;
}

struct Layer {
    const rtl::Block* block = nullptr;
    bool pinned = false;
};

std::int64_t least_cycles(const Layer& layer) {
    if (layer.pinned)
        return rtl::block_interval_cycles(*layer.block);
    return std::max(least_beats(rtl::block_input_streams(*layer.block)),
                    least_beats(rtl::block_output_streams(*layer.block)));
}

// Of all layers; a large number where one cannot be so fast.
std::int64_t fewest_of_all(const std::vector<Layer>& layers, std::int64_t cycles) {
    constexpr std::int64_t kNever = std::int64_t{1} << 40;
    std::int64_t sum = 0;
    for (const Layer& layer : layers) {
        if (layer.pinned)
            sum += rtl::block_products(*layer.block);
        else if (const auto* conv = std::get_if<rtl::Conv>(layer.block))
            sum += fewest_products(*conv, cycles).value_or(kNever);
    }
    return sum;
}

} // namespace

std::optional<std::int64_t> fewest_products(const rtl::Conv& conv, std::int64_t cycles) {
    const Shape out = window_output_shape(conv.input, conv.window, conv.out_channels);
    const std::int64_t positions = conv.window.positions();
    const std::int64_t group_in = conv.input.channels / conv.groups;
    const std::int64_t group_out = conv.out_channels / conv.groups;
    if (cycles < least_beats(conv.input))
        return {};
    std::optional<std::int64_t> fewest;
    for (const std::int64_t kernel :
         {std::int64_t{1}, std::int64_t{conv.window.kernel_w}, positions})
        for (std::int64_t pixels = 1; pixels <= kMostPixels; pixels *= 2) {
            const std::int64_t turns =
                cycles / (out.height * ceil_div(out.width, pixels) * (positions / kernel));
            std::optional<std::int64_t> lanes;
            if (!conv.depthwise())
                lanes = fewest_of_turns(group_in, group_out, turns / conv.groups);
            else if (turns >= 1)
                lanes = ceil_div(conv.input.channels, turns);
            if (lanes)
                fewest =
                    std::min(fewest.value_or(*lanes * kernel * pixels), *lanes * kernel * pixels);
        }
    return fewest;
}

LowerBound lower_bound(const design::Skeleton& skeleton, const Options& options) {
    std::vector<rtl::Block> pinned;
    pinned.reserve(skeleton.layers.size());
    std::vector<Layer> layers;
    LowerBound bound;
    for (std::size_t i = 0; i < skeleton.layers.size(); ++i) {
        const rtl::Block& block = skeleton.layers[i].block;
        const auto pin = options.pinned.find(static_cast<int>(i));
        if (pin == options.pinned.end()) {
            layers.push_back({&block, false});
        } else {
            pinned.push_back(rtl::block_with_parallelism(block, pin->second));
            layers.push_back({&pinned.back(), true});
        }
        bound.layer_cycles.push_back(least_cycles(layers.back()));
    }
    std::int64_t low = 1; // not above the bound
    for (const std::int64_t cycles : bound.layer_cycles)
        low = std::max(low, cycles);
    bound.interval_cycles = low;
    if (!options.budget.products)
        return bound;
    const auto fits = [&](std::int64_t cycles) {
        return static_cast<double>(fewest_of_all(layers, cycles)) <=
               *options.budget.products + 1e-9;
    };
    std::int64_t high = low; // fits, where anything does
    while (!fits(high) && high < (std::int64_t{1} << 50))
        high *= 2;
    --low;
    while (high - low > 1) {
        const std::int64_t middle = low + (high - low) / 2;
        (fits(middle) ? high : low) = middle;
    }
    bound.interval_cycles = high;
    return bound;
}

} // namespace sluice::tuner
