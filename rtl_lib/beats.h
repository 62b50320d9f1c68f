// SPDX-License-Identifier: Apache-2.0
// When beats move: the timed behaviour of a block, beat by beat instead of cycle by cycle.
//
// Every block is a deterministic dataflow process: the cycle in which a beat moves follows from the
// cycles of earlier beats by maxima and constant additions alone. A process therefore need not be
// ticked; it computes the cycle of each beat once, as soon as the beats that it depends on are
// known. What a process states here must equal its RTL to the cycle.
//
// Time is in clock cycles. A beat is taken in the cycle in which valid and ready are both high.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <memory>
#include <vector>

#include "base/error.h"

namespace sluice::rtl {

using Cycle = std::int64_t;

// One stream between two processes.
//
// The producer offers beat n from a cycle on (valid is high from then until it is taken); the
// consumer takes it at the earliest cycle in which it is offered, the consumer is ready, and the
// beat before it has gone. Producers may offer ahead; a FIFO's depth limits how far, by looking at
// when earlier beats were taken.
class BeatChannel {
public:
    // `lookback`: how many taken beats the producer may ask for again (its depth, at least 1).
    explicit BeatChannel(std::int64_t lookback = 1);
    BeatChannel(BeatChannel&&) noexcept = default; // the ring stays where it is
    BeatChannel& operator=(BeatChannel&&) noexcept = default;

    // Makes taken_at reach back `beats` at least; processes call it when made, before any beat.
    void remember(std::int64_t beats);

    // Makes taken_at reach back to beat n for as long as no later one is kept from.
    void keep_from(std::int64_t n) { kept_from_ = n; }

    // Producer: beat number offered() may be taken from cycle `from` on.
    void offer(Cycle from);
    std::int64_t offered() const { return offered_; }
    std::int64_t taken() const { return taken_; }
    // The cycle in which beat n was taken. Precondition: n < taken(), and n >= taken() - lookback
    // or kept.
    Cycle taken_at(std::int64_t n) const;

    // Consumer.
    bool has_offer() const { return taken_ < offered_; }
    // The earliest cycle in which the next beat could be taken were the consumer always ready.
    Cycle next_offer() const;
    // Takes the next beat, the consumer being ready from `ready_from` on; returns the cycle.
    Cycle take(Cycle ready_from);

private:
    void grow();
    std::int64_t oldest() const { return std::min(taken_ - lookback_, kept_from_); }

    std::int64_t offered_ = 0;
    std::int64_t taken_ = 0;
    Cycle last_taken_ = -1;
    std::int64_t lookback_;
    std::int64_t kept_from_ = std::numeric_limits<std::int64_t>::max() / 2;
    // By beat: when it was taken, from there on when it is offered. A ring, whose length is a power
    // of two; simulations spend most of their time here, hence one and its mask.
    std::vector<Cycle> ring_;
    Cycle* cycles_;
    std::int64_t mask_;
};

// The behaviour of one block instance, connected to its channels.
class BeatProcess {
public:
    virtual ~BeatProcess() = default;
    // Moves every beat whose cycle can be known now; returns whether any moved.
    virtual bool advance() = 0;
};

// Defined here because simulations spend most of their time in them.
inline void BeatChannel::offer(Cycle from) {
    if (offered_ - oldest() > mask_)
        grow();
    cycles_[offered_ & mask_] = from;
    ++offered_;
}

inline Cycle BeatChannel::taken_at(std::int64_t n) const {
    SLUICE_CHECK(n < taken_ && n >= oldest(), "beat asked for outside the channel's history");
    return cycles_[n & mask_];
}

inline Cycle BeatChannel::next_offer() const {
    SLUICE_CHECK(has_offer(), "no beat offered");
    return std::max(cycles_[taken_ & mask_], last_taken_ + 1);
}

inline Cycle BeatChannel::take(Cycle ready_from) {
    last_taken_ = std::max(next_offer(), ready_from);
    cycles_[taken_ & mask_] = last_taken_;
    ++taken_;
    return last_taken_;
}

struct BeatPorts {
    std::vector<BeatChannel*> in;
    std::vector<BeatChannel*> out;
};

} // namespace sluice::rtl
