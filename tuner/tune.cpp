// SPDX-License-Identifier: Apache-2.0
#include "tuner/tune.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/error.h"
#include "tuner/latency.h"
#include "tuner/lower_bound.h"
#include "tuner/options.h"
#include "tuner/search.h"

namespace sluice::tuner {

namespace {

void set_blocks(design::Skeleton& skeleton, const Choice& choice) {
    for (std::size_t i = 0; i < choice.layers.size(); ++i)
        skeleton.layers[i].block = choice.layers[i]->block;
}

std::optional<Choice> choose(const design::Skeleton& skeleton,
                             const std::vector<LayerOptions>& layers, const Budget& budget,
                             const Options& options) {
    switch (options.method) {
    case Method::greedy:
        return greedy(layers, budget, options.interval_goal_cycles);
    case Method::latency:
        return least_latency(skeleton, layers, budget);
    case Method::optimum:
        break;
    }
    return search(layers, budget, options.interval_goal_cycles);
}

// `for_layers`: what the layers could use of the budget, the rest standing between them.
std::vector<Gain> gains(const std::vector<LayerOptions>& layers, const Budget& for_layers) {
    constexpr double kMore = 1.05;
    std::vector<Gain> result;
    for (const Resource& resource : kResources) {
        if (!(for_layers.*resource.allowed))
            continue;
        Budget wider = for_layers;
        *(wider.*resource.allowed) *= kMore;
        if (const std::optional<Choice> choice = search(layers, wider, {}))
            result.push_back({resource.name, choice->cycles});
    }
    return result;
}

// Leaves room for what stands between the layers: what `choice` has there, and a little more.
void make_room(Budget& for_layers, const Budget& budget, const Use& whole, const Choice& choice) {
    const Use layers = total(choice);
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

TuneResult tune(const design::Skeleton& skeleton, const Options& options) {
    TuneResult result;
    result.skeleton = skeleton;
    const std::vector<LayerOptions> layers = options_of(skeleton, options);

    // FIFOs and width converters depend on what is chosen on both sides; where they break the
    // budget, the layers get less of it and are chosen again.
    Budget for_layers = options.budget;
    for (;;) {
        const std::optional<Choice> found = choose(skeleton, layers, for_layers, options);
        const Choice choice = found ? *found : smallest(layers, options.budget);
        set_blocks(result.skeleton, choice);
        result.bottleneck = static_cast<int>(choice.slowest);
        result.trace = choice.trace;
        result.design = design::assemble(result.skeleton);
        result.use = use_of(result.design, options.family);
        if (shortage(result.use, options.budget).what.empty()) { // as it may be without depth
            result.design = design::size_fifos(result.design, &result.timing);
            result.use = use_of(result.design, options.family);
        }
        const Shortage short_of = shortage(result.use, options.budget);
        if (short_of.what.empty())
            break;
        if (!found)
            refuse(skeleton, short_of);
        make_room(for_layers, options.budget, result.use, choice);
    }

    if (options.method != Method::latency && !options.interval_goal_cycles)
        result.gains = gains(layers, for_layers);
    LowerBound bound = lower_bound(skeleton, options);
    result.interval_lower_bound_cycles = bound.interval_cycles;
    result.layer_lower_bound_cycles = std::move(bound.layer_cycles);
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
