// SPDX-License-Identifier: Apache-2.0
// A loop over independent items on as many threads as the options say.
#pragma once

#include <cstdint>
#include <functional>

namespace sluice::quantizer {

// Calls work(0) ... work(count - 1), in any order; `threads` 0 means all cores.
void parallel_items(int threads, std::int64_t count, const std::function<void(std::int64_t)>& work);

} // namespace sluice::quantizer
