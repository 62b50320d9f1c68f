// SPDX-License-Identifier: Apache-2.0
// value * scale + bias for each channel, as a depthwise 1x1 convolution; the passes then fold it
// into a neighbour where that is exact.
#pragma once

#include <optional>
#include <vector>

#include "frontend/import.h"

namespace sluice::frontend {

// Emits the layer, unless it would change nothing.
View emit_affine(Step& step, const View& view, const std::vector<double>& scale,
                 const std::vector<double>& bias, const std::string& suffix = "");

// `tensor` broadcast over `view` as one number per channel of the value of `shape`; nothing when it
// differs between pixels of one channel, or is larger than the view.
std::optional<std::vector<double>> per_channel_values(const View& view, const Shape& shape,
                                                      const Tensor& tensor);

// `tensor` broadcast over `view` as one number per channel of the value; throws when there is no
// such thing.
std::vector<double> per_channel(const Step& step, const View& view, const Tensor& tensor);

} // namespace sluice::frontend
