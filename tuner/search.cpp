// SPDX-License-Identifier: Apache-2.0
#include "tuner/search.h"

#include <algorithm>

#include "tuner/fit.h"
#include "tuner/prices.h"

namespace sluice::tuner {

namespace {

// The options of all layers as items, those that another of the same layer is no worse than in
// everything left out.
class Items {
public:
    Items(const std::vector<LayerOptions>& layers, const Budget& budget) {
        for (std::size_t r = 0; r < kResources.size(); ++r)
            if (budget.*kResources[r].allowed)
                limited_.push_back(r);
        const Prices objective = shares(budget);
        for (const LayerOptions& options : layers) {
            entries_.emplace_back();
            for (const Option& option : options)
                entries_.back().push_back(entry(option, budget, objective));
            auto& entries = entries_.back();
            std::stable_sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
                return std::pair(a.item.objective, a.option->cycles) <
                       std::pair(b.item.objective, b.option->cycles);
            });
            keep_useful(entries);
        }
    }

    // Every number of cycles that an option has, ascending, from the least that all layers reach.
    std::vector<std::int64_t> intervals() const {
        std::vector<std::int64_t> all;
        std::int64_t least = 0;
        for (const auto& entries : entries_) {
            std::int64_t fastest = entries.front().option->cycles;
            for (const Entry& entry : entries) {
                fastest = std::min(fastest, entry.option->cycles);
                all.push_back(entry.option->cycles);
            }
            least = std::max(least, fastest);
        }
        std::sort(all.begin(), all.end());
        all.erase(std::unique(all.begin(), all.end()), all.end());
        all.erase(all.begin(), std::lower_bound(all.begin(), all.end(), least));
        return all;
    }

    std::optional<Choice> choose(std::int64_t cycles, bool cheapest) const {
        std::vector<Group> groups;
        std::vector<std::vector<const Option*>> options;
        for (const auto& entries : entries_) {
            groups.emplace_back();
            options.emplace_back();
            for (const Entry& entry : entries) {
                if (entry.option->cycles > cycles || dominated(groups.back(), entry.item))
                    continue;
                groups.back().push_back(entry.item);
                options.back().push_back(entry.option);
            }
        }
        const auto found = fit(groups, limited_.size(), cheapest);
        if (!found)
            return {};
        Choice choice;
        for (std::size_t i = 0; i < options.size(); ++i)
            choice.layers.push_back(options[i][static_cast<std::size_t>((*found)[i])]);
        find_slowest(choice);
        return choice;
    }

private:
    struct Entry {
        const Option* option;
        Item item;
    };

    Entry entry(const Option& option, const Budget& budget, const Prices& objective) const {
        Entry result{&option, {}};
        for (std::size_t c = 0; c < limited_.size(); ++c) {
            const Resource& resource = kResources[limited_[c]];
            result.item.costs[c] =
                resource.used(option.use) / std::max(*(budget.*resource.allowed), 1e-3);
        }
        result.item.objective = cost(option.use, objective);
        return result;
    }

    bool no_dearer(const Item& a, const Item& b) const {
        for (std::size_t c = 0; c < limited_.size(); ++c)
            if (a.costs[c] > b.costs[c])
                return false;
        return true;
    }

    // Items come by rising objective, so that those before are no worse in that.
    bool dominated(const Group& before, const Item& item) const {
        return std::any_of(before.begin(), before.end(),
                           [&](const Item& other) { return no_dearer(other, item); });
    }

    void keep_useful(std::vector<Entry>& entries) const {
        std::vector<Entry> kept;
        for (const Entry& entry : entries)
            if (std::none_of(kept.begin(), kept.end(), [&](const Entry& other) {
                    return other.option->cycles <= entry.option->cycles &&
                           no_dearer(other.item, entry.item);
                }))
                kept.push_back(entry);
        entries = std::move(kept);
    }

    std::vector<std::size_t> limited_; // indices of kResources
    std::vector<std::vector<Entry>> entries_;
};

} // namespace

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

std::optional<Choice> search(const std::vector<LayerOptions>& layers, const Budget& budget,
                             const std::optional<std::int64_t>& goal_cycles) {
    const Items items(layers, budget);
    const std::vector<std::int64_t> intervals = items.intervals();
    // The slowest that reaches the goal, else the first from which on something fits.
    std::size_t low = 0;
    if (goal_cycles) {
        const auto above = std::upper_bound(intervals.begin(), intervals.end(), *goal_cycles);
        low = static_cast<std::size_t>(std::max<std::ptrdiff_t>(above - intervals.begin(), 1) - 1);
        if (auto choice = items.choose(intervals[low], true))
            return choice;
        ++low;
    }
    std::size_t high = intervals.size();
    while (low < high) {
        const std::size_t middle = low + (high - low) / 2;
        if (items.choose(intervals[middle], false))
            high = middle;
        else
            low = middle + 1;
    }
    return high == intervals.size() ? std::nullopt : items.choose(intervals[high], true);
}

Choice smallest(const std::vector<LayerOptions>& layers, const Budget& budget) {
    // Without a limit on the interval, and limits that are raised until something fits.
    Budget wider = budget;
    for (double factor = 1;; factor *= 1.25) {
        for (const Resource& resource : kResources)
            if (const std::optional<double>& allowed = budget.*resource.allowed)
                wider.*resource.allowed = std::max(*allowed, 1e-3) * factor;
        const Items items(layers, wider);
        if (std::optional<Choice> choice = items.choose(items.intervals().back(), true))
            return *choice;
    }
}

} // namespace sluice::tuner
