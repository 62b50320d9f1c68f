// SPDX-License-Identifier: Apache-2.0
// The parallelism of every layer: slowest layer first, within a budget.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "generator/design/design.h"

namespace sluice::tuner {

// What the design may use; what is not named is unlimited. `products` are int8 products per cycle,
// the rest as rtl::Resources.
struct Budget {
    std::optional<double> products;
    std::optional<double> dsp;
    std::optional<double> lut;
    std::optional<double> ff;
    std::optional<double> bram;
    std::optional<double> uram;
};

struct Use {
    double products = 0;
    rtl::Resources resources;
};

// One step of the walk to the design: the slowest layer and how fast it would become.
struct Step {
    int layer = -1;
    std::int64_t cycles_before = 0;
    std::int64_t cycles_after = 0;
    Use cost; // of the step
    // The resource that the design is then short of ("parallelism": the layer has no faster way);
    // empty where it fits. The last step of a walk may be one that was not taken.
    std::string refused;
};

// The interval that a twentieth more of one resource would allow.
struct Gain {
    std::string resource;
    std::int64_t interval_cycles = 0;
};

struct TuneResult {
    design::Skeleton skeleton; // with the parallelism chosen
    design::Design design;     // assembled, FIFOs sized
    design::Timing timing;
    Use use;
    // The layer with the most cycles; of several, one that has no faster way to be built.
    int bottleneck = -1;
    // No design within the products of the budget is faster, nor any layer alone (lower_bound.h).
    std::int64_t interval_lower_bound_cycles = 0;
    std::vector<std::int64_t> layer_lower_bound_cycles;
    std::vector<Step> trace; // of the greedy walk
    std::vector<Gain> gains; // of the resources that the budget limits
    std::string why_slow;    // what keeps the slowest layer from being faster, one sentence
};

// How the layers' options are chosen: for the smallest interval by the search or by the greedy
// walk, or for the least latency of a single frame.
enum class Method { optimum, greedy, latency };

struct Options {
    Budget budget;
    // The smallest design of at most this interval (--fps). The largest number there is asks for
    // the smallest design of all.
    std::optional<std::int64_t> interval_goal_cycles;
    // Layers whose parallelism is given, by index in the skeleton; they are not changed.
    std::map<int, rtl::Parallelism> pinned;
    std::map<int, rtl::MappingPin> mappings = {}; // of layers, where something of it is given
    Family family = {};                           // what the budget is of
    Method method = Method::optimum;
    bool control = false; // whether control registers stand beside the design
};

// Throws CheckFailed when not even the smallest design fits the budget (naming what is short), or
// when interval_goal_cycles cannot be met; Error when a pinned parallelism is not legal.
TuneResult tune(const design::Skeleton& skeleton, const Options& options);

// The steps of the greedy walk in the same budget, FIFOs and width converters left out; beside a
// design that was found otherwise. Empty where not even the smallest choice fits.
std::vector<Step> greedy_walk(const design::Skeleton& skeleton, const Options& options);

// What the blocks of a design use, adapters included, and with `control` its control registers.
Use use_of(const design::Design& design, const Family& family, bool control = false);

} // namespace sluice::tuner
