// SPDX-License-Identifier: Apache-2.0
// sluice_pad: rows, columns and channels of one value around a frame.
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

struct Margin {
    int before = 0;
    int after = 0;
};

// lanes = parallelism.in_channels divides the channels before, and those of the input where some
// come after, so that beats pass whole.
struct Pad {
    Shape input;
    Margin rows;
    Margin columns;
    Margin channels;
    int value = 0;
    Parallelism parallelism;
};

// --- what every block gives (rtl_lib/block.h) ---
const char* module_name(const Pad& block);
// SystemVerilog files of the module and all that it instantiates, relative to rtl_lib/, in order.
std::vector<std::string> sources(const Pad& block);
std::vector<Stream> input_streams(const Pad& block);
std::vector<Stream> output_streams(const Pad& block);
std::vector<Parameter> parameters(const Pad& block);
// Throws std::logic_error (SLUICE_CHECK) when a parameter is outside the module's limits.
void validate(const Pad& block);
// Cycles between frames in steady state when neither neighbour limits it.
std::int64_t interval_cycles(const Pad& block);
// int8 products per cycle when every lane works.
std::int64_t products(const Pad& block);
Resources resources(const Pad& block, const Family& family);
// Every useful parallelism: none slower and larger than another. Empty where there is no choice.
std::vector<Parallelism> choices(const Pad& block);
// The block with another parallelism; throws Error naming the nearest legal values.
Pad with_parallelism(const Pad& block, const Parallelism& parallelism);
std::unique_ptr<BeatProcess> beat_process(const Pad& block, BeatPorts ports);

} // namespace sluice::rtl
