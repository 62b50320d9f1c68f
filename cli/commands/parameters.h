// SPDX-License-Identifier: Apache-2.0
// Inputs of a model that are weights, shapes or pads: models of one operator often leave them open.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "cli/data/data_set.h"
#include "frontend/frontend.h"

namespace sluice::cli {

// Data for such an input ("NAME=FILE.npy") is one array, not frames, and becomes a constant of the
// model, in `import`. What remains is data.
std::vector<DataArgument> take_parameters(const std::filesystem::path& model,
                                          const std::vector<std::string>& data,
                                          frontend::ImportOptions& import);

} // namespace sluice::cli
