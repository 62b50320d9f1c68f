// SPDX-License-Identifier: Apache-2.0
// sluice_width: from a stream of P channels per beat to one of Q, any P and Q.
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

struct Width {
    Shape shape;
    int in_lanes = 1;
    int out_lanes = 1;
    int lane_bits = 8;
    int pixels = 1; // of a beat, on both sides
};

// --- what every block gives (rtl_lib/block.h) ---
const char* module_name(const Width& block);
// SystemVerilog files of the module and all that it instantiates, relative to rtl_lib/, in order.
std::vector<std::string> sources(const Width& block);
std::vector<Stream> input_streams(const Width& block);
std::vector<Stream> output_streams(const Width& block);
std::vector<Parameter> parameters(const Width& block);
// Throws std::logic_error (SLUICE_CHECK) when a parameter is outside the module's limits.
void validate(const Width& block);
// Cycles between frames in steady state when neither neighbour limits it.
std::int64_t interval_cycles(const Width& block);
// int8 products per cycle when every lane works.
std::int64_t products(const Width& block);
Resources resources(const Width& block, const Family& family);
// Every useful parallelism: none slower and larger than another. Empty where there is no choice.
std::vector<Parallelism> choices(const Width& block);
// The block with another parallelism; throws Error naming the nearest legal values.
Width with_parallelism(const Width& block, const Parallelism& parallelism);
std::unique_ptr<BeatProcess> beat_process(const Width& block, BeatPorts ports);

} // namespace sluice::rtl
