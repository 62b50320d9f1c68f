// SPDX-License-Identifier: Apache-2.0
// sluice_concat: streams side by side along channels.
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

// lanes = parallelism.in_channels divides the channels of every input but the last.
struct Concat {
    std::vector<Shape> inputs;
    Parallelism parallelism;
};

// --- what every block gives (rtl_lib/block.h) ---
const char* module_name(const Concat& block);
// SystemVerilog files of the module and all that it instantiates, relative to rtl_lib/, in order.
std::vector<std::string> sources(const Concat& block);
std::vector<Stream> input_streams(const Concat& block);
std::vector<Stream> output_streams(const Concat& block);
std::vector<Parameter> parameters(const Concat& block);
// Throws std::logic_error (SLUICE_CHECK) when a parameter is outside the module's limits.
void validate(const Concat& block);
// Cycles between frames in steady state when neither neighbour limits it.
std::int64_t interval_cycles(const Concat& block);
// int8 products per cycle when every lane works.
std::int64_t products(const Concat& block);
Resources resources(const Concat& block, const Family& family);
// Every useful parallelism: none slower and larger than another. Empty where there is no choice.
std::vector<Parallelism> choices(const Concat& block);
// The block with another parallelism; throws Error naming the nearest legal values.
Concat with_parallelism(const Concat& block, const Parallelism& parallelism);
std::unique_ptr<BeatProcess> beat_process(const Concat& block, BeatPorts ports);

} // namespace sluice::rtl
