// SPDX-License-Identifier: Apache-2.0
// Concatenation along channels.
#pragma once

#include <cstdint>
#include <span>

#include "base/shape.h"

namespace sluice::network {

// Two or more inputs of equal height, width, scale and zero point; input 0's channels first.
struct Concat {
    friend bool operator==(const Concat&, const Concat&) = default;
};

Shape output_shape(const Concat& layer, std::span<const Shape> inputs);
std::int64_t macs(const Concat& layer, std::span<const Shape> inputs);
void validate(const Concat& layer, std::span<const Shape> inputs);

} // namespace sluice::network
