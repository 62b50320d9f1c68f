// SPDX-License-Identifier: Apache-2.0
// The calibration methods: which range of a value its integers shall cover.
#pragma once

#include "quantizer/calibration/observe.h"

namespace sluice::quantizer {

const char* method_name(Method method);

// One method per row of the table in choose_range.cpp. `automatic` gives where its search begins.
Range choose_range(const Statistics& statistics, Method method, const Options& options);

} // namespace sluice::quantizer
