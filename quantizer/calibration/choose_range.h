// SPDX-License-Identifier: Apache-2.0
// The calibration methods: which range of a value its integers shall cover.
#pragma once

#include "quantizer/calibration/observe.h"

namespace sluice::quantizer {

const char* method_name(Method method);

// One method per row of the table in choose_range.cpp.
Range choose_range(const Statistics& statistics, const Options& options);

} // namespace sluice::quantizer
