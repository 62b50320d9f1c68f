// SPDX-License-Identifier: Apache-2.0
// What each layer kind computes: one overload per kind, in layers/<kind>.cpp. Private to this
// library and its tests.
//
// The overloads are the definition of the arithmetic: the plainest loops that are right. What is
// fast (fast_conv.h) is compared with them.
#pragma once

#include <cstdint>
#include <span>

#include "emulator/emulator.h"
#include "quantizer/network/layer.h"

namespace sluice::emulator {

// A tensor's integers in HWC order, owned by someone else.
struct Operand {
    Shape shape;
    std::span<const std::int16_t> values;

    std::int16_t at(int row, int column, int channel) const {
        return values[(std::size_t(row) * shape.width + column) * shape.channels + channel];
    }
    bool inside(int row, int column) const {
        return row >= 0 && row < shape.height && column >= 0 && column < shape.width;
    }
};

Values eval_layer(const network::Conv& layer, std::span<const Operand> inputs);
Values eval_layer(const network::FullyConnected& layer, std::span<const Operand> inputs);
Values eval_layer(const network::MaxPool& layer, std::span<const Operand> inputs);
Values eval_layer(const network::AveragePool& layer, std::span<const Operand> inputs);
Values eval_layer(const network::GlobalAveragePool& layer, std::span<const Operand> inputs);
Values eval_layer(const network::Add& layer, std::span<const Operand> inputs);
Values eval_layer(const network::Concat& layer, std::span<const Operand> inputs);
Values eval_layer(const network::Lookup& layer, std::span<const Operand> inputs);
Values eval_layer(const network::ArgMax& layer, std::span<const Operand> inputs);
Values eval_layer(const network::Rearrange& layer, std::span<const Operand> inputs);
Values eval_layer(const network::Extremum& layer, std::span<const Operand> inputs);
Values eval_layer(const network::Pad& layer, std::span<const Operand> inputs);
Values eval_layer(const network::Softmax& layer, std::span<const Operand> inputs);
Values eval_layer(const network::Multiply& layer, std::span<const Operand> inputs);
Values eval_layer(const network::TopK& layer, std::span<const Operand> inputs);
Values eval_layer(const network::MaxPlace& layer, std::span<const Operand> inputs);
Values eval_layer(const network::MaxUnpool& layer, std::span<const Operand> inputs);

// Visits the plain overload of the layer's kind.
Values emulate_plainly(const network::LayerKind& kind, std::span<const Operand> inputs);

} // namespace sluice::emulator
