// SPDX-License-Identifier: Apache-2.0
// What the values of an already quantized model can be, without a look at data.
#pragma once

#include <vector>

#include "frontend/graph/graph.h"
#include "quantizer/calibration/observe.h"

namespace sluice::quantizer {

// The widest range of every value, indexed by graph::ValueId: of its levels where it has some, else
// what its operator makes of the ranges of what it reads. An input without levels has the range
// outside which the levels of all that it is scaled to saturate. Throws Error, asking for
// calibration, where that does not say it.
std::vector<Statistics> bounds(const graph::Graph& graph);

// Whether some value of the graph has levels of its own.
bool is_quantized(const graph::Graph& graph);

} // namespace sluice::quantizer
