// SPDX-License-Identifier: Apache-2.0
// Frames of real input values, wherever they come from.
#pragma once

#include <cstdint>
#include <vector>

namespace sluice {

// A data set after preprocessing: what the model's own inputs expect. Reading is thread-safe.
class FrameSource {
public:
    virtual ~FrameSource() = default;
    virtual std::int64_t frames() const = 0;
    // Frame `index` of the model's input number `input` (order of graph::Graph::inputs), HWC.
    virtual std::vector<float> frame(int input, std::int64_t index) const = 0;
};

} // namespace sluice
