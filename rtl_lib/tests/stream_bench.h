// SPDX-License-Identifier: Apache-2.0
// Runs block instances in Verilator and in the beat model under one schedule of stalls, and
// compares: every beat's cycle, at every port, and every output beat's data.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "rtl_lib/beats.h"
#include "rtl_lib/parameter.h"
#include "rtl_lib/stream.h"

namespace sluice::rtl::test {

// The beats of one stream; data of at most 64 bits. A set bit of `mask` is compared.
struct Beats {
    std::vector<std::uint64_t> data;
    std::vector<std::uint64_t> mask;
};

struct Instance {
    std::string name;   // of the case, for messages
    std::string module; // of the SystemVerilog
    std::vector<Parameter> parameters;
    std::vector<std::string> text_parameters; // ".Name(value)", as they stand
    std::vector<int> in_bits;                 // per stream
    std::vector<int> out_bits;
    std::vector<Beats> in;
    std::vector<Beats> out; // what must come out
    std::function<std::unique_ptr<BeatProcess>(BeatPorts)> process;
};

// Cycles that a side lets pass between its beats.
struct Stalls {
    std::string name;
    double input = 0; // probability of a stall before a beat
    double output = 0;
    int longest = 0; // of a stall
};

// Elements of `frames` frames as the beats of `stream`; padding lanes hold noise and are masked.
Beats pack(const Stream& stream, const std::vector<std::uint64_t>& elements);

// Compiles all instances into one program below `folder`. `sources`: absolute paths.
// `options`: Verilator's.
// Throws std::runtime_error with the tool's output when that fails.
std::string build_bench(const std::string& folder, const std::vector<Instance>& instances,
                        const std::vector<std::string>& sources, const std::string& options);

// One line per instance that differs, in the order of the instances; empty where it agrees.
std::vector<std::string> run_bench(const std::string& program, const std::string& folder,
                                   const std::vector<Instance>& instances, const Stalls& stalls,
                                   std::uint32_t seed);

} // namespace sluice::rtl::test
