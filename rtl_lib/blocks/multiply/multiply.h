// SPDX-License-Identifier: Apache-2.0
// sluice_multiply: element-wise product of two streams.
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

struct Multiply {
    Shape shape;
    int zero_a = 0;
    int zero_b = 0;
    std::int32_t multiplier = 0;
    int shift = 1;
    int zero_point = 0;
    int clamp_low = -128;
    int clamp_high = 127;
    bool table = false;
    Parallelism parallelism; // in_channels (= out_channels), pixels
    Mapping mapping = {};    // products: a * b; requantizer: its factor
};

// --- what every block gives (rtl_lib/block.h) ---
const char* module_name(const Multiply& block);
// SystemVerilog files of the module and all that it instantiates, relative to rtl_lib/, in order.
std::vector<std::string> sources(const Multiply& block);
std::vector<Stream> input_streams(const Multiply& block);
std::vector<Stream> output_streams(const Multiply& block);
std::vector<Parameter> parameters(const Multiply& block);
// Throws std::logic_error (SLUICE_CHECK) when a parameter is outside the module's limits.
void validate(const Multiply& block);
// Cycles between frames in steady state when neither neighbour limits it.
std::int64_t interval_cycles(const Multiply& block);
// int8 products per cycle when every lane works.
std::int64_t products(const Multiply& block);
Resources resources(const Multiply& block, const Family& family);
// Every useful parallelism: none slower and larger than another. Empty where there is no choice.
std::vector<Parallelism> choices(const Multiply& block);
// The block with another parallelism; throws Error naming the nearest legal values.
Multiply with_parallelism(const Multiply& block, const Parallelism& parallelism);
// Every way of building it that the family offers; the first is the plain one.
std::vector<Mapping> mappings(const Multiply& block, const Family& family);
std::unique_ptr<BeatProcess> beat_process(const Multiply& block, BeatPorts ports);

} // namespace sluice::rtl
