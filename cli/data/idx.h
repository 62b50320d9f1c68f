// SPDX-License-Identifier: Apache-2.0
// IDX, the format of the MNIST files: big endian, 0 0 type dimensions, sizes, elements.
#pragma once

#include <string>

#include "cli/data/array.h"
#include "cli/data/bytes.h"

namespace sluice::cli {

bool looks_like_idx(const Bytes& bytes);
Array parse_idx(const Bytes& bytes, const std::string& where);

} // namespace sluice::cli
