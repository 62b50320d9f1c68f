// SPDX-License-Identifier: Apache-2.0
#include "tuner/search.h"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace sluice::tuner {

namespace {

// What one unit of each resource costs, in the order of kResources.
using Prices = std::array<double, kResources.size()>;

double cost(const Use& use, const Prices& prices) {
    double sum = 0;
    for (std::size_t i = 0; i < prices.size(); ++i)
        sum += prices[i] * kResources[i].used(use);
    return sum;
}

// Breaks ties between what costs the same: multipliers first. Small against a share of any budget.
constexpr Prices kTies = {1e-7, 1e-7, 1e-7, 1e-10, 1e-11, 1e-7};

// A price list for each resource of the budget, the others' shares breaking its ties, and one for
// all shares together; the last is also what choices of equal speed are compared by.
std::vector<Prices> price_lists(const Budget& budget) {
    Prices shares{};
    for (std::size_t i = 0; i < shares.size(); ++i)
        if (const std::optional<double>& allowed = budget.*kResources[i].allowed)
            shares[i] = 1.0 / std::max(*allowed, 1e-3);
    std::vector<Prices> lists;
    for (std::size_t first = 0; first < shares.size(); ++first) {
        if (shares[first] == 0)
            continue;
        Prices prices = kTies;
        for (std::size_t i = 0; i < shares.size(); ++i)
            prices[i] += shares[i] * (i == first ? 1.0 : 1e-3);
        lists.push_back(prices);
    }
    Prices together = kTies;
    for (std::size_t i = 0; i < shares.size(); ++i)
        together[i] += shares[i];
    lists.push_back(together);
    return lists;
}

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

Use total(const Choice& choice) {
    Use use;
    for (const Option* option : choice.layers)
        use += option->use;
    return use;
}

void find_slowest(Choice& choice) {
    const auto at =
        std::max_element(choice.layers.begin(), choice.layers.end(),
                         [](const Option* a, const Option* b) { return a->cycles < b->cycles; });
    choice.slowest = static_cast<std::size_t>(at - choice.layers.begin());
    choice.cycles = (*at)->cycles;
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

    const Choice& first() const { return now_; }

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
        Step step{static_cast<int>(layer), now_.cycles, now_.cycles, {}};
        const bool can = position_[layer] + 1 < fronts_[layer].size();
        if (can) {
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

std::optional<Choice> search(const std::vector<LayerOptions>& layers, const Budget& budget,
                             const std::optional<std::int64_t>& goal_cycles) {
    const std::vector<Prices> lists = price_lists(budget);
    const auto rank = [&](const Choice& choice) {
        const std::int64_t cycles =
            goal_cycles ? std::max(choice.cycles, *goal_cycles) : choice.cycles;
        return std::pair(cycles, cost(total(choice), lists.back()));
    };
    std::optional<Choice> best;
    for (const Prices& prices : lists) {
        std::optional<Choice> choice = Walk(layers, prices).run(budget, goal_cycles);
        if (choice && (!best || rank(*choice) < rank(*best)))
            best = std::move(choice);
    }
    return best;
}

Choice smallest(const std::vector<LayerOptions>& layers, const Budget& budget) {
    std::optional<Choice> best;
    for (const Prices& prices : price_lists(budget)) {
        const Choice choice = Walk(layers, prices).first();
        if (!best || fullness(total(choice), budget) < fullness(total(*best), budget))
            best = choice;
    }
    return *best;
}

} // namespace sluice::tuner
