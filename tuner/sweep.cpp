// SPDX-License-Identifier: Apache-2.0
#include "tuner/sweep.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/error.h"
#include "tuner/lower_bound.h"
#include "tuner/options.h"
#include "tuner/search.h"

namespace sluice::tuner {

namespace {

constexpr double kMostProducts = 4096;
// Beats to simulate for latencies, at most: a few seconds.
constexpr std::int64_t kMostBeats = 250'000'000;

const Resource& resource_named(const std::string& name) {
    return *std::find_if(kResources.begin(), kResources.end(),
                         [&](const Resource& resource) { return resource.name == name; });
}

std::int64_t beats_of(const design::Design& design) {
    std::int64_t beats = 0;
    for (const design::Edge& edge : design.edges)
        beats += edge.stream.beats();
    return beats;
}

SweepPoint point_of(const design::Skeleton& skeleton, const Choice& choice, const Options& options,
                    std::int64_t most_beats) {
    SweepPoint point;
    point.interval_cycles = choice.cycles;
    point.bottleneck = static_cast<int>(choice.slowest);
    design::Skeleton chosen = skeleton;
    for (std::size_t i = 0; i < choice.layers.size(); ++i)
        chosen.layers[i].block = choice.layers[i]->block;
    const design::Design design = design::assemble(chosen);
    point.use = use_of(design, options.family, options.control);
    if (beats_of(design) <= most_beats)
        point.latency_cycles = design::single_frame_latency(design);
    point.interval_lower_bound_cycles = lower_bound(skeleton, options).interval_cycles;
    return point;
}

} // namespace

Sweep sweep(const design::Skeleton& skeleton, const Options& options, int points) {
    SLUICE_CHECK(points >= 2, "a sweep has at least two points");
    Sweep result;
    result.resource = options.budget.dsp && !options.budget.products ? "dsp" : "products";
    const Resource& swept = resource_named(result.resource);
    const std::vector<LayerOptions> layers = options_of(skeleton, options);

    Budget others = options.budget;
    (others.*swept.allowed).reset();
    Budget tight = others; // finds the design that has least of the resource
    tight.*swept.allowed = 1e-3;
    const double least = std::max(1.0, swept.used(total(smallest(layers, tight))));
    const double most = (options.budget.*swept.allowed).value_or(kMostProducts);
    if (least > most)
        throw CheckFailed(
            skeleton.name,
            fmt::format("the smallest design needs {:.6g} {} and the budget is {:.6g}", least,
                        swept.name, most),
            fmt::format("raise the budget's '{}'", swept.name));
    for (int i = 0; i < points; ++i) {
        Options here = options;
        const double allowed =
            std::ceil(least * std::pow(most / least, static_cast<double>(i) / (points - 1)) - 1e-9);
        here.budget.*swept.allowed = allowed;
        const std::optional<Choice> choice = search(layers, here.budget, {});
        if (!choice ||
            (!result.points.empty() && choice->cycles >= result.points.back().interval_cycles))
            continue;
        result.points.push_back(point_of(skeleton, *choice, here, kMostBeats / points));
        result.points.back().allowed = allowed;
    }
    if (result.points.empty())
        throw CheckFailed(skeleton.name, "no design fits the budget", "raise it");
    return result;
}

} // namespace sluice::tuner
