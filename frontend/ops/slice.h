// SPDX-License-Identifier: Apache-2.0
// A part of a tensor, dimension by dimension.
#pragma once

#include "frontend/arrange.h"

namespace sluice::frontend {

// Elements first, first + step, ... of one dimension, `count` of them.
struct Range {
    std::size_t dim = 0;
    std::int64_t first = 0;
    std::int64_t step = 1;
    std::int64_t count = 1;
};

// One Slice where the dimensions are whole axes, else one after another. Emits nothing for ranges
// that take all.
View emit_slice(Step& step, const View& view, const std::vector<Range>& ranges,
                const std::string& suffix = "");

} // namespace sluice::frontend
