// SPDX-License-Identifier: Apache-2.0
#include "tuner/tune.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/error.h"
#include "tuner/search.h"

namespace sluice::tuner {

namespace {

std::string title(const design::LayerBlock& layer) {
    return "layer '" + printable(layer.label.empty() ? layer.name : layer.label) + "'";
}

Option option_of(const rtl::Block& block, const Family& family) {
    return {block, rtl::block_interval_cycles(block), use_of_block(block, family)};
}

Option pinned_option(const design::LayerBlock& layer, const rtl::Parallelism& parallelism,
                     const Family& family) {
    try {
        return option_of(rtl::block_with_parallelism(layer.block, parallelism), family);
    } catch (const Error& error) {
        throw Error(error.where(), title(layer) + ": " + error.problem(), error.remedy());
    }
}

std::vector<LayerOptions> options_of(const design::Skeleton& skeleton, const Options& options) {
    std::vector<LayerOptions> layers;
    for (std::size_t i = 0; i < skeleton.layers.size(); ++i) {
        const design::LayerBlock& layer = skeleton.layers[i];
        const auto pin = options.pinned.find(static_cast<int>(i));
        layers.emplace_back();
        if (pin != options.pinned.end()) {
            layers.back().push_back(pinned_option(layer, pin->second, options.family));
            continue;
        }
        for (const rtl::Parallelism& choice : rtl::block_choices(layer.block))
            layers.back().push_back(
                option_of(rtl::block_with_parallelism(layer.block, choice), options.family));
        if (layers.back().empty())
            layers.back().push_back(option_of(layer.block, options.family));
    }
    return layers;
}

std::int64_t lower_bound(const std::vector<LayerOptions>& layers, std::int64_t macs,
                         const Budget& budget) {
    std::int64_t bound = 1;
    for (const LayerOptions& options : layers) {
        const auto fastest =
            std::min_element(options.begin(), options.end(),
                             [](const Option& a, const Option& b) { return a.cycles < b.cycles; });
        bound = std::max(bound, fastest->cycles);
    }
    if (budget.products)
        bound = std::max(bound, static_cast<std::int64_t>(
                                    std::ceil(static_cast<double>(macs) / *budget.products)));
    return bound;
}

void build(TuneResult& result, const Choice& choice, const Family& family) {
    for (std::size_t i = 0; i < choice.layers.size(); ++i)
        result.skeleton.layers[i].block = choice.layers[i]->block;
    result.design = design::size_fifos(design::assemble(result.skeleton));
    result.use = use_of(result.design, family);
    result.bottleneck = static_cast<int>(choice.slowest);
    result.trace = choice.trace;
}

// Leaves room for what stands between the layers: what `choice` has there, and a little more.
void make_room(Budget& for_layers, const Budget& budget, const Use& whole, const Choice& choice) {
    Use layers;
    for (const Option* option : choice.layers)
        layers += option->use;
    for (const Resource& resource : kResources) {
        const std::optional<double>& allowed = budget.*resource.allowed;
        if (!allowed || resource.used(whole) <= *allowed)
            continue;
        std::optional<double>& left = for_layers.*resource.allowed;
        const double room = *allowed - (resource.used(whole) - resource.used(layers));
        left = std::min(left.value_or(*allowed), room) * 0.98;
    }
}

[[noreturn]] void refuse(const design::Skeleton& skeleton, const Shortage& s) {
    throw CheckFailed(skeleton.name,
                      fmt::format("the smallest design needs {:.6g} {} and the budget is {:.6g}",
                                  s.needed, s.what, s.allowed),
                      fmt::format("raise the budget's '{}' or choose a larger device", s.what));
}

} // namespace

TuneResult tune(const design::Skeleton& skeleton, std::int64_t macs, const Options& options) {
    TuneResult result;
    result.skeleton = skeleton;
    const std::vector<LayerOptions> layers = options_of(skeleton, options);

    // FIFOs and width converters depend on what is chosen on both sides; where they break the
    // budget, the layers get less of it and are chosen again.
    Budget for_layers = options.budget;
    for (;;) {
        const std::optional<Choice> found =
            search(layers, for_layers, options.interval_goal_cycles);
        const Choice choice = found ? *found : smallest(layers, options.budget);
        build(result, choice, options.family);
        const Shortage short_of = shortage(result.use, options.budget);
        if (short_of.what.empty())
            break;
        if (!found)
            refuse(skeleton, short_of);
        make_room(for_layers, options.budget, result.use, choice);
    }

    result.timing = design::simulate(result.design);
    result.interval_lower_bound_cycles = lower_bound(layers, macs, options.budget);
    if (options.interval_goal_cycles &&
        result.timing.interval_cycles > *options.interval_goal_cycles)
        throw CheckFailed(
            skeleton.name,
            fmt::format("the goal of {} cycles per frame cannot be met: {} needs {}",
                        *options.interval_goal_cycles,
                        title(skeleton.layers[static_cast<std::size_t>(result.bottleneck)]),
                        result.timing.interval_cycles),
            "raise the budget or lower the goal");
    return result;
}

} // namespace sluice::tuner
