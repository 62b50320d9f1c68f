// SPDX-License-Identifier: Apache-2.0
// Runs blocks in Verilator, many instances in one build, and compares beats, cycles and intervals
// with what their C++ says.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "rtl_lib/beats.h"
#include "rtl_lib/memory_image.h"
#include "rtl_lib/parameter.h"
#include "rtl_lib/stream.h"

namespace sluice::rtl::bench {

using Frames = std::vector<std::vector<int>>; // each frame HWC

struct Case {
    std::string name;
    std::string module;
    std::vector<std::string> sources; // relative to rtl_lib/
    std::vector<Parameter> parameters;
    std::vector<MemoryImage> images;
    std::vector<Stream> in;
    std::vector<Stream> out;
    std::function<std::unique_ptr<BeatProcess>(BeatPorts)> process;
    std::int64_t interval = 0;
    std::vector<Frames> input;    // of each input stream
    std::vector<Frames> expected; // of each output stream
};

// The fields that every block gives; input and expected are the caller's.
template <typename Block> Case make_case(std::string name, const Block& block) {
    validate(block);
    Case c;
    c.name = std::move(name);
    c.module = module_name(block);
    c.sources = sources(block);
    c.parameters = parameters(block);
    c.in = input_streams(block);
    c.out = output_streams(block);
    c.process = [block](BeatPorts ports) { return beat_process(block, std::move(ports)); };
    c.interval = interval_cycles(block);
    return c;
}

// A planted fault: `text` occurs exactly once in the source and is replaced.
struct Fault {
    std::string source; // relative to rtl_lib/
    std::string text;
    std::string replacement;
};

// Everything that differs from the expectation, a sentence each, over four runs: no stalls (also
// the interval), random stalls at the source, at the sink, at both. Empty when all is right.
// `name` is the folder under the build folder; the seed only chooses stalls.
std::vector<std::string> run(const std::string& name, const std::vector<Case>& cases,
                             std::uint64_t seed, const std::vector<Fault>& faults = {});

} // namespace sluice::rtl::bench
