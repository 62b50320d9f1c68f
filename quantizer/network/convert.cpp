// SPDX-License-Identifier: Apache-2.0
#include "quantizer/network/convert.h"

#include <algorithm>
#include <cmath>

namespace sluice::network {

std::vector<std::int16_t> quantize(const Tensor& tensor, std::span<const float> values) {
    const double low = -std::ldexp(1.0, tensor.bits - 1);
    const double high = -low - 1.0;
    // ONNX QuantizeLinear divides in single precision; so does this, or the two would differ
    // where a quotient lies at a half.
    const auto scale = static_cast<float>(tensor.scale);
    std::vector<std::int16_t> result(values.size());
    std::transform(values.begin(), values.end(), result.begin(), [&](float x) {
        if (std::isnan(x))
            return static_cast<std::int16_t>(tensor.zero_point);
        // Rounding mode is the default, halves to even.
        const double q = double{std::nearbyint(x / scale)} + tensor.zero_point;
        return static_cast<std::int16_t>(std::clamp(q, low, high));
    });
    return result;
}

std::vector<float> dequantize(const Tensor& tensor, std::span<const std::int16_t> values) {
    const auto scale = static_cast<float>(tensor.scale);
    std::vector<float> result(values.size());
    std::transform(values.begin(), values.end(), result.begin(), [&](std::int16_t q) {
        return static_cast<float>(q - tensor.zero_point) * scale;
    });
    return result;
}

} // namespace sluice::network
