// SPDX-License-Identifier: Apache-2.0
// The float graph executed: the reference for calibration and accuracy.
#pragma once

#include <vector>

#include "frontend/graph/graph.h"

namespace sluice::quantizer {

using FloatValues = std::vector<float>; // one value, HWC

// Runs one frame; `inputs` in the order of graph.inputs. Returns every value of the graph, indexed
// by graph::ValueId.
std::vector<FloatValues> execute(const graph::Graph& graph, const std::vector<FloatValues>& inputs);

} // namespace sluice::quantizer
