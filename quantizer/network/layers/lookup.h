// SPDX-License-Identifier: Apache-2.0
// Any unary function of an int8 activation, as a table.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/shape.h"

namespace sluice::network {

// result = table[x + 128]; 256 entries.
struct Lookup {
    std::vector<std::int8_t> table{};

    friend bool operator==(const Lookup&, const Lookup&) = default;
};

Shape output_shape(const Lookup& layer, std::span<const Shape> inputs);
std::int64_t macs(const Lookup& layer, std::span<const Shape> inputs);
void validate(const Lookup& layer, std::span<const Shape> inputs);

} // namespace sluice::network
