// SPDX-License-Identifier: Apache-2.0
// A design of a few lines, written by hand, whose faults can be chosen at run time.
#pragma once

#include <filesystem>
#include <string>

#include "testbench/description.h"

namespace sluice::testbench {

// Input x: 3 rows, 4 columns, 5 channels, 2 lanes. Layer 0, `plus`: x + 1, also the output y.
// Layer 1, `sum`: the sum of plus's channels, 11 bits, also the output z.
Description tiny_description();

enum class TinyFault {
    none,
    value,      // plus, frame 1, row 0, column 1, channel 3: bit 0
    lost_beat,  // plus loses a beat of frame 1
    extra_beat, // plus gives the last beat of frame 2 twice
    early_last, // y's TLAST comes a beat early
    unstable,   // y changes while it waits
    assertion,  // an assertion breaks in frame 0
    edge_value, // y alone, frame 2, row 2, column 3, channel 0
    high_bit    // z's bit 10, frame 0, row 0, column 2
};

// Writes RTL, test bench and the vectors of three frames below `directory`.
void write_tiny_design(const std::filesystem::path& directory);
// The fault of the next run.
void plant(const std::filesystem::path& directory, TinyFault fault);

} // namespace sluice::testbench
