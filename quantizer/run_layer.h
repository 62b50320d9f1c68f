// SPDX-License-Identifier: Apache-2.0
// How the quantizer has integer layers executed. The emulator does it (emulator::prepare_layer);
// whoever joins the two hands it in, since neither includes the other.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "base/shape.h"
#include "quantizer/network/layer.h"

namespace sluice::quantizer {

// One frame: the integers of the layer's inputs to those of its output, HWC. Thread-safe.
using RunLayer =
    std::function<std::vector<std::int16_t>(std::span<const std::span<const std::int16_t>> inputs)>;

// Makes a layer ready for many frames; `shapes` are its inputs'. Keeps no reference.
using PrepareLayer =
    std::function<RunLayer(const network::LayerKind& kind, const std::vector<Shape>& shapes)>;

} // namespace sluice::quantizer
