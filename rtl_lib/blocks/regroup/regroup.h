// SPDX-License-Identifier: Apache-2.0
// sluice_regroup: from a stream of so many pixels per beat to one of another number.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/shape.h"
#include "rtl_lib/beats.h"
#include "rtl_lib/parameter.h"
#include "rtl_lib/stream.h"

namespace sluice::rtl {

// One of in_pixels and out_pixels divides the other; they differ.
struct Regroup {
    Shape shape;
    int lanes = 1;
    int in_pixels = 1;
    int out_pixels = 2;
    int lane_bits = 8;
};

// --- what every block gives (rtl_lib/block.h) ---
const char* module_name(const Regroup& block);
// SystemVerilog files of the module and all that it instantiates, relative to rtl_lib/, in order.
std::vector<std::string> sources(const Regroup& block);
std::vector<Stream> input_streams(const Regroup& block);
std::vector<Stream> output_streams(const Regroup& block);
std::vector<Parameter> parameters(const Regroup& block);
// Throws std::logic_error (SLUICE_CHECK) when a parameter is outside the module's limits.
void validate(const Regroup& block);
// Cycles between frames in steady state when neither neighbour limits it.
std::int64_t interval_cycles(const Regroup& block);
// int8 products per cycle when every lane works.
std::int64_t products(const Regroup& block);
Resources resources(const Regroup& block, const Family& family);
// Every useful parallelism: none slower and larger than another. Empty where there is no choice.
std::vector<Parallelism> choices(const Regroup& block);
// The block with another parallelism; throws Error naming the nearest legal values.
Regroup with_parallelism(const Regroup& block, const Parallelism& parallelism);
std::unique_ptr<BeatProcess> beat_process(const Regroup& block, BeatPorts ports);

} // namespace sluice::rtl
