// SPDX-License-Identifier: Apache-2.0
// How sluice_rearrange goes through a frame: bands of words. Private to the block.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "rtl_lib/blocks/rearrange/rearrange.h"

namespace sluice::rtl {

// A word is `lanes` elements. The input is `bands` bands of `in_words` words; of these `used` from
// number `first` on are read, each in the same way: word by word, at offset + sum of digit *
// stride.
struct RearrangePlan {
    bool in_order = false; // nothing moves: no memory, and none of what follows
    std::int64_t in_words = 1;
    std::int64_t bands = 1;
    std::int64_t first = 0;
    std::int64_t used = 1;
    std::int64_t offset = 0;
    std::vector<Digit> digits; // the outermost first, at least one, sizes > 1 (but of a lone one)

    std::int64_t out_words() const {
        std::int64_t words = 1;
        for (const Digit& digit : digits)
            words *= digit.size;
        return words;
    }
    std::int64_t memory_words() const { return 2 * in_words; }
};

// The smallest bands; nothing where so many lanes do not move together.
std::optional<RearrangePlan> plan_rearrange(const Rearrange& block, int lanes);

// Cycles between frames in steady state.
std::int64_t plan_interval(const RearrangePlan& plan);

} // namespace sluice::rtl
