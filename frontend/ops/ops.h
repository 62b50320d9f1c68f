// SPDX-License-Identifier: Apache-2.0
// ONNX operators by name. A handler imports one node whose first input may depend on the model's
// input; nodes with constant inputs alone are evaluated (constant_fold.h) and never come here.
#pragma once

#include <string>

#include "frontend/import.h"

namespace sluice::frontend {

using Handler = void (*)(Step&);

// nullptr: an operator of the default domain that is not supported.
Handler find_handler(const std::string& op);

// What to do instead of an operator that is not supported; empty when there is no advice.
struct Refusal {
    std::string reason;
    std::string rewrite;
};
Refusal refusal(const std::string& op, const std::string& domain);

// Of an unsupported operator: the output has the first input's shape.
bool keeps_shape(const std::string& op);

// Output dimensions of a ConvTranspose or DepthToSpace whose input is known.
std::optional<std::vector<std::int64_t>> enlarged_dims(const Import& import, const OnnxNode& node);

void import_activation(Step& step);          // lookup.cpp: all unary functions
void import_add(Step& step);                 // add.cpp: Add, Sum
void import_arg_max(Step& step);             // arg_max.cpp
void import_average_pool(Step& step);        // average_pool.cpp
void import_bipolar_quant(Step& step);       // quantize.cpp
void import_batch_normalization(Step& step); // affine.cpp
void import_cast(Step& step);                // pass_through.cpp
void import_clip(Step& step);                // lookup.cpp
void import_concat(Step& step);              // concat.cpp
void import_conv(Step& step);                // conv.cpp
void import_div(Step& step);                 // affine.cpp
void import_dequantize_linear(Step& step);   // quantize.cpp
void import_flatten(Step& step);             // reshape.cpp
void import_gemm(Step& step);                // fully_connected.cpp
void import_global_average_pool(Step& step); // global_average_pool.cpp
void import_global_max_pool(Step& step);     // max_pool.cpp
void import_mat_mul(Step& step);             // fully_connected.cpp
void import_max_pool(Step& step);            // max_pool.cpp
void import_mul(Step& step);                 // affine.cpp
void import_neg(Step& step);                 // affine.cpp
void import_pad(Step& step);                 // pad.cpp
void import_pass_through(Step& step);        // pass_through.cpp: Identity, Dropout
void import_quant(Step& step);               // quantize.cpp
void import_quantize_linear(Step& step);     // quantize.cpp
void import_reduce_mean(Step& step);         // global_average_pool.cpp
void import_reshape(Step& step);             // reshape.cpp
void import_shape(Step& step);               // pass_through.cpp
void import_softmax(Step& step);             // softmax.cpp
void import_squeeze(Step& step);             // reshape.cpp
void import_sub(Step& step);                 // affine.cpp
void import_transpose(Step& step);           // transpose.cpp
void import_trunc(Step& step);               // quantize.cpp
void import_unsqueeze(Step& step);           // reshape.cpp

} // namespace sluice::frontend
