// SPDX-License-Identifier: Apache-2.0
// One thing that the soak compares: a layer alone or a small graph, as network and design.
#pragma once

#include <cstdint>
#include <string>

#include "generator/design/design.h"
#include "quantizer/network/network.h"

namespace sluice::testbench {

struct SoakItem {
    std::int64_t index = 0;
    std::string kind; // of the layer, or "graph"
    std::string what; // the least that describes it: shapes, structure, parallelism
    network::Network network;
    design::Design design;
};

// The kinds of items, every layer kind and "graph".
const std::vector<std::string>& soak_kinds();

// Item `index` of the soak of this seed; of `kind` where that is not empty, else every tenth is a
// graph and the rest layers of all kinds. Same arguments, same item.
SoakItem draw_item(std::uint64_t seed, std::int64_t index, const std::string& kind = "");

// A layer of this kind with random numbers, shapes, parallelism and way of being built; its output
// only, inputs as the kind needs them.
SoakItem draw_layer(const std::string& kind, std::uint64_t seed);

// Three to about ten layers with forks and joins: residuals, Inception's branches, gates of
// squeeze-and-excitation, splits and concatenations, several inputs and outputs; tuned for a random
// budget, FIFOs sized.
SoakItem draw_graph(std::uint64_t seed);

} // namespace sluice::testbench
