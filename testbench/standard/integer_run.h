// SPDX-License-Identifier: Apache-2.0
// A float graph quantized on the very frames that it is then run on, in the emulator.
#pragma once

#include <string>
#include <vector>

#include "frontend/graph/graph.h"

namespace sluice::testbench {

// [frame][input or output][element], HWC.
using FrameValues = std::vector<std::vector<std::vector<float>>>;

struct IntegerRun {
    bool ran = false;   // false: some operator has no form in integers
    std::string reason; // why not
    // The largest error as a part of the largest value of that output; 0 for outputs that are left
    // to the host.
    double error = 0.0;
};

// `wanted`: the float graph's outputs on `inputs`.
IntegerRun run_integers(const graph::Graph& graph, const FrameValues& inputs,
                        const FrameValues& wanted);

} // namespace sluice::testbench
