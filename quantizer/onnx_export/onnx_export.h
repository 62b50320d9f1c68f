// SPDX-License-Identifier: Apache-2.0
// The integer network as ONNX (opset 13), for those who do not run Sluice.
//
// Both models take and give frames in the model's own dimensions and layout (network::Interface)
// with a batch axis of 1 in front, and pass onnx::checker. Both throw Error when the file cannot be
// written; it is written beside, then renamed.
#pragma once

#include <filesystem>

#include "quantizer/network/network.h"

namespace sluice::quantizer {

// Float in, float out: QuantizeLinear/DequantizeLinear pairs around float operators, weights int8
// per channel. What a runtime makes of it may differ from the hardware in the last bit.
void export_qdq(const network::Network& network, const std::filesystem::path& path);

// int8 in, int8 out (int16 for an arg_max index beyond int8), integer arithmetic only: exactly what
// the emulator and the hardware compute, value by value.
void export_exact(const network::Network& network, const std::filesystem::path& path);

} // namespace sluice::quantizer
