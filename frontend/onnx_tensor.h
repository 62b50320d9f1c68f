// SPDX-License-Identifier: Apache-2.0
// TensorProto to Tensor, and the names of element types.
#pragma once

#include <filesystem>

#include <onnx/onnx_pb.h>

#include "frontend/tensor.h"

namespace sluice::frontend {

// Never throws for bad data: the tensor's `problem` says what is wrong. External data is read only
// from inside `folder`, the model's own.
Tensor decode_tensor(const onnx::TensorProto& proto, const std::filesystem::path& folder);

// "float", "int8", ...; "unknown" for numbers that this version does not know.
std::string element_type_name(int type);

} // namespace sluice::frontend
