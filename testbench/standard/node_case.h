// SPDX-License-Identifier: Apache-2.0
// One of the ONNX standard's node tests: a model of one operator, inputs, and outputs expected.
#pragma once

#include <filesystem>
#include <string>

#include "testbench/standard/integer_run.h"

namespace sluice::testbench {

enum class Verdict { passed, failed, refused };

struct NodeResult {
    Verdict verdict = Verdict::refused;
    std::string op;      // of the first node that is no Constant
    std::string reason;  // of a failure or refusal
    IntegerRun integers; // of those that passed
};

// Runs the test in `folder` (model.onnx, test_data_set_0/) in the float graph. Outputs must agree
// to 1e-4 relative plus 1e-6. Then in integers, where it can be.
NodeResult run_node_case(const std::filesystem::path& folder);

} // namespace sluice::testbench
