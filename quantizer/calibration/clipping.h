// SPDX-License-Identifier: Apache-2.0
// Ranges that cut rare large values off, chosen from a histogram.
#pragma once

#include "quantizer/calibration/affine.h"
#include "quantizer/calibration/histogram.h"

namespace sluice::quantizer {

// The part of `range` (the values' own) whose 256 levels give the least mean squared error over the
// histogram; both ends are searched.
Range least_squares_range(const Histogram& histogram, const Range& range);

// The part of `range` below a magnitude, as `percentile` cuts it, whose levels keep most of the
// distribution's information (least Kullback-Leibler divergence). Zeros are left out: they are
// exact anyway.
Range least_divergence_range(const Histogram& histogram, const Range& range);

} // namespace sluice::quantizer
