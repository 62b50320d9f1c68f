// SPDX-License-Identifier: Apache-2.0
// CIFAR-10's binary batches: records of one label byte and 3x32x32 bytes, RGB.
#pragma once

#include <string>

#include "cli/data/array.h"
#include "cli/data/bytes.h"

namespace sluice::cli {

struct CifarBatch {
    Array images; // Nx3x32x32
    Array labels; // N
};

// The format has no magic number: whole records, every label 0 to 9.
bool looks_like_cifar(const Bytes& bytes);
CifarBatch parse_cifar(const Bytes& bytes, const std::string& where);

} // namespace sluice::cli
