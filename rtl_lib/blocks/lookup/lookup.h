// SPDX-License-Identifier: Apache-2.0
// sluice_lookup: a 256-entry table on every lane.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/shape.h"
#include "base/window.h"
#include "rtl_lib/beats.h"
#include "rtl_lib/memory_image.h"
#include "rtl_lib/parameter.h"
#include "rtl_lib/stream.h"

namespace sluice::rtl {

struct Lookup {
    Shape shape;
    Parallelism parallelism; // in_channels (= out_channels), pixels
};

// The ROM behind TableFile: x has the result table[x + 128] and the address x & 255 (its two's
// complement byte). 256 entries.
MemoryImage table_image(const std::vector<std::int8_t>& table);

// --- what every block gives (rtl_lib/block.h) ---
const char* module_name(const Lookup& block);
// SystemVerilog files of the module and all that it instantiates, relative to rtl_lib/, in order.
std::vector<std::string> sources(const Lookup& block);
std::vector<Stream> input_streams(const Lookup& block);
std::vector<Stream> output_streams(const Lookup& block);
std::vector<Parameter> parameters(const Lookup& block);
// Throws std::logic_error (SLUICE_CHECK) when a parameter is outside the module's limits.
void validate(const Lookup& block);
// Cycles between frames in steady state when neither neighbour limits it.
std::int64_t interval_cycles(const Lookup& block);
// int8 products per cycle when every lane works.
std::int64_t products(const Lookup& block);
Resources resources(const Lookup& block, const Family& family);
// Every useful parallelism: none slower and larger than another. Empty where there is no choice.
std::vector<Parallelism> choices(const Lookup& block);
// The block with another parallelism; throws Error naming the nearest legal values.
Lookup with_parallelism(const Lookup& block, const Parallelism& parallelism);
std::unique_ptr<BeatProcess> beat_process(const Lookup& block, BeatPorts ports);

} // namespace sluice::rtl
