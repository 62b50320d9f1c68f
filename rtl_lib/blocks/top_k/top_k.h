// SPDX-License-Identifier: Apache-2.0
// sluice_top_k: the largest or smallest channels of each pixel in order, or their indices.
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

struct TopK {
    Shape input;
    int count = 1; // 1 .. input.channels
    bool largest = true;
    bool indices = false;         // the channels' numbers, else their values
    Parallelism parallelism = {}; // in_channels
};

// --- what every block gives (rtl_lib/block.h) ---
const char* module_name(const TopK& block);
// SystemVerilog files of the module and all that it instantiates, relative to rtl_lib/, in order.
std::vector<std::string> sources(const TopK& block);
std::vector<Stream> input_streams(const TopK& block);
std::vector<Stream> output_streams(const TopK& block);
std::vector<Parameter> parameters(const TopK& block);
// Throws std::logic_error (SLUICE_CHECK) when a parameter is outside the module's limits.
void validate(const TopK& block);
// Cycles between frames in steady state when neither neighbour limits it.
std::int64_t interval_cycles(const TopK& block);
// int8 products per cycle when every lane works.
std::int64_t products(const TopK& block);
Resources resources(const TopK& block, const Family& family);
// Every useful parallelism: none slower and larger than another. Empty where there is no choice.
std::vector<Parallelism> choices(const TopK& block);
// The block with another parallelism; throws Error naming the nearest legal values.
TopK with_parallelism(const TopK& block, const Parallelism& parallelism);
std::unique_ptr<BeatProcess> beat_process(const TopK& block, BeatPorts ports);

} // namespace sluice::rtl
