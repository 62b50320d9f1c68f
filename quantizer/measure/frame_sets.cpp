// SPDX-License-Identifier: Apache-2.0
#include "quantizer/measure/frame_sets.h"

#include <algorithm>

namespace sluice::quantizer {

namespace {

constexpr std::int64_t kFewFrames = 8; // of which one alone would say too little

} // namespace

FrameSets split_frames(std::int64_t available, std::int64_t most) {
    const std::int64_t used = most > 0 ? std::min(most, available) : available;
    FrameSets sets;
    for (std::int64_t n = 0; n < used; ++n) {
        const std::int64_t i = n * available / used;
        const bool held = used < kFewFrames ? n % 2 == 1 : n % 4 == 2;
        sets.all.push_back(i);
        if (held || used < 4)
            sets.held_out.push_back(i);
        if (!held || used < 4)
            sets.fitted.push_back(i);
    }
    return sets;
}

std::vector<std::int64_t> spread(const std::vector<std::int64_t>& indices, std::int64_t count) {
    const auto size = static_cast<std::int64_t>(indices.size());
    const std::int64_t taken = std::clamp<std::int64_t>(count, 1, size);
    std::vector<std::int64_t> result;
    for (std::int64_t i = 0; i < taken; ++i)
        result.push_back(indices[i * size / taken]);
    return result;
}

} // namespace sluice::quantizer
