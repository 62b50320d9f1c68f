// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "tuner/front.h"
#include "tuner/search.h"

namespace sluice::tuner {

namespace {

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
