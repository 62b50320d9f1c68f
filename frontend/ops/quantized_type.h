// SPDX-License-Identifier: Apache-2.0
// The integer types that quantized models use.
#pragma once

#include <optional>
#include <string>

#include <fmt/format.h>

#include "frontend/import.h"

namespace sluice::frontend {

struct IntegerRange {
    int low = 0;
    int high = 0;
};

// Of ONNX's element type: int8, uint8, int4, uint4; nothing for others.
inline std::optional<IntegerRange> integer_range(int type) {
    switch (type) {
    case 2: // uint8
        return IntegerRange{0, 255};
    case 3: // int8
        return IntegerRange{-128, 127};
    case 21: // uint4
        return IntegerRange{0, 15};
    case 22: // int4
        return IntegerRange{-8, 7};
    default:
        return std::nullopt;
    }
}

// QONNX's Quant rounds to the nearest, halves to even; other modes are refused.
inline void check_rounding(const Step& step) {
    const std::string mode = step.text("rounding_mode", "ROUND");
    step.require(mode == "ROUND" || mode == "round" || mode == "HALF_EVEN" || mode == "half_even",
                 fmt::format("rounds by '{}'", printable(mode)), "use rounding_mode=ROUND");
}

} // namespace sluice::frontend
