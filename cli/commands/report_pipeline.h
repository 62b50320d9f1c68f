// SPDX-License-Identifier: Apache-2.0
// The pipeline of a tuned design, as the report tells of it.
#pragma once

#include <vector>

#include "base/family.h"
#include "cli/report/pipeline.h"
#include "generator/design/design.h"
#include "quantizer/network/network.h"

namespace sluice::cli {

// Every stream that a layer or an output reads, in the order of the design's edges. `timing` is of
// the design; without FIFO fills they are 0.
std::vector<ReportLink> report_links(const design::Design& design, const design::Timing& timing);

// For each of `layers` layers, frame by frame: when its block took and gave its beats.
std::vector<std::vector<ReportSpan>> report_spans(const design::Design& design, std::size_t layers,
                                                  int frames);

// What each layer and each FIFO of its own keeps, adding up to the design's memory blocks.
std::vector<ReportMemory> report_memories(const network::Network& network,
                                          const design::Design& design, const Family& family);

// Bits of one memory block of the family; 0: it has none.
double block_bits(const Family& family);

} // namespace sluice::cli
