// SPDX-License-Identifier: Apache-2.0
// Quantizing operators on constants: weights and biases of already quantized models.
#pragma once

#include "frontend/import.h"

namespace sluice::frontend {

void fold_quantize_linear(Step& step);   // to integers
void fold_dequantize_linear(Step& step); // to real values
void fold_quant(Step& step);             // QONNX, to real values on the levels
void fold_bipolar_quant(Step& step);

} // namespace sluice::frontend
