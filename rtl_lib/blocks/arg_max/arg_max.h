// SPDX-License-Identifier: Apache-2.0
// sluice_arg_max: the index of the largest channel of each pixel.
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

struct ArgMax {
    Shape input;
    Parallelism parallelism; // in_channels
};

// --- what every block gives (rtl_lib/block.h) ---
const char* module_name(const ArgMax& block);
// SystemVerilog files of the module and all that it instantiates, relative to rtl_lib/, in order.
std::vector<std::string> sources(const ArgMax& block);
std::vector<Stream> input_streams(const ArgMax& block);
std::vector<Stream> output_streams(const ArgMax& block);
std::vector<Parameter> parameters(const ArgMax& block);
// Throws std::logic_error (SLUICE_CHECK) when a parameter is outside the module's limits.
void validate(const ArgMax& block);
// Cycles between frames in steady state when neither neighbour limits it.
std::int64_t interval_cycles(const ArgMax& block);
// int8 products per cycle when every lane works.
std::int64_t products(const ArgMax& block);
Resources resources(const ArgMax& block, const Family& family);
// Every useful parallelism: none slower and larger than another. Empty where there is no choice.
std::vector<Parallelism> choices(const ArgMax& block);
// The block with another parallelism; throws Error naming the nearest legal values.
ArgMax with_parallelism(const ArgMax& block, const Parallelism& parallelism);
std::unique_ptr<BeatProcess> beat_process(const ArgMax& block, BeatPorts ports);

} // namespace sluice::rtl
