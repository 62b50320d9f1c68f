// SPDX-License-Identifier: Apache-2.0
// sluice_rearrange: a frame's elements in another order or number, out of a memory of two bands.
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

struct Digit {
    std::int64_t size = 1;
    std::int64_t stride = 0;
    friend bool operator==(const Digit&, const Digit&) = default;
};

// The elements of `output` in HWC order are counted by `digits`, the outermost first; each is the
// input's element at offset + sum of digit * stride (quantizer/network/layers/rearrange.h).
// parallelism.in_channels = out_channels elements move together as a word: they must lie side by
// side in both. Where the order does not change, the block is a FIFO of two beats.
struct Rearrange {
    Shape input;
    Shape output;
    std::int64_t offset = 0;
    std::vector<Digit> digits;
    Parallelism parallelism;
    int lane_bits = 8; // of an element
};

// --- what every block gives (rtl_lib/block.h) ---
const char* module_name(const Rearrange& block);
// SystemVerilog files of the module and all that it instantiates, relative to rtl_lib/, in order.
std::vector<std::string> sources(const Rearrange& block);
std::vector<Stream> input_streams(const Rearrange& block);
std::vector<Stream> output_streams(const Rearrange& block);
std::vector<Parameter> parameters(const Rearrange& block);
// Throws std::logic_error (SLUICE_CHECK) when a parameter is outside the module's limits.
void validate(const Rearrange& block);
// Cycles between frames in steady state when neither neighbour limits it.
std::int64_t interval_cycles(const Rearrange& block);
// int8 products per cycle when every lane works.
std::int64_t products(const Rearrange& block);
Resources resources(const Rearrange& block, const Family& family);
// Every useful parallelism: none slower and larger than another. Empty where there is no choice.
std::vector<Parallelism> choices(const Rearrange& block);
// The block with another parallelism; throws Error naming the nearest legal values.
Rearrange with_parallelism(const Rearrange& block, const Parallelism& parallelism);
std::unique_ptr<BeatProcess> beat_process(const Rearrange& block, BeatPorts ports);

} // namespace sluice::rtl
