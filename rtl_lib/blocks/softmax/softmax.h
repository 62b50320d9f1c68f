// SPDX-License-Identifier: Apache-2.0
// sluice_softmax: softmax over the channels of each pixel.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/shape.h"
#include "rtl_lib/beats.h"
#include "rtl_lib/memory_image.h"
#include "rtl_lib/parameter.h"
#include "rtl_lib/stream.h"

namespace sluice::rtl {

// q = clamp(round_shift(e * floor(numerator / sum of e), shift) + zero_point), e = table[largest - x].
struct Softmax {
    Shape shape;
    int table_bits = 16; // of the largest entry, unsigned
    std::int64_t largest_entry = 65535;
    std::int64_t numerator = 0; // numerator / largest_entry < 2^17
    int shift = 1;
    int zero_point = 0;
    Parallelism parallelism; // in_channels (= out_channels)
    Mapping mapping = {};    // requantizer: its product
};

// The ROM behind TableFile: 256 entries, the first the largest.
MemoryImage softmax_image(const Softmax& block, const std::vector<std::int32_t>& table);

// --- what every block gives (rtl_lib/block.h) ---
const char* module_name(const Softmax& block);
// SystemVerilog files of the module and all that it instantiates, relative to rtl_lib/, in order.
std::vector<std::string> sources(const Softmax& block);
std::vector<Stream> input_streams(const Softmax& block);
std::vector<Stream> output_streams(const Softmax& block);
std::vector<Parameter> parameters(const Softmax& block);
// Throws std::logic_error (SLUICE_CHECK) when a parameter is outside the module's limits.
void validate(const Softmax& block);
// Cycles between frames in steady state when neither neighbour limits it.
std::int64_t interval_cycles(const Softmax& block);
// int8 products per cycle when every lane works.
std::int64_t products(const Softmax& block);
Resources resources(const Softmax& block, const Family& family);
// Every useful parallelism: none slower and larger than another. Empty where there is no choice.
std::vector<Parallelism> choices(const Softmax& block);
// The block with another parallelism; throws Error naming the nearest legal values.
Softmax with_parallelism(const Softmax& block, const Parallelism& parallelism);
// Every way of building it that the family offers; the first is the plain one.
std::vector<Mapping> mappings(const Softmax& block, const Family& family);
std::unique_ptr<BeatProcess> beat_process(const Softmax& block, BeatPorts ports);

} // namespace sluice::rtl
