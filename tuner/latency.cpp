// SPDX-License-Identifier: Apache-2.0
#include "tuner/latency.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <random>

#include "tuner/dataflow.h"
#include "tuner/prices.h"

namespace sluice::tuner {

namespace {

// What is computed and simulated, at most: some seconds each.
constexpr std::int64_t kPixels = 700'000'000; // a run
constexpr std::int64_t kBeats = 400'000'000;
constexpr std::int64_t kMostTrials = 100'000;
constexpr int kRuns = 3; // of the annealing: one alone may end 5 % from the best
constexpr std::int64_t kMostIdle = 30'000;
constexpr int kCandidates = 24; // of the annealing that are simulated
// Relative: what a trial may be slower by and still be taken with probability 1/e.
constexpr double kHot = 0.01;
constexpr double kCold = 0.0001;
constexpr double kThrift = 0.01; // share of the latency that the first design's area is worth
constexpr double kClose = 0.005; // trials that are further behind are not simulated

using Place = std::vector<int>; // each layer's option, in its list

// Whether `a` needs no more of anything that the budget limits, nor of cycles.
bool dominates(const Option& a, const Option& b, const Budget& budget, const Prices& prices) {
    if (a.cycles > b.cycles || cost(a.use, prices) > cost(b.use, prices))
        return false;
    return std::ranges::all_of(kResources, [&](const Resource& resource) {
        return !(budget.*resource.allowed) || resource.used(a.use) <= resource.used(b.use);
    });
}

// The options that no other dominates, slowest first.
std::vector<const Option*> worthwhile(const LayerOptions& options, const Budget& budget,
                                      const Prices& prices) {
    std::vector<const Option*> order;
    for (const Option& option : options)
        order.push_back(&option);
    std::ranges::stable_sort(order, [&](const Option* a, const Option* b) {
        return a->cycles != b->cycles ? a->cycles < b->cycles
                                      : cost(a->use, prices) < cost(b->use, prices);
    });
    std::vector<const Option*> kept;
    for (const Option* option : order)
        if (std::ranges::none_of(kept, [&](const Option* other) {
                return dominates(*other, *option, budget, prices);
            }))
            kept.push_back(option);
    std::ranges::reverse(kept);
    return kept;
}

// Roughly, in LUTs.
double area(const rtl::Resources& use) {
    return use.lut + 0.5 * use.ff + 100 * use.dsp + 300 * use.bram + 2400 * use.uram;
}

class Quickest {
public:
    Quickest(const design::Skeleton& skeleton, const std::vector<LayerOptions>& layers,
             const Budget& budget, const Choice& start)
        : skeleton_(skeleton), budget_(budget), prices_(shares(budget)),
          dataflow_(skeleton, layers) {
        for (std::size_t i = 0; i < layers.size(); ++i) {
            lists_.push_back(worthwhile(layers[i], budget, prices_));
            // What the search took may be dominated by its equal.
            auto at = std::ranges::find(lists_[i], start.layers[i]);
            if (at == lists_[i].end())
                at = lists_[i].insert(
                    std::ranges::upper_bound(lists_[i], start.layers[i]->cycles, std::greater<>(),
                                             [](const Option* option) { return option->cycles; }),
                    start.layers[i]);
            place_.push_back(static_cast<int>(at - lists_[i].begin()));
            movable_ = movable_ || lists_[i].size() > 1;
        }
    }

    Choice run() {
        const Layers start = choice_of(place_);
        best_ = place_;
        best_cycles_ = simulate(start);
        start_area_ = std::max(area(use_of(start).resources), 1.0);
        if (movable_) {
            const Place start_place = place_;
            for (int run = 0; run < kRuns; ++run) {
                place_ = start_place;
                anneal();
            }
            refine();
        }
        Choice choice;
        choice.layers = choice_of(best_);
        find_slowest(choice);
        return choice;
    }

private:
    using Layers = std::vector<const Option*>;

    Layers choice_of(const Place& place) const {
        Layers layers;
        for (std::size_t i = 0; i < place.size(); ++i)
            layers.push_back(lists_[i][static_cast<std::size_t>(place[i])]);
        return layers;
    }

    static Use use_of(const Layers& layers) {
        Use sum;
        for (const Option* option : layers)
            sum += option->use;
        return sum;
    }

    bool fits(const Layers& layers) const { return shortage(use_of(layers), budget_).what.empty(); }

    // What is made small: the dataflow's latency, and a little for what the design costs.
    double judge(const Layers& layers) {
        const double cycles = dataflow_.latency(layers);
        return cycles * (1 + kThrift * area(use_of(layers).resources) / start_area_);
    }

    std::int64_t simulate(const Layers& layers) {
        const auto [at, fresh] = simulated_.try_emplace(layers, 0);
        if (!fresh)
            return at->second;
        design::Skeleton skeleton = skeleton_;
        for (std::size_t i = 0; i < layers.size(); ++i)
            skeleton.layers[i].block = layers[i]->block;
        const design::Design design = design::assemble(skeleton);
        for (const design::Edge& edge : design.edges)
            beats_left_ -= edge.stream.beats();
        return at->second = design::single_frame_latency(design);
    }

    int random_below(std::size_t count) {
        return static_cast<int>(random_() % static_cast<std::uint32_t>(count));
    }

    // Another option for one layer, mostly near the present one, and slower ones for others until
    // it fits. The same place where nothing was found.
    Place neighbour(const Place& place) {
        constexpr int kNear = 3;
        constexpr int kGiving = 4;
        const auto layer = static_cast<std::size_t>(random_below(lists_.size()));
        const int size = static_cast<int>(lists_[layer].size());
        if (size == 1)
            return place;
        Place trial = place;
        const int near = place[layer] + random_below(2 * kNear + 1) - kNear;
        trial[layer] = random_below(4) == 0 ? random_below(lists_[layer].size())
                                            : std::clamp(near, 0, size - 1);
        Layers layers = choice_of(trial);
        for (int giving = 0; giving <= kGiving; ++giving) {
            if (fits(layers))
                return trial;
            const auto other = static_cast<std::size_t>(random_below(lists_.size()));
            if (other == layer)
                continue;
            for (int step = 0; step < 2 * kNear && trial[other] > 0; ++step) {
                layers[other] = lists_[other][static_cast<std::size_t>(--trial[other])];
                if (fits(layers))
                    return trial;
            }
        }
        return place;
    }

    void anneal() {
        const std::int64_t trials = std::clamp<std::int64_t>(
            kPixels / std::max<std::int64_t>(dataflow_.pixels(), 1), 2000, kMostTrials);
        double now = judge(choice_of(place_));
        dataflow_.accept();
        for (std::int64_t trial = 0; trial < trials; ++trial) {
            const double heat = kHot * std::pow(kCold / kHot, static_cast<double>(trial) /
                                                                  static_cast<double>(trials));
            Place other = neighbour(place_);
            if (other == place_)
                continue;
            const double then = judge(choice_of(other));
            const double chance = static_cast<double>(random_() % 1'000'003) / 1'000'003.0;
            if (then > now && chance >= std::exp((now - then) / (heat * now)))
                continue;
            dataflow_.accept();
            place_ = std::move(other);
            now = then;
            candidates_.emplace(now, place_);
            if (candidates_.size() > kCandidates)
                candidates_.erase(std::prev(candidates_.end()));
        }
    }

    // The candidates in the beat simulation, then what is near the best of them.
    void refine() {
        for (const auto& [judged, place] : candidates_)
            take(place);
        double now = judge(choice_of(best_));
        dataflow_.accept();
        for (std::int64_t idle = 0; beats_left_ > 0 && idle < kMostIdle; ++idle) {
            const Place other = neighbour(best_);
            const double then = judge(choice_of(other));
            if (then > now * (1 + kClose) || !take(other))
                continue;
            dataflow_.accept();
            now = then;
            idle = 0;
        }
    }

    // Makes the place the best one if it is.
    bool take(const Place& place) {
        if (beats_left_ <= 0)
            return false;
        const std::int64_t cycles = simulate(choice_of(place));
        if (cycles >= best_cycles_)
            return false;
        best_ = place;
        best_cycles_ = cycles;
        return true;
    }

    const design::Skeleton& skeleton_;
    const Budget& budget_;
    Prices prices_;
    Dataflow dataflow_;
    std::vector<Layers> lists_; // by layer, slowest first
    bool movable_ = false;
    Place place_;
    Place best_;
    std::int64_t best_cycles_ = 0;
    double start_area_ = 1;
    std::multimap<double, Place> candidates_;
    std::map<Layers, std::int64_t> simulated_;
    std::int64_t beats_left_ = kBeats;
    std::minstd_rand random_{1};
};

} // namespace

std::optional<Choice> least_latency(const design::Skeleton& skeleton,
                                    const std::vector<LayerOptions>& layers, const Budget& budget) {
    const std::optional<Choice> fastest = search(layers, budget, {});
    if (!fastest)
        return {};
    return Quickest(skeleton, layers, budget, *fastest).run();
}

} // namespace sluice::tuner
