// SPDX-License-Identifier: Apache-2.0
// Every useful way to build each layer. Private to the tuner.
#pragma once

#include <string>
#include <vector>

#include "tuner/search.h"

namespace sluice::tuner {

// One list per layer of the skeleton: every parallelism of its block's choices, built in every way
// of the family; a pinned layer has the pinned parallelism alone. Throws Error naming the layer
// when a pinned parallelism is not legal.
std::vector<LayerOptions> options_of(const design::Skeleton& skeleton, const Options& options);

// "layer 'NAME'", for messages.
std::string title(const design::LayerBlock& layer);

} // namespace sluice::tuner
