// SPDX-License-Identifier: Apache-2.0
// sluice_pair: two streams that are taken beat by beat together. Not a block of its own: the front
// end of those that compute element by element from two operands.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "rtl_lib/beats.h"

namespace sluice::rtl {

// Its timing: of ports.in[0] and [1], beats that leave together.
class PairFront {
public:
    explicit PairFront(const BeatPorts& ports);

    // Takes every beat of an operand whose cycle is known; returns whether any moved.
    bool advance();
    // Whether a beat of both waits, and their issue at the earliest in `ready_from`.
    bool has_offer() const;
    Cycle take(Cycle ready_from);

private:
    Cycle room(std::int64_t beat) const;

    BeatChannel* operands_[2];
    std::int64_t issued_ = 0;
    Cycle last_issue_ = -1;
    Cycle before_last_issue_ = -1;
};

// The beats of a block that is sluice_pair, a pipeline that gives a result `latency` cycles after
// the issue of its operands, and a sluice_collect of `depth`.
std::unique_ptr<BeatProcess> pair_process(const BeatPorts& ports, int depth, int latency);

// With sluice_collect; relative to rtl_lib/, in order.
std::vector<std::string> pair_sources();

} // namespace sluice::rtl
