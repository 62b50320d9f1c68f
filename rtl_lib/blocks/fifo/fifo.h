// SPDX-License-Identifier: Apache-2.0
// sluice_fifo: a FIFO on a stream.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/shape.h"
#include "base/window.h"
#include "rtl_lib/beats.h"
#include "rtl_lib/parameter.h"
#include "rtl_lib/stream.h"

namespace sluice::rtl {

// v(n) = max(w(n) + latency, r(n-1) + 1): beat n written in cycle w is offered from there on;
// g(n) = r(n - depth) + 1: the write of beat n waits for that read. latency = 1 for depth 2
// (registers), 2 for more (memory).
struct Fifo {
    Stream stream;
    int depth = 2; // beats held, at least 2
};

// Of a FIFO that is never full, in the beat model alone.
constexpr int kUnboundedDepth = 1 << 30;

// --- what every block gives (rtl_lib/block.h) ---
const char* module_name(const Fifo& block);
// SystemVerilog files of the module and all that it instantiates, relative to rtl_lib/, in order.
std::vector<std::string> sources(const Fifo& block);
std::vector<Stream> input_streams(const Fifo& block);
std::vector<Stream> output_streams(const Fifo& block);
std::vector<Parameter> parameters(const Fifo& block);
// Throws std::logic_error (SLUICE_CHECK) when a parameter is outside the module's limits.
void validate(const Fifo& block);
// Cycles between frames in steady state when neither neighbour limits it.
std::int64_t interval_cycles(const Fifo& block);
// int8 products per cycle when every lane works.
std::int64_t products(const Fifo& block);
Resources resources(const Fifo& block, const Family& family);
// Every useful parallelism: none slower and larger than another. Empty where there is no choice.
std::vector<Parallelism> choices(const Fifo& block);
// The block with another parallelism; throws Error naming the nearest legal values.
Fifo with_parallelism(const Fifo& block, const Parallelism& parallelism);
std::unique_ptr<BeatProcess> beat_process(const Fifo& block, BeatPorts ports);

} // namespace sluice::rtl
