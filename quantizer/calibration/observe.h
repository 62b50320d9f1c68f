// SPDX-License-Identifier: Apache-2.0
// What the values of the float graph look like over the calibration frames.
#pragma once

#include <set>
#include <vector>

#include "base/frames.h"
#include "frontend/graph/graph.h"
#include "quantizer/calibration/affine.h"
#include "quantizer/calibration/histogram.h"
#include "quantizer/quantize.h"
#include "quantizer/reference/execute.h"

namespace sluice::quantizer {

struct Statistics {
    Range range;
    Histogram histogram;    // filled when the method asks for it
    std::set<float> levels; // graph inputs only: the distinct values, while few
    bool levels_complete = true;
    bool finite = true;
    bool seen = false;

    // `with_histogram`, `with_levels`: what to collect besides the range.
    void add(const std::vector<float>& values, bool with_histogram, bool with_levels);
    void merge(const Statistics& other);
};

// All inputs of one calibration frame; throws Error when one has the wrong size.
std::vector<FloatValues> read_frame(const graph::Graph& graph, const FrameSource& frames,
                                    std::int64_t index);

// Statistics of every value, indexed by graph::ValueId, over the calibration frames `indices`. The
// same for any number of threads. Throws Error when there is no frame, a frame has the wrong size,
// or a value is not finite.
std::vector<Statistics> observe(const graph::Graph& graph, const FrameSource& frames,
                                const std::vector<std::int64_t>& indices, const Options& options,
                                const Progress& progress);

// Of all frames that either saw.
std::vector<Statistics> merged(std::vector<Statistics> a, const std::vector<Statistics>& b);

} // namespace sluice::quantizer
