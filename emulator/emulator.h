// SPDX-License-Identifier: Apache-2.0
// Executes the integer network exactly: the reference for the RTL.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "base/frames.h"
#include "quantizer/network/network.h"

namespace sluice::emulator {

// One tensor's integers in HWC order. 16 bits hold int8 activations and arg_max indices.
using Values = std::vector<std::int16_t>;

// Every tensor of one frame, indexed by network::TensorId; `inputs` in the order of
// network.inputs, each within its tensor's bits (SLUICE_CHECK).
std::vector<Values> run_all(const network::Network& network, const std::vector<Values>& inputs);

// The outputs alone, in the order of network.outputs.
std::vector<Values> run(const network::Network& network, const std::vector<Values>& inputs);

// One layer made ready to run many frames: the integers of its inputs, of the given shapes, to those
// of its output. Thread-safe; keeps a copy of the layer.
std::function<Values(std::span<const std::span<const std::int16_t>>)>
prepare_layer(const network::LayerKind& kind, const std::vector<Shape>& shapes);

// Runs frames [0, frames) of the source, quantized to the inputs' scales, on `threads` threads
// (0: all cores); `consume` is called with the outputs in frame order, from one thread at a time.
void run_frames(const network::Network& network, const FrameSource& source, std::int64_t frames,
                int threads,
                const std::function<void(std::int64_t frame, const std::vector<Values>&)>& consume);

} // namespace sluice::emulator
