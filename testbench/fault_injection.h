// SPDX-License-Identifier: Apache-2.0
// A test of the tests: whether simulation notices a fault in the RTL.
#pragma once

#include <filesystem>
#include <string>

#include "testbench/simulate.h"

namespace sluice::testbench {

// One change of one file. `find` must occur exactly once, so that a fault cannot miss its place
// unnoticed when the RTL changes.
struct Fault {
    std::string name;
    std::string file; // below rtl/
    std::string find;
    std::string replacement;
};

// Copies the generated design to `scratch` (removed first), plants the fault there, and simulates.
// Throws Error when the changed RTL does not build, std::logic_error (SLUICE_CHECK) when `find`
// does not occur exactly once.
SimulationResult simulate_with_fault(const std::filesystem::path& design, const Fault& fault,
                                     const std::filesystem::path& scratch,
                                     const SimulationOptions& options);

} // namespace sluice::testbench
