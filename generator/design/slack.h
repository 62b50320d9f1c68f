// SPDX-License-Identifier: Apache-2.0
// FIFOs between layers that would otherwise hold each other up. Private to design/.
#pragma once

#include "generator/design/design.h"

namespace sluice::design {

// A FIFO of `depth` behind every block whose beats reach the next through none.
//
// A block has its own interval when it may take and give beats as early as it likes. Two that
// exchange them unevenly (a row of results at once; as many cycles for a pixel's beats as for its
// results) wait for each other where nothing stands between them. With enough room everywhere a
// design is as fast as its slowest block.
Design with_slack_fifos(const Design& design, int depth);

// The design without FIFO node `node`, its neighbours connected to each other. Precondition: it
// is a FIFO with an edge on both sides.
Design without_fifo(const Design& design, std::size_t node);

} // namespace sluice::design
