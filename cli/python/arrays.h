// SPDX-License-Identifier: Apache-2.0
// NumPy arrays in and out. All of it needs the GIL.
#pragma once

#include <optional>

#include <pybind11/numpy.h>

#include "cli/data/npy.h"

namespace sluice::python {

// Copies: a dict of arrays by name, C order and the machine's byte order. Throws Error for what is
// no array of numbers.
cli::NamedArrays arrays_of(const pybind11::dict& arrays);
std::optional<cli::NamedArrays> arrays_of(const std::optional<pybind11::dict>& arrays);

pybind11::dict to_numpy(const cli::NamedArrays& arrays);

} // namespace sluice::python
