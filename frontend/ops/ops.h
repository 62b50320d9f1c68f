// SPDX-License-Identifier: Apache-2.0
// ONNX operators by name. A handler imports one node whose first input may depend on the model's
// input; nodes with constant inputs alone are evaluated (constant_fold.h) and never come here.
#pragma once

#include <string>

#include "frontend/hardware.h"
#include "frontend/import.h"

namespace sluice::frontend {

using Handler = void (*)(Step&);

// nullptr: an operator of the default domain that is not supported.
Handler find_handler(const std::string& op);

// Why an operator that has no handler is not supported, and what to do instead.
Refusal refusal(const std::string& op, const std::string& domain);

// Of an unsupported operator: the output has the first input's shape.
bool keeps_shape(const std::string& op);

void import_activation(Step& step);          // lookup.cpp: all unary functions
void import_add(Step& step);                 // add.cpp: Add, Sum
void import_arg_max(Step& step);             // arg_max.cpp: ArgMax, ArgMin
void import_average_pool(Step& step);        // average_pool.cpp
void import_bipolar_quant(Step& step);       // quantize.cpp
void import_batch_normalization(Step& step); // affine.cpp
void import_cast(Step& step);                // pass_through.cpp
void import_clip(Step& step);                // lookup.cpp
void import_concat(Step& step);              // concat.cpp
void import_conv(Step& step);                // conv.cpp
void import_conv_transpose(Step& step);      // conv_transpose.cpp
void import_depth_to_space(Step& step);      // depth_to_space.cpp
void import_dequantize_linear(Step& step);   // quantize.cpp
void import_div(Step& step);                 // binary.cpp
void import_flatten(Step& step);             // reshape.cpp
void import_gather(Step& step);              // slice.cpp
void import_gemm(Step& step);                // fully_connected.cpp
void import_global_average_pool(Step& step); // global_average_pool.cpp
void import_global_max_pool(Step& step);     // max_pool.cpp
void import_lp_normalization(Step& step);    // normalize.cpp
void import_lrn(Step& step);                 // normalize.cpp
void import_mat_mul(Step& step);             // fully_connected.cpp
void import_max(Step& step);                 // binary.cpp
void import_max_pool(Step& step);            // max_pool.cpp
void import_max_unpool(Step& step);          // max_unpool.cpp
void import_mean(Step& step);                // binary.cpp
void import_min(Step& step);                 // binary.cpp
void import_mul(Step& step);                 // binary.cpp
void import_neg(Step& step);                 // affine.cpp
void import_p_relu(Step& step);              // p_relu.cpp
void import_pad(Step& step);                 // pad.cpp
void import_pass_through(Step& step);        // pass_through.cpp: Identity, Dropout
void import_pow(Step& step);                 // binary.cpp
void import_quant(Step& step);               // quantize.cpp
void import_quantize_linear(Step& step);     // quantize.cpp
void import_reduce(Step& step);              // reduce.cpp: ReduceMean, ReduceMax, ...
void import_reshape(Step& step);             // reshape.cpp
void import_resize(Step& step);              // resize.cpp: Resize, Upsample
void import_shape(Step& step);               // pass_through.cpp
void import_slice(Step& step);               // slice.cpp
void import_softmax(Step& step);             // softmax.cpp: Softmax, LogSoftmax
void import_space_to_depth(Step& step);      // depth_to_space.cpp
void import_split(Step& step);               // slice.cpp
void import_squeeze(Step& step);             // reshape.cpp
void import_sub(Step& step);                 // binary.cpp
void import_top_k(Step& step);               // top_k.cpp
void import_transpose(Step& step);           // transpose.cpp
void import_trunc(Step& step);               // quantize.cpp
void import_unsqueeze(Step& step);           // reshape.cpp

} // namespace sluice::frontend
