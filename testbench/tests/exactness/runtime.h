// SPDX-License-Identifier: Apache-2.0
// The exported ONNX models in ONNX Runtime, which nobody here wrote. It comes from npm into the
// build folder.
#pragma once

#include <vector>

#include "emulator/emulator.h"
#include "quantizer/network/network.h"

namespace sluice::testbench {

// Installs the runtime once; false, with a warning, when npm cannot.
bool runtime_ready();

// The outputs of each frame in HWC order, by the runtime on the exact or the QDQ export; numbers as
// it gives them. Without the runtime nothing, but the export is written.
std::vector<std::vector<std::vector<double>>>
run_in_runtime(const network::Network& network,
               const std::vector<std::vector<emulator::Values>>& frames, bool exact);

} // namespace sluice::testbench
