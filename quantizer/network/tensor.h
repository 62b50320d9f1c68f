// SPDX-License-Identifier: Apache-2.0
// The type of a stream of activations in the integer network.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/shape.h"

namespace sluice::network {

using TensorId = int; // index into Network::tensors

// real = (integer - zero_point) * scale. Integers are signed, `bits` wide: 8 for activations,
// more only for indices of channels (layer.h).
struct Tensor {
    std::string name;
    Shape shape;
    double scale = 1.0;
    int zero_point = 0;
    int bits = 8;
};

} // namespace sluice::network
