// SPDX-License-Identifier: Apache-2.0
// Padding as layers that stand for themselves.
#pragma once

#include <string>

#include "frontend/import.h"

namespace sluice::frontend {

// Zeros are the padding of a convolution that changes nothing (another number: of one between two
// shifts); what is reflected, repeated or wrapped is joined from parts of the value. What neither
// says stays a Pad: numbers far beyond the activations', channels, more than the value has.
graph::ValueId emit_pad(Step& step, graph::ValueId value, const graph::Pad& pad,
                        const std::string& suffix);

} // namespace sluice::frontend
