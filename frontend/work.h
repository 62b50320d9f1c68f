// SPDX-License-Identifier: Apache-2.0
// How much of a network's work lies before and behind a node.
#pragma once

#include <cstdint>
#include <vector>

#include "frontend/onnx_file.h"
#include "frontend/walk.h"

namespace sluice::frontend {

struct Work {
    std::int64_t before = 0; // multiply-accumulates of the nodes that it depends on
    std::int64_t behind = 0; // and of those that depend on it
    bool all_known = true;   // false: nodes behind it have shapes that are not known
};

// For each node of the model.
std::vector<Work> work_around(const OnnxModel& model, const Walk& walk);

} // namespace sluice::frontend
