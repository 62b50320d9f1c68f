// SPDX-License-Identifier: Apache-2.0
// sluice_fork: one stream to several, each beat taken by each output once.
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

// Eager: every output takes a beat when it can; the next is offered when all have taken it. Two
// registers, so that one beat moves per cycle.
struct Fork {
    Stream stream;
    int outputs = 2;
};

// --- what every block gives (rtl_lib/block.h) ---
const char* module_name(const Fork& block);
// SystemVerilog files of the module and all that it instantiates, relative to rtl_lib/, in order.
std::vector<std::string> sources(const Fork& block);
std::vector<Stream> input_streams(const Fork& block);
std::vector<Stream> output_streams(const Fork& block);
std::vector<Parameter> parameters(const Fork& block);
// Throws std::logic_error (SLUICE_CHECK) when a parameter is outside the module's limits.
void validate(const Fork& block);
// Cycles between frames in steady state when neither neighbour limits it.
std::int64_t interval_cycles(const Fork& block);
// int8 products per cycle when every lane works.
std::int64_t products(const Fork& block);
Resources resources(const Fork& block, const Family& family);
// Every useful parallelism: none slower and larger than another. Empty where there is no choice.
std::vector<Parallelism> choices(const Fork& block);
// The block with another parallelism; throws Error naming the nearest legal values.
Fork with_parallelism(const Fork& block, const Parallelism& parallelism);
std::unique_ptr<BeatProcess> beat_process(const Fork& block, BeatPorts ports);

} // namespace sluice::rtl
