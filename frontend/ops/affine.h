// SPDX-License-Identifier: Apache-2.0
// value * scale + bias for each channel, as a depthwise 1x1 convolution; the passes then fold it
// into a neighbour where that is exact.
#pragma once

#include <vector>

#include "frontend/import.h"

namespace sluice::frontend {

// Emits the layer, unless it would change nothing.
View emit_affine(Step& step, const View& view, const std::vector<double>& scale,
                 const std::vector<double>& bias, const std::string& suffix = "");

// `tensor` broadcast over `view` as one number per channel of the value; throws when it differs
// between pixels of one channel.
std::vector<double> per_channel(const Step& step, const View& view, const Tensor& tensor);

// `view` with dimensions of size 1 put in front until it has `rank`.
View with_rank(const View& view, std::size_t rank);

} // namespace sluice::frontend
