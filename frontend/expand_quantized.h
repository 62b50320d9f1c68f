// SPDX-License-Identifier: Apache-2.0
// Quantized operators as the float operators that they compute, between DequantizeLinear and
// QuantizeLinear nodes: one form of quantized model for the import.
#pragma once

#include "frontend/onnx_file.h"

namespace sluice::frontend {

// Rewrites QLinearConv, QLinearMatMul, ConvInteger, MatMulInteger and ONNX Runtime's QLinear
// operators and QGemm, and takes QONNX's Quant, BipolarQuant and Trunc into the default domain.
// Scales of biases are computed, so that those of inputs and weights must be constants of the file;
// throws Error where they are not.
void expand_quantized(OnnxModel& model);

} // namespace sluice::frontend
