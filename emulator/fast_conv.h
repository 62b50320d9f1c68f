// SPDX-License-Identifier: Apache-2.0
// The layers with weights, fast: same results as eval_layer, which defines them. Private to this
// library and its tests.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "emulator/eval_layer.h"
#include "emulator/fast_kernels.h"

namespace sluice::emulator {

// What is computed once per layer for all frames.
struct FastLayer {
    enum class Form { plain, dense, depthwise, matrix };
    Form form = Form::plain;
    // dense: per group as DenseTask wants them, padded with zeros; depthwise: [tap][channel];
    // matrix: none, the layer's own.
    std::vector<std::int16_t> weights;
    RequantTables requant;
};

// `input` is the shape of the layer's first input.
FastLayer prepare(const network::LayerKind& kind, const Shape& input);

// The layer's output, by the fast form where there is one; the kernels are the best that the
// processor has, or those given.
Values emulate_layer(const network::LayerKind& kind, const FastLayer& fast,
                     std::span<const Operand> inputs, const Kernels& kernels = best_kernels());

} // namespace sluice::emulator
