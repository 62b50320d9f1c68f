// SPDX-License-Identifier: Apache-2.0
// sluice_add: element-wise sum, maximum or minimum of two streams with their own scales.
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

enum class AddOperation { sum, maximum, minimum };

// Of a * multiplier_a + bias and b * multiplier_b + bias_b, the bias of a sum being `bias` alone.
struct Add {
    Shape shape;
    AddOperation operation = AddOperation::sum;
    std::int32_t multiplier_a = 0;
    std::int32_t multiplier_b = 0;
    std::int64_t bias = 0;
    std::int64_t bias_b = 0;
    int shift = 1;
    int zero_point = 0;
    int clamp_low = -128;
    int clamp_high = 127;
    bool table = false;
    Parallelism parallelism;   // in_channels (= out_channels), pixels
    Mapping mapping = {};      // requantizer: what the products of both operands are made of
    int multiplier_bits = 18;  // more where the integers of a model must be met
    bool ties_to_even = false; // halves, as other quantizers round them; else upwards
};

// --- what every block gives (rtl_lib/block.h) ---
const char* module_name(const Add& block);
// SystemVerilog files of the module and all that it instantiates, relative to rtl_lib/, in order.
std::vector<std::string> sources(const Add& block);
std::vector<Stream> input_streams(const Add& block);
std::vector<Stream> output_streams(const Add& block);
std::vector<Parameter> parameters(const Add& block);
// Throws std::logic_error (SLUICE_CHECK) when a parameter is outside the module's limits.
void validate(const Add& block);
// Cycles between frames in steady state when neither neighbour limits it.
std::int64_t interval_cycles(const Add& block);
// int8 products per cycle when every lane works.
std::int64_t products(const Add& block);
Resources resources(const Add& block, const Family& family);
// Every useful parallelism: none slower and larger than another. Empty where there is no choice.
std::vector<Parallelism> choices(const Add& block);
// The block with another parallelism; throws Error naming the nearest legal values.
Add with_parallelism(const Add& block, const Parallelism& parallelism);
// Every way of building it that the family offers; the first is the plain one.
std::vector<Mapping> mappings(const Add& block, const Family& family);
std::unique_ptr<BeatProcess> beat_process(const Add& block, BeatPorts ports);

} // namespace sluice::rtl
