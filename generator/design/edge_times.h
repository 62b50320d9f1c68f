// SPDX-License-Identifier: Apache-2.0
// When the beats of each frame pass each stream of a design: the pipeline's timeline.
#pragma once

#include <cstdint>
#include <vector>

#include "generator/design/design.h"

namespace sluice::design {

// By frame: the cycle of its first and of its last beat, counted from the first input beat.
struct EdgeTimes {
    std::vector<std::int64_t> first;
    std::vector<std::int64_t> last;
};

// Of every edge, for frames that arrive back to back without stalls, as simulate() has them.
// Precondition: the design does not deadlock.
std::vector<EdgeTimes> edge_times(const Design& design, int frames);

} // namespace sluice::design
