// SPDX-License-Identifier: Apache-2.0
// Where an integer network leaves its float graph: layer by layer, how much and why.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/frames.h"
#include "frontend/graph/graph.h"
#include "quantizer/network/network.h"

namespace sluice::testbench {

// What a layer adds by itself, its inputs being the float graph's, as shares of all that it adds.
struct ErrorShares {
    double clipping = 0; // values beyond the ends of the output's range
    double steps = 0;    // rounding to the output's steps
    double inputs = 0;   // the inputs' steps, through the float operator
    double weights = 0;  // the rest: weights, bias, multiplier
};

struct ComparedLayer {
    std::string name;
    std::string kind;
    // Signal to noise against the float graph, in dB: of the float graph with every value rounded
    // to its levels and float weights; of the emulator; of the emulator's layer alone, fed with the
    // float graph's values.
    double quantized_db = 0;
    double emulator_db = 0;
    double own_db = 0;
    ErrorShares own;
    // The largest error of the emulator, and where.
    double largest_error = 0; // in the float graph's units
    double largest_error_steps = 0;
    std::int64_t frame = 0;
    int y = 0, x = 0, channel = 0;
    int worst_channel = 0; // of the lowest signal to noise
    double worst_channel_db = 0;
};

struct Comparison {
    std::int64_t frames = 0;
    std::vector<ComparedLayer> layers; // in the network's order
};

// Signal to noise ratios are at most this.
constexpr double kMostDb = 140.0;

// Runs `frames` frames through the float graph and the network made from it; `graph` has the
// network's equalisation. Throws Error when they do not belong together.
Comparison compare(const graph::Graph& graph, const network::Network& network,
                   const FrameSource& data, std::int64_t frames);

// The first layer below `least_db`, as an index; -1 when there is none.
int first_below(const Comparison& comparison, double least_db);

// Which setting would help the layer most, in a sentence with its key in the configuration.
std::string advice(const ComparedLayer& layer, const network::Layer& integers);

} // namespace sluice::testbench
