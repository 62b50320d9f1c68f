// SPDX-License-Identifier: Apache-2.0
// Which streams of a design the test bench drives and observes.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "generator/design/design.h"
#include "generator/emit/emit.h"
#include "quantizer/network/network.h"

namespace sluice::testbench {

// A stream at an edge of the design or, as a tap, behind the block of a layer.
struct BenchStream {
    std::string port;   // in the test bench: in0, out0, tap0, ...
    std::string name;   // identifier: of the design's port, or of the tapped node
    int layer = -1;     // index of the network's layer, -1 at the edges
    int tensor = -1;    // of the network
    rtl::Stream stream; // its shape is the tensor's
};

// The handshakes of a FIFO, for designs with control registers.
struct FifoTap {
    std::string name; // of the node
    std::string push; // expressions in the top module's wires
    std::string pop;
};

struct Description {
    std::string design; // module name
    std::optional<emit::Control> control = {};
    std::vector<FifoTap> fifos = {};
    std::vector<BenchStream> inputs;
    std::vector<BenchStream> outputs;
    std::vector<BenchStream> taps;   // in topological order
    std::int64_t silence_cycles = 0; // longer without a beat anywhere is a hang
    std::int64_t frame_cycles = 0;   // longer without a beat at an output is a hang
};

// Ports and taps in the order of the design's inputs, outputs and nodes.
Description describe(const network::Network& network, const design::Design& design,
                     const std::optional<emit::Control>& control = {});

// Bits of a stream's TDATA: whole bytes.
inline int tdata_bits(const rtl::Stream& stream) {
    return static_cast<int>(8 * ceil_div(stream.data_bits(), 8));
}

// The generated files, as text.
std::string verilator_top(const Description& description);
std::string streams_header(const Description& description);
// What the bench adds for the control registers: ports and assignments of the top, and the part of
// the header. All empty without them.
std::string control_ports(const Description& description);
std::string control_connections(const Description& description);
std::string control_taps(const Description& description);
std::string control_header(const Description& description);
std::string icarus_top(const Description& description);
std::string makefile(const Description& description);

// Writes all of DIR/sim but the vectors.
void write_bench(const Description& description, const std::filesystem::path& directory);

} // namespace sluice::testbench
