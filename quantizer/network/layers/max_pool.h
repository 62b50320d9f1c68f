// SPDX-License-Identifier: Apache-2.0
// Max pooling.
#pragma once

#include <cstdint>
#include <span>

#include "base/window.h"

namespace sluice::network {

// Taps outside the image never win. Scale and zero point pass through unchanged.
struct MaxPool {
    Window window{};

    friend bool operator==(const MaxPool&, const MaxPool&) = default;
};

Shape output_shape(const MaxPool& layer, std::span<const Shape> inputs);
std::int64_t macs(const MaxPool& layer, std::span<const Shape> inputs);
void validate(const MaxPool& layer, std::span<const Shape> inputs);

} // namespace sluice::network
