// SPDX-License-Identifier: Apache-2.0
// Weights in the order in which the float kernels read them.
#pragma once

#include <vector>

#include "frontend/graph/graph.h"
#include "quantizer/reference/matrix_product.h"

namespace sluice::quantizer {

struct Prepared {
    std::vector<PackedMatrix> groups;  // convolution (one per group), fully connected (one)
    std::vector<float> depthwise_taps; // [tap][channel], depthwise convolution only
};

Prepared prepare_op(const graph::Op& op, const Shape& input);

} // namespace sluice::quantizer
