// SPDX-License-Identifier: Apache-2.0
#include "base/window.h"

#include "base/error.h"

namespace sluice {

Shape window_output_shape(const Shape& input, const Window& w, int out_channels) {
    const int span_h = input.height + w.pad_top + w.pad_bottom - w.extent_h();
    const int span_w = input.width + w.pad_left + w.pad_right - w.extent_w();
    SLUICE_CHECK(span_h >= 0 && span_w >= 0, "window does not fit its padded input");
    return {span_h / w.stride_h + 1, span_w / w.stride_w + 1, out_channels};
}

} // namespace sluice
