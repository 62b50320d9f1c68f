// SPDX-License-Identifier: Apache-2.0
#include "quantizer/calibration/search_ranges.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "quantizer/calibration/choose_range.h"
#include "quantizer/layers/ending.h"

namespace sluice::quantizer {

namespace {

constexpr double kLeastGainDb = 0.01;      // less is chance
constexpr double kSameScale = 1.0 / 128.0; // ranges that differ by less are one

bool alike(const Affine& a, const Affine& b) {
    return a.zero_point == b.zero_point && std::fabs(a.scale - b.scale) <= kSameScale * b.scale;
}

Affine& slot_affine(Draft& draft, const RangeSlot& slot) {
    return slot.is_group ? draft.groups[slot.index] : draft.results[slot.index];
}

Affine candidate(const Draft& draft, const RangeSlot& slot,
                 const std::vector<Statistics>& statistics, const RangeRule& rule,
                 const Options& options) {
    const Range range =
        slot.is_group
            ? group_range(draft.plan, slot.index, statistics, rule.method, options)
            : choose_range(statistics[draft.plan.layers[slot.index].result], rule.method, options);
    return affine_of({range.low * rule.margin, range.high * rule.margin});
}

// Which layers are made with the slot's range: those that read or write a tensor of the group, or
// the one whose table reads the result.
std::vector<bool> layers_at(const Plan& plan, const RangeSlot& slot) {
    std::vector<bool> result(plan.layers.size());
    for (std::size_t l = 0; l < plan.layers.size(); ++l) {
        const auto in_group = [&](PlanTensorId id) {
            return plan.tensors[id].scale_group == slot.index;
        };
        const PlanLayer& layer = plan.layers[l];
        result[l] = slot.is_group
                        ? in_group(layer.output) ||
                              std::any_of(layer.inputs.begin(), layer.inputs.end(), in_group)
                        : static_cast<int>(l) == slot.index;
    }
    return result;
}

constexpr RangeRule kRules[] = {
    {"minmax", Method::minmax, 1.0},
    {"minmax, widened", Method::minmax, 1.125},
    {"percentile", Method::percentile, 1.0},
    {"mse", Method::mse, 1.0},
    {"kl", Method::kl, 1.0},
};

} // namespace

std::vector<RangeSlot> range_slots(const Plan& plan) {
    std::vector<RangeSlot> slots;
    std::vector<bool> done = whole_range_groups(plan);
    for (int group = 0; group < plan.scale_groups; ++group)
        if (group_levels(plan, group))
            done[group] = true;
    for (std::size_t l = 0; l < plan.layers.size(); ++l) {
        const PlanLayer& layer = plan.layers[l];
        if (!only_clamps(layer.activations) && !layer.result_levels)
            slots.push_back({false, static_cast<int>(l)});
        const int group = plan.tensors[layer.output].scale_group;
        if (!done[group])
            slots.push_back({true, group});
        done[group] = true;
    }
    return slots;
}

std::vector<RangeRule> search_ranges(Draft draft, const std::vector<Statistics>& statistics,
                                     Probe& probe, const Options& options,
                                     const Progress& progress) {
    const std::vector<RangeSlot> slots = range_slots(draft.plan);
    std::vector<RangeRule> rules(slots.size(), kRules[0]);
    apply_ranges(draft, rules, statistics, options);
    network::Network accepted = make_network(draft, options);
    double best_db = probe.accept(accepted);
    for (std::size_t s = 0; s < slots.size(); ++s) {
        Affine& affine = slot_affine(draft, slots[s]);
        std::vector<Affine> tried{affine};
        Affine best = affine;
        const double start_db = best_db;
        const std::vector<bool> changed = layers_at(draft.plan, slots[s]);
        for (const RangeRule& rule : std::span(kRules).subspan(1)) {
            affine = candidate(draft, slots[s], statistics, rule, options);
            if (std::any_of(tried.begin(), tried.end(),
                            [&](const Affine& other) { return alike(affine, other); }))
                continue;
            tried.push_back(affine);
            const double db = probe.measure(make_network(draft, options, accepted, changed));
            if (db > std::max(best_db, start_db + kLeastGainDb)) {
                best_db = db;
                best = affine;
                rules[s] = rule;
            }
        }
        affine = best;
        if (best_db > start_db) {
            accepted = make_network(draft, options, accepted, changed);
            probe.accept(accepted);
        }
        if (progress)
            progress("ranges", static_cast<std::int64_t>(s + 1),
                     static_cast<std::int64_t>(slots.size()));
    }
    return rules;
}

void apply_ranges(Draft& draft, const std::vector<RangeRule>& rules,
                  const std::vector<Statistics>& statistics, const Options& options) {
    const std::vector<RangeSlot> slots = range_slots(draft.plan);
    for (std::size_t s = 0; s < slots.size(); ++s)
        slot_affine(draft, slots[s]) = candidate(draft, slots[s], statistics, rules[s], options);
}

} // namespace sluice::quantizer
