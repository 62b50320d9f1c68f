// SPDX-License-Identifier: Apache-2.0
// The design: blocks, streams and FIFOs with a parallelism for each block. It knows its cycles.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "rtl_lib/block.h"
#include "rtl_lib/blocks/control/control.h"

namespace sluice::design {

// One layer of the network as one block, before streams are adapted to each other.
struct LayerBlock {
    std::string name; // an identifier made from the layer's name
    rtl::Block block;
    std::vector<int> inputs; // tensors
    int output = -1;         // tensor
    std::string label = {};  // the layer's own name, for messages
};

// What the tuner works on: which blocks there are and what they exchange. Tensor ids are the
// network's own.
struct Skeleton {
    std::string name;
    int tensor_count = 0;
    std::vector<LayerBlock> layers; // one per network layer, in its order
    std::vector<int> inputs;        // tensors
    std::vector<Shape> input_shapes;
    std::vector<std::string> input_names;
    std::vector<int> outputs; // tensors
    std::vector<std::string> output_names;
};

// A block instance of the design, adapters included.
struct Node {
    std::string name; // identifier, unique; for a layer's block made from the layer's name
    int layer = -1;   // index of the network's layer, -1 for an adapter
    rtl::Block block;
};

// An end of a stream: port `port` of node `node`; node -1 is the IP's own edge.
struct End {
    int node = -1;
    int port = 0;
    friend bool operator==(const End&, const End&) = default;
};

struct Edge {
    End from; // node -1: input `port` of the IP
    End to;   // node -1: output `port` of the IP
    rtl::Stream stream;
    int tensor = -1; // the tensor that it carries
};

struct Design {
    std::string name;
    std::vector<Node> nodes; // topological order
    std::vector<Edge> edges;
    std::vector<rtl::Stream> inputs;
    std::vector<rtl::Stream> outputs;
    std::vector<std::string> input_names;
    std::vector<std::string> output_names;
};

// Connects the skeleton's blocks: forks where a tensor has several readers (or is an output too),
// width converters where lanes differ, regroupings where pixels do, a FIFO on each output of a fork
// and before each input of a concatenation, whose other inputs keep it waiting for a pixel. FIFO
// depths start at `fork_depth`. A window takes as many pixels a beat as its producer gives, where
// it can and is no slower for it. An IP input has the lanes and pixels of its first reader.
Design assemble(const Skeleton& skeleton, int fork_depth = 2);

struct Timing {
    std::int64_t latency_cycles = 0;         // see docs: first input beat taken to last output beat
    std::int64_t interval_cycles = 0;        // between last output beats of consecutive frames
    std::int64_t recent_interval_cycles = 0; // the larger of the last two intervals (of one of two)
    std::vector<std::int64_t> output_latency_cycles; // each output
    std::vector<std::int64_t> output_interval_cycles;
    std::vector<int> fifo_fill; // highest fill of each node that is a FIFO, else 0
    bool deadlock = false;
};

// Runs `frames` frames without stalls, to the cycle what the RTL does. The input comes back to
// back, or spread evenly over `pace_cycles` per frame.
Timing simulate(const Design& design, int frames = 4, std::int64_t pace_cycles = 0);

// Latency of a frame alone, with FIFOs that are never full.
std::int64_t single_frame_latency(const Design& design);

// The design at the interval of its slowest block, with the smallest FIFOs that keep it from the
// third frame on: FIFOs are added between blocks that would hold each other up, and those that are
// there get their depths. In large networks depths are enough, not all of them the least. `timing`,
// where it is not null, is the result's.
Design size_fifos(const Design& design, Timing* timing = nullptr);

// An assembled design with the FIFOs that size_fifos() gave it, by name and depth, as design.yaml
// lists them. Throws Error when one has no place in the design.
Design with_fifos(const Design& assembled, const std::map<std::string, int>& depths);

// The control registers that `--control axi-lite` puts beside the design.
rtl::Control control_of(const Design& design);

} // namespace sluice::design
