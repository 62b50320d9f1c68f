// SPDX-License-Identifier: Apache-2.0
// Which pixels a place of the window needs; shared by the row count and the beat model.
#pragma once

#include <algorithm>

#include "rtl_lib/blocks/window/window.h"

namespace sluice::rtl {

// A row's first beat is taken at the earliest this long after the last operation was issued that
// kept its place.
inline constexpr int kReleaseDelay = 3;

// The last row that output row `oy` needs, and how many rows before it nobody needs any more.
inline int need_row(const WindowLayout& l, int oy) {
    return std::clamp(oy * l.window.stride_h - l.window.pad_top + l.window.extent_h() - 1, 0,
                      l.in_height - 1);
}

inline int top_row(const WindowLayout& l, int oy) {
    return oy == l.out_height
               ? l.in_height
               : std::clamp(oy * l.window.stride_h - l.window.pad_top, 0, l.in_height);
}

// The last column that output column `ox` needs; the first at least.
inline int need_column(const WindowLayout& l, int ox) {
    return std::clamp(ox * l.window.stride_w - l.window.pad_left + l.window.extent_w() - 1, 0,
                      l.in_width - 1);
}

} // namespace sluice::rtl
