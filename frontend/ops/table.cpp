// SPDX-License-Identifier: Apache-2.0
#include <map>

#include "frontend/ops/ops.h"

namespace sluice::frontend {

Handler find_handler(const std::string& op) {
    static const std::map<std::string, Handler> kHandlers = {
        {"Add", import_add},
        {"ArgMax", import_arg_max},
        {"AveragePool", import_average_pool},
        {"BatchNormalization", import_batch_normalization},
        {"BipolarQuant", import_bipolar_quant},
        {"Cast", import_cast},
        {"Clip", import_clip},
        {"Concat", import_concat},
        {"Conv", import_conv},
        {"DequantizeLinear", import_dequantize_linear},
        {"Div", import_div},
        {"Dropout", import_pass_through},
        {"Elu", import_activation},
        {"Flatten", import_flatten},
        {"Gemm", import_gemm},
        {"GlobalAveragePool", import_global_average_pool},
        {"GlobalMaxPool", import_global_max_pool},
        {"HardSigmoid", import_activation},
        {"HardSwish", import_activation},
        {"Identity", import_pass_through},
        {"LeakyRelu", import_activation},
        {"MatMul", import_mat_mul},
        {"MaxPool", import_max_pool},
        {"Mul", import_mul},
        {"Neg", import_neg},
        {"Pad", import_pad},
        {"Quant", import_quant},
        {"QuantizeLinear", import_quantize_linear},
        {"ReduceMean", import_reduce_mean},
        {"Relu", import_activation},
        {"Reshape", import_reshape},
        {"Shape", import_shape},
        {"Sigmoid", import_activation},
        {"Softmax", import_softmax},
        {"Softplus", import_activation},
        {"Squeeze", import_squeeze},
        {"Sub", import_sub},
        {"Sum", import_add},
        {"Tanh", import_activation},
        {"Transpose", import_transpose},
        {"Trunc", import_trunc},
        {"Unsqueeze", import_unsqueeze},
    };
    const auto found = kHandlers.find(op);
    return found == kHandlers.end() ? nullptr : found->second;
}

} // namespace sluice::frontend
