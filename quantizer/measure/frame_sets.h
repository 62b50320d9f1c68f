// SPDX-License-Identifier: Apache-2.0
// Which calibration frames serve what.
#pragma once

#include <cstdint>
#include <vector>

namespace sluice::quantizer {

// Indices into the calibration set. Steps are fitted to `fitted`; whether they are kept, and what
// is reported, is measured on `held_out`. Both are evenly spread over the set.
struct FrameSets {
    std::vector<std::int64_t> all;
    std::vector<std::int64_t> fitted;
    std::vector<std::int64_t> held_out;
};

// Of `available` frames at most `most` (0: all) are used, and one in four of them is held out; of
// fewer than eight, every second one. With fewer than four, all serve both.
FrameSets split_frames(std::int64_t available, std::int64_t most);

// At most `count` entries, evenly spread.
std::vector<std::int64_t> spread(const std::vector<std::int64_t>& indices, std::int64_t count);

} // namespace sluice::quantizer
