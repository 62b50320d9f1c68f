// SPDX-License-Identifier: Apache-2.0
// The question that FIFO sizing asks over and over. Private to design/.
#pragma once

#include "generator/design/design.h"

namespace sluice::design {

// Whether `frames` frames come out without a deadlock, each from the third on at most
// `interval_cycles` after the one before. What simulate() says, but it stops at the first that is
// late and keeps no fills.
bool keeps_interval(const Design& design, int frames, std::int64_t interval_cycles);

} // namespace sluice::design
