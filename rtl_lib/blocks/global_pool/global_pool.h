// SPDX-License-Identifier: Apache-2.0
// sluice_global_pool: the average of each channel over the frame.
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

struct GlobalPool {
    Shape input;
    std::int64_t bias = 0;
    std::int32_t multiplier = 0;
    int shift = 1;
    int zero_point = 0;
    int clamp_low = -128;
    int clamp_high = 127;
    Parallelism parallelism;   // in_channels (= out_channels), pixels (of the input)
    Mapping mapping = {};      // its requantizer
    int multiplier_bits = 18;  // more where the integers of a model must be met
    bool ties_to_even = false; // halves, as other quantizers round them; else upwards
};

// --- what every block gives (rtl_lib/block.h) ---
const char* module_name(const GlobalPool& block);
// SystemVerilog files of the module and all that it instantiates, relative to rtl_lib/, in order.
std::vector<std::string> sources(const GlobalPool& block);
std::vector<Stream> input_streams(const GlobalPool& block);
std::vector<Stream> output_streams(const GlobalPool& block);
std::vector<Parameter> parameters(const GlobalPool& block);
// Throws std::logic_error (SLUICE_CHECK) when a parameter is outside the module's limits.
void validate(const GlobalPool& block);
// Cycles between frames in steady state when neither neighbour limits it.
std::int64_t interval_cycles(const GlobalPool& block);
// int8 products per cycle when every lane works.
std::int64_t products(const GlobalPool& block);
Resources resources(const GlobalPool& block, const Family& family);
// Every useful parallelism: none slower and larger than another. Empty where there is no choice.
std::vector<Parallelism> choices(const GlobalPool& block);
// The block with another parallelism; throws Error naming the nearest legal values.
GlobalPool with_parallelism(const GlobalPool& block, const Parallelism& parallelism);
// Every way of building it that the family offers; the first is the plain one.
std::vector<Mapping> mappings(const GlobalPool& block, const Family& family);
std::unique_ptr<BeatProcess> beat_process(const GlobalPool& block, BeatPorts ports);

} // namespace sluice::rtl
