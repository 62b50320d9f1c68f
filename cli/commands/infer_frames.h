// SPDX-License-Identifier: Apache-2.0
// The float graph over many frames.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "base/frames.h"
#include "quantizer/reference/execute.h"

namespace sluice::cli {

// Runs frames [0, frames) of `data` on `threads` threads (0: all cores); `consume` is called with
// the outputs in frame order, from the calling thread.
void infer_frames(const graph::Graph& graph, const FrameSource& data, std::int64_t frames,
                  int threads,
                  const std::function<void(std::int64_t frame,
                                           const std::vector<quantizer::FloatValues>&)>& consume);

} // namespace sluice::cli
