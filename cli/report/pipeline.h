// SPDX-License-Identifier: Apache-2.0
// What the report tells about the design as a pipeline: how layers are connected, when each works,
// and what the memories hold.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace sluice::cli {

// A block between two layers that no layer asks for.
struct ReportAdapter {
    std::string kind;            // fork, fifo, width, regroup
    std::string name;            // of the instance
    std::int64_t depth = 0;      // of a FIFO, in beats
    std::int64_t most_beats = 0; // a FIFO's highest fill in the cycle model
};

// A stream from a layer (or an input of the IP) to a layer (or an output).
struct ReportLink {
    int from = -1; // index of the layer; -1: the input `port` of the IP
    int to = -1;   // index of the layer; -1: the output `port`
    int port = 0;
    int lanes = 1; // as its reader takes it
    int pixels = 1;
    int lane_bits = 8;
    std::int64_t beats = 0;              // of a frame
    std::vector<ReportAdapter> adapters; // from the writer to the reader
};

// When a layer worked on one frame, in cycles from the first input beat, without stalls.
struct ReportSpan {
    std::int64_t first_in = 0;
    std::int64_t last_in = 0;
    std::int64_t first_out = 0;
    std::int64_t last_out = 0;
};

// Memories of one purpose in a layer or in a FIFO of its own.
struct ReportMemory {
    std::string owner;      // the layer, or the FIFO
    int layer = -1;         // -1: a FIFO of its own
    std::string holds;      // "weights", "rows of the window", ...
    std::int64_t count = 1; // of such memories
    std::int64_t words = 0; // of one; 0 where it is not told apart
    std::int64_t word_bits = 0;
    double bram = 0; // blocks of all; 0: distributed memory, LUTs or registers
};

nlohmann::ordered_json link_json(const ReportLink& link);
nlohmann::ordered_json span_json(const ReportSpan& span);
// `block_bits`: of one memory block of the family; 0: it has none.
nlohmann::ordered_json memory_json(const ReportMemory& memory, double block_bits);

} // namespace sluice::cli
