// SPDX-License-Identifier: Apache-2.0
// The emitted RTL in Verilator against the emulator, bit for bit, at every layer and output.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/frames.h"
#include "emulator/emulator.h"
#include "generator/design/design.h"
#include "generator/emit/emit.h"
#include "quantizer/network/network.h"

namespace sluice::testbench {

struct SimulationOptions {
    std::int64_t frames = 3;
    double stall = 0; // probability, in each cycle, of a stall on each side of each edge; below 1
    std::uint64_t seed = 1;
    std::filesystem::path trace; // FST waveforms; empty: none
    bool small = false;          // many small layers, few cycles: built sooner, runs slower
};

// One value that differs. `layer` is the network layer's name, or the output's where only the edge
// differs. `kind`: "value"; "tlast" (0 or 1 expected); "extra_beat" (beyond the last frame);
// "unstable" (an offered beat changed or went before it was taken: `actual` is valid).
struct Mismatch {
    std::int64_t frame = 0;
    std::string layer;
    int y = 0;
    int x = 0;
    int channel = 0;
    int expected = 0;
    int actual = 0;
    std::string kind = "value";
};

struct OutputResult {
    std::string name; // identifier, as in the design
    std::int64_t latency_cycles = -1;
    std::int64_t interval_cycles = -1;
};

// Frames of a layer's output stream: the cycles of their first and last beats, from the first input
// beat of all; those that were finished.
struct LayerTimes {
    int layer = -1; // index of the network's layer
    std::vector<std::int64_t> first_out;
    std::vector<std::int64_t> last_out;
};

// latency_cycles: the cycle of a frame's last output beat minus that of its first input beat
// (a block that gives a beat in the cycle in which it takes it has latency 0), of frame 0 and of
// the slowest output. interval_cycles: between the last output beats of the last two frames.
// -1 where unknown: fewer frames than that were finished, or nothing was predicted.
struct SimulationResult {
    std::int64_t frames = 0;
    std::int64_t outputs_compared = 0; // values at the outputs
    std::int64_t layers_compared = 0;  // values at the layers
    std::int64_t mismatches = 0;
    std::optional<Mismatch> first; // the earliest layer of the earliest frame
    std::string failure;           // empty, or a hang or broken assertion in one sentence
    std::int64_t latency_cycles = -1;
    std::int64_t interval_cycles = -1;
    std::int64_t predicted_latency_cycles = -1;
    std::int64_t predicted_interval_cycles = -1;
    std::vector<OutputResult> outputs;
    std::vector<LayerTimes> layers;
    std::int64_t cycles = 0; // simulated, after reset and up to the last beat
    double seconds_build = 0;
    double seconds_run = 0;

    bool matches() const { return mismatches == 0 && failure.empty(); }
};

// The integers of one frame of each input, in the order of network.inputs.
using InputFrame = std::vector<emulator::Values>;

// Frames of uniformly random integers over each input's range.
std::vector<InputFrame> random_frames(const network::Network& network, std::int64_t frames,
                                      std::uint64_t seed);

// The first frames of `data`, quantized to the inputs' scales. Throws Error when there are fewer.
std::vector<InputFrame> quantized_frames(const network::Network& network, const FrameSource& data,
                                         std::int64_t frames);

// Writes DIR/sim: harness, top of the test bench, Makefile and the vectors of `frames`. It needs
// DIR/rtl and DIR/mem, and to run nothing but Verilator, make and a C++ compiler: `make -C sim`;
// or Icarus, for small designs: `make -C sim icarus`.
void write_testbench(const network::Network& network, const design::Design& design,
                     const std::filesystem::path& directory, const std::vector<InputFrame>& frames,
                     const std::optional<emit::Control>& control = {});

// As above, with two random frames.
void write_testbench(const network::Network& network, const design::Design& design,
                     const std::filesystem::path& directory,
                     const std::optional<emit::Control>& control = {});

// Writes DIR/sim/vectors: for each tensor of the network, inputs included, what the emulator gives
// it in `frames`. A file tensor_<id>.bin holds the frames in HWC order, one byte a value, or two
// (low byte first) where the tensor has more than 8 bits.
void write_vectors(const network::Network& network, const std::filesystem::path& directory,
                   const std::vector<InputFrame>& frames);

// Builds DIR's simulation if its RTL has changed, runs it on frames of `data` (null: seeded random
// integers) and says what differs. The predicted figures are report.json's. Throws Error when DIR
// is not a generated design or a tool is missing, and when the RTL does not build.
SimulationResult simulate(const std::filesystem::path& directory, const FrameSource* data,
                          const SimulationOptions& options);

} // namespace sluice::testbench
