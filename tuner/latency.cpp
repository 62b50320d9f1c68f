// SPDX-License-Identifier: Apache-2.0
#include "tuner/latency.h"

#include <algorithm>
#include <cmath>

#include "tuner/front.h"

namespace sluice::tuner {

namespace {

// Shares of the budget that the designs have from which walks start.
constexpr double kStarts[] = {0.45, 0.7, 0.9};
// Beats to simulate, at most: some ten seconds. Networks too large for a walk of their own keep the
// best of the starts.
constexpr std::int64_t kBeats = 600'000'000;

class Walk {
public:
    Walk(const design::Skeleton& skeleton, const std::vector<LayerOptions>& layers,
         const Budget& budget)
        : skeleton_(skeleton), budget_(budget), prices_(shares(budget)) {
        for (const LayerOptions& options : layers)
            fronts_.push_back(front(options, prices_));
    }

    // From the choice's options, or what is next to them in the fronts.
    void start(const Choice& choice) {
        at_.clear();
        for (std::size_t i = 0; i < fronts_.size(); ++i) {
            std::size_t index = 0;
            while (index + 1 < fronts_[i].size() &&
                   fronts_[i][index]->cycles > choice.layers[i]->cycles)
                ++index;
            at_.push_back(index);
        }
        latency_ = measure(at_);
    }

    void run() {
        while (raise_one()) {
        }
        while (beats_left_ > 0 && exchange()) {
        }
    }

    bool fits() const { return fits(at_); }
    std::int64_t latency() const { return latency_; }
    Choice choice() const {
        Choice result;
        for (std::size_t i = 0; i < at_.size(); ++i)
            result.layers.push_back(fronts_[i][at_[i]]);
        find_slowest(result);
        return result;
    }

private:
    using Place = std::vector<std::size_t>; // in each layer's front

    struct Move {
        std::size_t layer = 0;
        std::size_t to = 0;
        std::int64_t latency = 0;
        double cost = 0;
        double worth = 0; // cycles per cost
    };

    Use use(const Place& place) const {
        Use sum;
        for (std::size_t i = 0; i < place.size(); ++i)
            sum += fronts_[i][place[i]]->use;
        return sum;
    }

    bool fits(const Place& place) const { return shortage(use(place), budget_).what.empty(); }

    std::int64_t measure(const Place& place) {
        design::Skeleton skeleton = skeleton_;
        for (std::size_t i = 0; i < place.size(); ++i)
            skeleton.layers[i].block = fronts_[i][place[i]]->block;
        const design::Design design = design::assemble(skeleton);
        for (const design::Edge& edge : design.edges)
            beats_left_ -= edge.stream.beats();
        return design::single_frame_latency(design);
    }

    // The layer's option `steps` further on.
    std::optional<Move> move(std::size_t layer, int steps) {
        const auto to = static_cast<std::ptrdiff_t>(at_[layer]) + steps;
        if (to < 0 || to >= static_cast<std::ptrdiff_t>(fronts_[layer].size()))
            return {};
        Move result{layer, static_cast<std::size_t>(to), 0, 0, 0};
        Place place = at_;
        place[layer] = result.to;
        if (steps > 0 && !fits(place))
            return {};
        result.latency = measure(place);
        result.cost = cost(fronts_[layer][result.to]->use, prices_) -
                      cost(fronts_[layer][at_[layer]]->use, prices_);
        result.worth =
            static_cast<double>(latency_ - result.latency) / std::max(std::abs(result.cost), 1e-12);
        return result;
    }

    // The step, or two or three at once, that saves most per cost; where none saves anything, the
    // slowest layer's, as long as there is one.
    bool raise_one() {
        if (beats_left_ <= 0)
            return false;
        std::optional<Move> best;
        for (std::size_t layer = 0; layer < at_.size(); ++layer)
            for (const int steps : {1, 3}) {
                const std::optional<Move> trial = move(layer, steps);
                if (trial && trial->latency < latency_ && (!best || trial->worth > best->worth))
                    best = trial;
            }
        if (!best)
            return false;
        at_[best->layer] = best->to;
        latency_ = best->latency;
        return true;
    }

    // One layer faster and one slower; the most and the least valuable are tried with each other.
    bool exchange() {
        constexpr std::size_t kTried = 6;
        std::vector<Move> faster, slower;
        for (std::size_t layer = 0; layer < at_.size(); ++layer) {
            for (const int steps : {1, 2, 4})
                if (const auto trial = faster_move(layer, steps))
                    faster.push_back(*trial);
            for (const int steps : {-1, -2})
                if (const auto trial = move(layer, steps))
                    slower.push_back(*trial);
        }
        const auto by_worth = [](const Move& a, const Move& b) { return a.worth > b.worth; };
        std::stable_sort(faster.begin(), faster.end(), by_worth);
        std::stable_sort(slower.begin(), slower.end(), by_worth);
        for (std::size_t f = 0; f < std::min(kTried, faster.size()); ++f)
            for (std::size_t s = 0; s < std::min(kTried, slower.size()); ++s) {
                if (faster[f].layer == slower[s].layer)
                    continue;
                Place place = at_;
                place[faster[f].layer] = faster[f].to;
                place[slower[s].layer] = slower[s].to;
                if (!fits(place))
                    continue;
                const std::int64_t latency = measure(place);
                if (latency >= latency_)
                    continue;
                at_ = place;
                latency_ = latency;
                while (raise_one()) {
                }
                return true;
            }
        return false;
    }

    // As move(), but whether it fits is not asked: another layer makes room.
    std::optional<Move> faster_move(std::size_t layer, int steps) {
        const std::size_t to = at_[layer] + static_cast<std::size_t>(steps);
        if (to >= fronts_[layer].size())
            return {};
        Place place = at_;
        place[layer] = to;
        const std::int64_t latency = measure(place);
        if (latency >= latency_)
            return {};
        const double price =
            cost(fronts_[layer][to]->use, prices_) - cost(fronts_[layer][at_[layer]]->use, prices_);
        return Move{layer, to, latency, price,
                    static_cast<double>(latency_ - latency) / std::max(price, 1e-12)};
    }

    const design::Skeleton& skeleton_;
    const Budget& budget_;
    Prices prices_;
    std::vector<std::vector<const Option*>> fronts_; // by layer
    Place at_;
    std::int64_t latency_ = 0;
    std::int64_t beats_left_ = kBeats / static_cast<std::int64_t>(std::size(kStarts));
};

Budget part_of(const Budget& budget, double share) {
    Budget part = budget;
    for (const Resource& resource : kResources)
        if (std::optional<double>& allowed = part.*resource.allowed)
            *allowed *= share;
    return part;
}

} // namespace

std::optional<Choice> least_latency(const design::Skeleton& skeleton,
                                    const std::vector<LayerOptions>& layers, const Budget& budget) {
    std::optional<Choice> best = search(layers, budget, {});
    if (!best)
        return {};
    std::int64_t least = 0;
    {
        design::Skeleton fastest = skeleton;
        for (std::size_t i = 0; i < best->layers.size(); ++i)
            fastest.layers[i].block = best->layers[i]->block;
        least = design::single_frame_latency(design::assemble(fastest));
    }
    for (const double share : kStarts) {
        const std::optional<Choice> start = search(layers, part_of(budget, share), {});
        if (!start)
            continue;
        Walk walk(skeleton, layers, budget);
        walk.start(*start);
        if (!walk.fits())
            continue;
        walk.run();
        if (walk.latency() >= least)
            continue;
        least = walk.latency();
        best = walk.choice();
    }
    return best;
}

} // namespace sluice::tuner
