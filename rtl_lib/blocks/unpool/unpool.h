// SPDX-License-Identifier: Apache-2.0
// sluice_unpool: max unpooling of windows that do not overlap.
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

// Input 0 are values, input 1 their places in windows of kernel_h x kernel_w pixels, row-major.
struct Unpool {
    Shape input; // of each input
    int kernel_h = 2;
    int kernel_w = 2; // 2 .. 128 places
    int zero_point = 0;
    Parallelism parallelism = {}; // in_channels (= out_channels)
};

// --- what every block gives (rtl_lib/block.h) ---
const char* module_name(const Unpool& block);
// SystemVerilog files of the module and all that it instantiates, relative to rtl_lib/, in order.
std::vector<std::string> sources(const Unpool& block);
std::vector<Stream> input_streams(const Unpool& block);
std::vector<Stream> output_streams(const Unpool& block);
std::vector<Parameter> parameters(const Unpool& block);
// Throws std::logic_error (SLUICE_CHECK) when a parameter is outside the module's limits.
void validate(const Unpool& block);
// Cycles between frames in steady state when neither neighbour limits it.
std::int64_t interval_cycles(const Unpool& block);
// int8 products per cycle when every lane works.
std::int64_t products(const Unpool& block);
Resources resources(const Unpool& block, const Family& family);
// Every useful parallelism: none slower and larger than another. Empty where there is no choice.
std::vector<Parallelism> choices(const Unpool& block);
// The block with another parallelism; throws Error naming the nearest legal values.
Unpool with_parallelism(const Unpool& block, const Parallelism& parallelism);
std::unique_ptr<BeatProcess> beat_process(const Unpool& block, BeatPorts ports);

} // namespace sluice::rtl
