// SPDX-License-Identifier: Apache-2.0
#include "tuner/tune.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/error.h"
#include "tuner/front.h"
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

// The slowest layer; of several, one that has no faster way, since the others are as slow as it to
// save resources.
std::size_t limiting_layer(const std::vector<LayerOptions>& layers, const Choice& choice) {
    for (std::size_t i = 0; i < layers.size(); ++i)
        if (choice.layers[i]->cycles == choice.cycles &&
            std::none_of(layers[i].begin(), layers[i].end(),
                         [&](const Option& option) { return option.cycles < choice.cycles; }))
            return i;
    return choice.slowest;
}

// Whether a frame's pixels pass the block one by one however it is built.
bool takes_single_pixels(const LayerOptions& options) {
    bool image = false;
    for (const Option& option : options) {
        auto streams = rtl::block_input_streams(option.block);
        const auto outputs = rtl::block_output_streams(option.block);
        streams.insert(streams.end(), outputs.begin(), outputs.end());
        for (const rtl::Stream& stream : streams) {
            if (stream.pixels > 1)
                return false;
            image |= stream.shape.width > 1;
        }
    }
    return image;
}

// What the slowest layer's next faster option would need and the layers' budget has not.
std::string why_slow(const std::vector<LayerOptions>& layers, const Choice& choice,
                     const Budget& for_layers, const std::optional<std::int64_t>& goal) {
    if (goal && choice.cycles <= *goal)
        return "it is as fast as was asked for";
    const Option& now = *choice.layers[choice.slowest];
    const Option* next = nullptr;
    for (const Option* option : front(layers[choice.slowest], shares(for_layers)))
        if (option->cycles < now.cycles && next == nullptr)
            next = option;
    if (next == nullptr)
        return takes_single_pixels(layers[choice.slowest])
                   ? "it has no faster way to be built: a block of this kind takes one pixel at a "
                     "time, whatever the budget"
                   : "it has no faster way to be built";
    const Use more = difference(next->use, now.use);
    const Use used = total(choice);
    for (const Resource& resource : kResources) {
        const std::optional<double>& allowed = for_layers.*resource.allowed;
        if (allowed && resource.used(used) + resource.used(more) > *allowed + 1e-9)
            return fmt::format(
                "its next step, to {} cycles, takes {:.6g} {} more, and {:.6g} are left",
                next->cycles, resource.used(more), resource.name,
                std::max(0.0, *allowed - resource.used(used)));
    }
    return fmt::format(
        "its next step, to {} cycles, fits, but not with those of the layers that are "
        "as slow",
        next->cycles);
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

[[noreturn]] void refuse_goal(const design::Skeleton& skeleton, const Choice& choice,
                              std::int64_t goal) {
    throw CheckFailed(skeleton.name,
                      fmt::format("the goal of {} cycles per frame cannot be met: {} needs {}",
                                  goal, title(skeleton.layers[choice.slowest]), choice.cycles),
                      "raise the budget or lower the goal");
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
    std::optional<Choice> last;
    for (;;) {
        const std::optional<Choice> found = choose(skeleton, layers, for_layers, options);
        const Choice choice = found ? *found : smallest(layers, options.budget);
        if (found && options.interval_goal_cycles && choice.cycles > *options.interval_goal_cycles)
            refuse_goal(skeleton, choice, *options.interval_goal_cycles);
        set_blocks(result.skeleton, choice);
        result.bottleneck = static_cast<int>(choice.slowest);
        result.trace = choice.trace;
        result.design = design::assemble(result.skeleton);
        result.use = use_of(result.design, options.family, options.control);
        if (shortage(result.use, options.budget).what.empty()) { // as it may be without depth
            result.design = design::size_fifos(result.design, &result.timing);
            result.use = use_of(result.design, options.family, options.control);
        }
        const Shortage short_of = shortage(result.use, options.budget);
        if (short_of.what.empty()) {
            last = choice;
            break;
        }
        if (!found)
            refuse(skeleton, short_of);
        make_room(for_layers, options.budget, result.use, choice);
    }

    if (options.method != Method::latency && !options.interval_goal_cycles)
        result.gains = gains(layers, for_layers);
    last->slowest = limiting_layer(layers, *last);
    result.bottleneck = static_cast<int>(last->slowest);
    result.why_slow = why_slow(layers, *last, for_layers, options.interval_goal_cycles);
    LowerBound bound = lower_bound(skeleton, options);
    result.interval_lower_bound_cycles = bound.interval_cycles;
    result.layer_lower_bound_cycles = std::move(bound.layer_cycles);
    return result;
}

std::vector<Step> greedy_walk(const design::Skeleton& skeleton, const Options& options) {
    const std::optional<Choice> choice =
        greedy(options_of(skeleton, options), options.budget, options.interval_goal_cycles);
    return choice ? choice->trace : std::vector<Step>{};
}

} // namespace sluice::tuner
