// SPDX-License-Identifier: Apache-2.0
// Between real values and a tensor's integers.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "quantizer/network/tensor.h"

namespace sluice::network {

// saturate(round_half_to_even(x / scale) + zero_point) to the tensor's bits; NaN becomes the zero
// point. As ONNX QuantizeLinear.
std::vector<std::int16_t> quantize(const Tensor& tensor, std::span<const float> values);

// (q - zero_point) * scale.
std::vector<float> dequantize(const Tensor& tensor, std::span<const std::int16_t> values);

} // namespace sluice::network
