// SPDX-License-Identifier: Apache-2.0
// Padding as layers that stand for themselves.
#pragma once

#include <string>

#include "frontend/import.h"

namespace sluice::frontend {

// Constants are a Pad; what is reflected, repeated or wrapped is joined from parts of the value,
// but for channels and more than the value has.
graph::ValueId emit_pad(Step& step, graph::ValueId value, const graph::Pad& pad,
                        const std::string& suffix);

} // namespace sluice::frontend
