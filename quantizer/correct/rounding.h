// SPDX-License-Identifier: Apache-2.0
// Weights of one group of output channels as integers that suit the inputs they meet.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "quantizer/correct/moments.h"

namespace sluice::quantizer {

struct RoundingTask {
    std::span<const float> weights; // [channels][depth]
    std::span<const float> bias;    // [channels]
    std::span<const double> steps;  // [channels]
    double input_scale = 1.0;
    int top = 127;         // largest integer
    bool optimize = false; // else to the nearest
    bool correct_bias = false;
};

struct RoundedGroup {
    std::vector<std::int8_t> integers; // [channels][depth]
    std::vector<double> bias;          // [channels]
};

// With `optimize`, per channel the best of several roundings. Each compensates the error of one
// weight in those that are not rounded yet, as the inputs' second moments say (nearest plane in the
// lattice of their Cholesky factor, then single weights moved while that helps); they aim at the
// weights as they are, or at weights that also undo what the inputs' own quantization did. `fitted`
// gives the roundings and `held_out` tells which is best. With `correct_bias` the mean error of the
// sums is 0 over `fitted`. The result does not depend on `threads` (0: all cores).
RoundedGroup round_group(const RoundingTask& task, const Moments& fitted, const Moments& held_out,
                         int threads = 1);

// Of each channel the part of the largest weight (as bounded_steps takes it) that rounding to the
// nearest likes best, errors weighted with the inputs' second moments.
std::vector<double> best_clipping(const RoundingTask& task, const Moments& fitted);

} // namespace sluice::quantizer
