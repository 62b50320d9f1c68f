// SPDX-License-Identifier: Apache-2.0
// Weights and biases chosen by what the layers really read: layer after layer, each with the inputs
// that the integer layers before it give.
#pragma once

#include "quantizer/draft.h"
#include "quantizer/measure/frame_sets.h"

namespace sluice::quantizer {

struct Corrections {
    bool clip_weights = false;
    bool bias = false;
    bool optimize_rounding = false;
};

// The draft with its weight choices made anew; of the corrections that are off nothing remains.
// Layers of more than kMostDepth products per sum keep plain rounding.
Draft correct_weights(Draft draft, const FrameSource& frames, const FrameSets& sets,
                      const Corrections& corrections, const Options& options,
                      const Progress& progress);

constexpr int kMostDepth = 2560;

} // namespace sluice::quantizer
