// SPDX-License-Identifier: Apache-2.0
#include "tuner/latency.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <utility>

#include "tuner/front.h"

namespace sluice::tuner {

namespace {

// Beats to simulate, at most: some ten seconds. Large networks get only the coarse steps.
constexpr std::int64_t kBeats = 800'000'000;
constexpr int kRestarts = 24;
constexpr double kShake = 0.3; // of a weight's logarithm, at most
constexpr double kSteps[] = {0.3, 0.15, 0.08, 0.04};

using Place = std::vector<std::size_t>; // each layer's option, in its front
using Weights = std::vector<double>;

std::int64_t latency_of(const design::Skeleton& skeleton, const Choice& choice) {
    design::Skeleton chosen = skeleton;
    for (std::size_t i = 0; i < choice.layers.size(); ++i)
        chosen.layers[i].block = choice.layers[i]->block;
    return design::single_frame_latency(design::assemble(chosen));
}

class Descent {
public:
    Descent(const design::Skeleton& skeleton, const std::vector<LayerOptions>& layers,
            const Budget& budget)
        : skeleton_(skeleton), budget_(budget), prices_(shares(budget)) {
        for (const LayerOptions& options : layers) {
            fronts_.push_back(front(options, prices_));
            slowest_ = std::max(slowest_, fronts_.back().front()->cycles);
        }
    }

    // `fastest`: the choice of the smallest interval.
    std::optional<Choice> run(const Choice& fastest) {
        // Layers of one speed, and of the fastest design's: a step of the input's pixels per cycle,
        // which halves the time of every early layer at once, lies between the two.
        descend_from(Weights(fronts_.size(), 1.0));
        Weights as_fastest;
        for (const Option* option : fastest.layers)
            as_fastest.push_back(static_cast<double>(option->cycles));
        descend_from(as_fastest);
        if (place_.empty())
            return {};
        // From elsewhere near the best, as long as there is time: a descent ends where no single
        // weight helps.
        std::minstd_rand random(1);
        for (int restart = 0; restart < kRestarts && beats_left_ > 0; ++restart) {
            Weights weights = weights_;
            for (double& weight : weights)
                weight *= std::exp(kShake * (static_cast<double>(random() % 1001) / 500.0 - 1));
            descend_from(weights);
        }
        while (beats_left_ > 0 && spend_rest()) {
        }
        Choice choice;
        for (std::size_t i = 0; i < place_.size(); ++i)
            choice.layers.push_back(fronts_[i][place_[i]]);
        find_slowest(choice);
        return choice;
    }

private:
    // Goes on from the best that it meets on the way down from `weights`, if that is better than
    // what is best so far.
    void descend_from(Weights weights) {
        const std::optional<Place> start = place_of(weights);
        if (!start || beats_left_ <= 0)
            return;
        std::swap(weights, weights_);
        const Place place = std::exchange(place_, *start);
        const std::int64_t latency = std::exchange(latency_, measure(*start));
        descend();
        if (!place.empty() && latency_ >= latency) {
            weights_ = std::move(weights);
            place_ = place;
            latency_ = latency;
        }
    }

    void descend() {
        for (const double step : kSteps)
            while (beats_left_ > 0 && pass(step)) {
            }
    }

    // The slowest option of each layer that takes at most its share of `cycles`, else the fastest.
    Place within(const Weights& weights, double cycles) const {
        Place place;
        for (std::size_t i = 0; i < fronts_.size(); ++i) {
            const auto& options = fronts_[i];
            const auto at =
                std::partition_point(options.begin(), options.end(), [&](const Option* option) {
                    return static_cast<double>(option->cycles) > cycles * weights[i];
                });
            place.push_back(
                std::min(static_cast<std::size_t>(at - options.begin()), options.size() - 1));
        }
        return place;
    }

    bool fits(const Place& place) const {
        Use sum;
        for (std::size_t i = 0; i < place.size(); ++i)
            sum += fronts_[i][place[i]]->use;
        return shortage(sum, budget_).what.empty();
    }

    // The smallest common time that fits, to a part in a thousand.
    std::optional<Place> place_of(const Weights& weights) const {
        double low = 1;
        double high = 100.0 * static_cast<double>(slowest_);
        std::optional<Place> found;
        if (Place place = within(weights, high); fits(place))
            found = place;
        if (!found)
            return {};
        while (high / low > 1.001) {
            const double middle = std::sqrt(low * high);
            Place place = within(weights, middle);
            if (fits(place)) {
                high = middle;
                found = std::move(place);
            } else {
                low = middle;
            }
        }
        return found;
    }

    std::int64_t measure(const Place& place) {
        const auto [at, fresh] = measured_.try_emplace(place, 0);
        if (!fresh)
            return at->second;
        design::Skeleton skeleton = skeleton_;
        for (std::size_t i = 0; i < place.size(); ++i)
            skeleton.layers[i].block = fronts_[i][place[i]]->block;
        const design::Design design = design::assemble(skeleton);
        for (const design::Edge& edge : design.edges)
            beats_left_ -= edge.stream.beats();
        at->second = design::single_frame_latency(design);
        return at->second;
    }

    bool take(const Weights& weights) {
        const std::optional<Place> place = place_of(weights);
        if (!place || beats_left_ <= 0)
            return false;
        const std::int64_t latency = measure(*place);
        if (latency >= latency_)
            return false;
        weights_ = weights;
        place_ = *place;
        latency_ = latency;
        return true;
    }

    // Every layer, and every tail of the network, once up and once down.
    bool pass(double step) {
        bool better = false;
        for (std::size_t first = 0; first < weights_.size(); ++first)
            for (const std::size_t end : {weights_.size(), first + 1})
                for (const double factor : {1 - step, 1 / (1 - step)}) {
                    Weights weights = weights_;
                    for (std::size_t i = first; i < end; ++i)
                        weights[i] *= factor;
                    better = take(weights) || better;
                }
        return better;
    }

    // The faster option, up to three further on, with the most cycles saved per cost.
    bool spend_rest() {
        double worth = 0;
        Place best;
        for (std::size_t i = 0; i < place_.size(); ++i)
            for (std::size_t step = 1; step <= 3 && place_[i] + step < fronts_[i].size(); ++step) {
                Place place = place_;
                place[i] += step;
                if (!fits(place) || beats_left_ <= 0)
                    break;
                const double price = cost(fronts_[i][place[i]]->use, prices_) -
                                     cost(fronts_[i][place_[i]]->use, prices_);
                const double saved =
                    static_cast<double>(latency_ - measure(place)) / std::max(price, 1e-12);
                if (saved > worth) {
                    worth = saved;
                    best = place;
                }
            }
        if (best.empty())
            return false;
        place_ = best;
        latency_ = measure(best);
        return true;
    }

    const design::Skeleton& skeleton_;
    const Budget& budget_;
    Prices prices_;
    std::vector<std::vector<const Option*>> fronts_; // by layer, slowest first
    std::int64_t slowest_ = 0;
    Weights weights_;
    Place place_;
    std::int64_t latency_ = 0;
    std::map<Place, std::int64_t> measured_;
    std::int64_t beats_left_ = kBeats;
};

} // namespace

std::optional<Choice> least_latency(const design::Skeleton& skeleton,
                                    const std::vector<LayerOptions>& layers, const Budget& budget) {
    const std::optional<Choice> fastest = search(layers, budget, {});
    if (!fastest)
        return {};
    const std::optional<Choice> quickest = Descent(skeleton, layers, budget).run(*fastest);
    if (!quickest)
        return fastest; // the descent looks at what is cheapest at the budget's shares alone
    return latency_of(skeleton, *fastest) < latency_of(skeleton, *quickest) ? fastest : quickest;
}

} // namespace sluice::tuner
