// SPDX-License-Identifier: Apache-2.0
// Arrays in memory as frames of the model's inputs.
#pragma once

#include <memory>
#include <vector>

#include "cli/data/data_set.h"
#include "cli/data/npy.h"

namespace sluice::cli {

// One array for each input, by name; an empty name is the only input's. They fit as the arrays of
// files do, without preprocessing. Throws Error when one does not fit, or is missing or too many.
std::unique_ptr<DataSet> array_data(NamedArrays arrays, const std::vector<InputSpec>& inputs);

} // namespace sluice::cli
