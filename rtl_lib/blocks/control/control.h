// SPDX-License-Identifier: Apache-2.0
// The registers behind AXI4-Lite (sluice_control): they stand beside a design's streams, watch them
// and take part in none.
#pragma once

#include <string>
#include <vector>

#include "rtl_lib/parameter.h"

namespace sluice::rtl {

struct Control {
    int inputs = 1;    // of the IP, 1 to 16
    int outputs = 1;   // 1 to 16
    int layers = 0;    // with meters, at most 512
    int fifos = 0;     // with high-water marks, at most 1024
    int fifo_bits = 1; // of a mark
};

// Path of each source, relative to rtl_lib/.
std::vector<std::string> sources(const Control& block);

Resources resources(const Control& block, const Family& family);

} // namespace sluice::rtl
