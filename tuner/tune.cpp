// SPDX-License-Identifier: Apache-2.0
#include "tuner/tune.h"

#include <algorithm>
#include <cmath>
#include <tuple>

#include <fmt/format.h>

#include "base/error.h"

namespace sluice::tuner {

namespace {

// One way to build a layer.
struct Option {
    rtl::Block block;
    std::int64_t cycles = 0;
    Use use;
};

// A layer's options, slowest and smallest first, and which is chosen.
struct Layer {
    std::vector<Option> options;
    std::size_t chosen = 0;

    const Option& now() const { return options[chosen]; }
};

Use use_of_block(const rtl::Block& block) {
    return {static_cast<double>(rtl::block_products(block)), rtl::block_resources(block)};
}

Option option_of(const rtl::Block& block) {
    return {block, rtl::block_interval_cycles(block), use_of_block(block)};
}

void add(Use& sum, const Use& part, double sign) {
    sum.products += sign * part.products;
    sum.resources.dsp += sign * part.resources.dsp;
    sum.resources.lut += sign * part.resources.lut;
    sum.resources.ff += sign * part.resources.ff;
    sum.resources.bram += sign * part.resources.bram;
    sum.resources.uram += sign * part.resources.uram;
}

struct Shortage {
    std::string what; // empty: fits
    double needed = 0;
    double allowed = 0;
};

Shortage shortage(const Use& use, const Budget& budget) {
    const auto over = [](double needed, const std::optional<double>& allowed) {
        return allowed && needed > *allowed + 1e-9;
    };
    const rtl::Resources& r = use.resources;
    if (over(use.products, budget.products))
        return {"products", use.products, *budget.products};
    if (over(r.dsp, budget.dsp))
        return {"dsp", r.dsp, *budget.dsp};
    if (over(r.bram, budget.bram))
        return {"bram", r.bram, *budget.bram};
    if (over(r.lut, budget.lut))
        return {"lut", r.lut, *budget.lut};
    if (over(r.ff, budget.ff))
        return {"ff", r.ff, *budget.ff};
    if (over(r.uram, budget.uram))
        return {"uram", r.uram, *budget.uram};
    return {};
}

// Fewer cycles must cost something to stay on the list: of equal cycles the cheaper, and nothing
// that is both slower and dearer.
std::vector<Option> useful_options(const rtl::Block& block) {
    std::vector<Option> options;
    for (const rtl::Parallelism& choice : rtl::block_choices(block))
        options.push_back(option_of(rtl::block_with_parallelism(block, choice)));
    if (options.empty())
        options.push_back(option_of(block));
    const auto cost = [](const Option& o) {
        return std::tuple(o.use.products, o.use.resources.dsp, o.use.resources.lut);
    };
    std::stable_sort(options.begin(), options.end(), [&](const Option& a, const Option& b) {
        return a.cycles != b.cycles ? a.cycles < b.cycles : cost(a) < cost(b);
    });
    // From the fastest on, keep what is cheaper than everything faster.
    std::vector<Option> kept;
    for (Option& option : options)
        if (kept.empty() || cost(option) < cost(kept.back()))
            kept.push_back(std::move(option));
    std::reverse(kept.begin(), kept.end());
    return kept;
}

std::vector<Layer> layers_of(const design::Skeleton& skeleton, const Options& options) {
    std::vector<Layer> layers;
    for (std::size_t i = 0; i < skeleton.layers.size(); ++i) {
        const rtl::Block& block = skeleton.layers[i].block;
        const auto pin = options.pinned.find(static_cast<int>(i));
        if (pin == options.pinned.end())
            layers.push_back({useful_options(block)});
        else
            layers.push_back({{option_of(rtl::block_with_parallelism(block, pin->second))}});
    }
    return layers;
}

std::size_t slowest(const std::vector<Layer>& layers) {
    return static_cast<std::size_t>(std::max_element(layers.begin(), layers.end(),
                                                     [](const Layer& a, const Layer& b) {
                                                         return a.now().cycles < b.now().cycles;
                                                     }) -
                                    layers.begin());
}

// Raises the slowest layer by one step while the budget lasts.
std::vector<Step> raise_slowest(std::vector<Layer>& layers, Use& use, const Options& options) {
    std::vector<Step> trace;
    for (;;) {
        const std::size_t index = slowest(layers);
        Layer& layer = layers[index];
        const std::int64_t before = layer.now().cycles;
        if (options.interval_goal_cycles && before <= *options.interval_goal_cycles)
            return trace;
        Step step{static_cast<int>(index), before, before, {}};
        if (layer.chosen + 1 == layer.options.size()) {
            step.refused = "parallelism";
            trace.push_back(step);
            return trace;
        }
        const Option& next = layer.options[layer.chosen + 1];
        Use raised = use;
        add(raised, layer.now().use, -1);
        add(raised, next.use, +1);
        step.cycles_after = next.cycles;
        step.refused = shortage(raised, options.budget).what;
        trace.push_back(step);
        if (!step.refused.empty())
            return trace;
        use = raised;
        ++layer.chosen;
    }
}

std::int64_t lower_bound(const std::vector<Layer>& layers, std::int64_t macs,
                         const Budget& budget) {
    std::int64_t bound = 1;
    for (const Layer& layer : layers)
        bound = std::max(bound, layer.options.back().cycles);
    if (budget.products)
        bound = std::max(bound, static_cast<std::int64_t>(
                                    std::ceil(static_cast<double>(macs) / *budget.products)));
    return bound;
}

void set_blocks(design::Skeleton& skeleton, const std::vector<Layer>& layers) {
    for (std::size_t i = 0; i < layers.size(); ++i)
        skeleton.layers[i].block = layers[i].now().block;
}

[[noreturn]] void refuse(const design::Skeleton& skeleton, const Shortage& s) {
    throw CheckFailed(skeleton.name,
                      fmt::format("the smallest design needs {:g} {} and the budget is {:g}",
                                  s.needed, s.what, s.allowed),
                      fmt::format("raise the budget's '{}' or choose a larger device", s.what));
}

} // namespace

Use use_of(const design::Design& design) {
    Use use;
    for (const design::Node& node : design.nodes)
        add(use, use_of_block(node.block), +1);
    return use;
}

TuneResult tune(const design::Skeleton& skeleton, std::int64_t macs, const Options& options) {
    TuneResult result;
    result.skeleton = skeleton;
    std::vector<Layer> layers = layers_of(skeleton, options);

    Budget for_layers = options.budget;
    // Adapters depend on what is chosen on both sides; where they break the budget, the layers get
    // less of it and the loop starts again.
    for (;;) {
        for (Layer& layer : layers)
            layer.chosen = 0;
        Use use;
        for (const Layer& layer : layers)
            add(use, layer.now().use, +1);
        if (const Shortage short_of = shortage(use, for_layers); !short_of.what.empty()) {
            const Shortage plain = shortage(use, options.budget);
            refuse(skeleton, plain.what.empty() ? short_of : plain);
        }
        Options inner = options;
        inner.budget = for_layers;
        result.trace = raise_slowest(layers, use, inner);
        set_blocks(result.skeleton, layers);
        result.design = design::size_fifos(design::assemble(result.skeleton));
        result.use = use_of(result.design);
        if (shortage(result.use, options.budget).what.empty())
            break;
        const auto less = [](std::optional<double>& left, double used, double of_layers,
                             const std::optional<double>& allowed) {
            if (allowed && used > *allowed)
                left = std::min(left.value_or(*allowed), *allowed - (used - of_layers)) * 0.98;
        };
        less(for_layers.lut, result.use.resources.lut, use.resources.lut, options.budget.lut);
        less(for_layers.ff, result.use.resources.ff, use.resources.ff, options.budget.ff);
        less(for_layers.bram, result.use.resources.bram, use.resources.bram, options.budget.bram);
    }

    result.timing = design::simulate(result.design);
    result.bottleneck = static_cast<int>(slowest(layers));
    result.interval_lower_bound_cycles = lower_bound(layers, macs, options.budget);
    if (options.interval_goal_cycles &&
        result.timing.interval_cycles > *options.interval_goal_cycles)
        throw CheckFailed(
            skeleton.name,
            fmt::format("the goal of {} cycles per frame cannot be met: layer '{}' "
                        "needs {}",
                        *options.interval_goal_cycles,
                        skeleton.layers[static_cast<std::size_t>(result.bottleneck)].name,
                        result.timing.interval_cycles),
            "raise the budget or lower the goal");
    return result;
}

} // namespace sluice::tuner
