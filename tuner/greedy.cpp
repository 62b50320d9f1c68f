// SPDX-License-Identifier: Apache-2.0
#include "tuner/search.h"

#include <algorithm>
#include <tuple>

#include "tuner/prices.h"

namespace sluice::tuner {

namespace {

// Slowest and cheapest first: each is cheaper than everything faster.
std::vector<const Option*> front(const LayerOptions& options, const Prices& prices) {
    std::vector<std::tuple<std::int64_t, double, const Option*>> order;
    for (const Option& option : options)
        order.emplace_back(option.cycles, cost(option.use, prices), &option);
    std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) {
        return std::tie(std::get<0>(a), std::get<1>(a)) < std::tie(std::get<0>(b), std::get<1>(b));
    });
    std::vector<const Option*> kept;
    double cheapest = 0;
    for (const auto& [cycles, price, option] : order) {
        if (!kept.empty() && price >= cheapest)
            continue;
        kept.push_back(option);
        cheapest = price;
    }
    std::reverse(kept.begin(), kept.end());
    return kept;
}

Use difference(const Use& to, const Use& from) {
    return {to.products - from.products,
            {to.resources.dsp - from.resources.dsp, to.resources.lut - from.resources.lut,
             to.resources.ff - from.resources.ff, to.resources.bram - from.resources.bram,
             to.resources.uram - from.resources.uram}};
}

class Walk {
public:
    Walk(const std::vector<LayerOptions>& layers, const Prices& prices) : position_(layers.size()) {
        for (const LayerOptions& options : layers) {
            fronts_.push_back(front(options, prices));
            now_.layers.push_back(fronts_.back().front());
        }
        find_slowest(now_);
    }

    // Raises the slowest layer until the goal or the end of its options; gives the fastest choice
    // that fits. Not every choice on the way need fit: of the resources that are not the price,
    // a dearer option can use less.
    std::optional<Choice> run(const Budget& budget, const std::optional<std::int64_t>& goal) && {
        std::optional<Choice> best;
        std::size_t steps = 0; // of the trace, up to the best
        for (;;) {
            const std::string short_of = shortage(total(now_), budget).what;
            if (!now_.trace.empty())
                now_.trace.back().refused = short_of;
            if (short_of.empty() && (!best || now_.cycles < best->cycles)) {
                best = Choice{now_.layers, now_.cycles, now_.slowest, {}};
                steps = now_.trace.size();
            }
            if ((best && goal && best->cycles <= *goal) || !raise())
                break;
        }
        if (best) {
            // Beyond it, raising layers as slow as the slowest may fit and gain nothing.
            while (steps < now_.trace.size() && now_.trace[steps].refused.empty())
                ++steps;
            now_.trace.resize(std::min(now_.trace.size(), steps + 1));
            best->trace = std::move(now_.trace);
        }
        return best;
    }

private:
    bool raise() {
        const std::size_t layer = now_.slowest;
        Step step{static_cast<int>(layer), now_.cycles, now_.cycles, {}, {}};
        const bool can = position_[layer] + 1 < fronts_[layer].size();
        if (can) {
            step.cost = difference(fronts_[layer][position_[layer] + 1]->use,
                                   fronts_[layer][position_[layer]]->use);
            now_.layers[layer] = fronts_[layer][++position_[layer]];
            step.cycles_after = now_.layers[layer]->cycles;
            find_slowest(now_);
        } else {
            step.refused = "parallelism";
        }
        now_.trace.push_back(step);
        return can;
    }

    std::vector<std::vector<const Option*>> fronts_; // by layer
    std::vector<std::size_t> position_;              // in its front
    Choice now_;
};

} // namespace

std::optional<Choice> greedy(const std::vector<LayerOptions>& layers, const Budget& budget,
                             const std::optional<std::int64_t>& goal_cycles) {
    return Walk(layers, shares(budget)).run(budget, goal_cycles);
}

} // namespace sluice::tuner
