// SPDX-License-Identifier: Apache-2.0
// What a layer's weights need to know of its inputs: first and second moments of the integers it
// really reads, and how they go with the sums that the float graph has there.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/window.h"
#include "frontend/graph/graph.h"

namespace sluice::quantizer {

// Sums over samples (one per output pixel looked at) for one group of output channels. u: the
// inputs of the group's products, integers minus zero point; y: the float sums, bias included.
struct Moments {
    int depth = 0;    // entries of u
    int channels = 0; // entries of y
    double samples = 0.0;
    std::vector<double> u;  // [depth]
    std::vector<double> uu; // [depth][depth]
    std::vector<double> y;  // [channels]
    std::vector<double> yy; // [channels], squares
    std::vector<double> yu; // [channels][depth]
};

Moments empty_moments(int depth, int channels);

// Adds samples: `inputs` [samples][depth], integers in -255..255; `outputs` [samples][channels].
// Sums of integers are exact, so that their order does not matter; the others are added in theirs.
// Without `products`, of uu only the diagonal is summed, and yu is not.
void add_samples(Moments& moments, std::span<const float> inputs, std::span<const float> outputs,
                 bool products);

// The products' inputs at one output pixel: [kernel_h][kernel_w][in_channels], integers minus zero
// point, 0 outside the image.
void gather_inputs(const Window& window, const Shape& in, int zero_point,
                   std::span<const std::int16_t> integers, int row, int column, float* patch);

} // namespace sluice::quantizer
