// SPDX-License-Identifier: Apache-2.0
// From the float graph and calibration frames to the integer network.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "base/frames.h"
#include "frontend/graph/graph.h"
#include "quantizer/network/network.h"

namespace sluice::quantizer {

enum class Method { minmax, percentile };

struct Options {
    Method method = Method::minmax;
    double percentile = 99.99; // of absolute mass kept, percentile method only
    int weight_bits = 8;
    std::int64_t max_frames = 0; // 0: all of the calibration set
    int threads = 0;             // 0: all cores
};

// Called with frames done and frames in all, from one thread at a time.
using Progress = std::function<void(std::int64_t done, std::int64_t total)>;

// Calibrates and quantizes. Deterministic: the same graph, frames and options give the same
// network, whatever the number of threads. Throws Error when the calibration set is empty or the
// graph holds what integers cannot say.
network::Network quantize(const graph::Graph& graph, const FrameSource& calibration,
                          const Options& options, const Progress& progress = {});

} // namespace sluice::quantizer
