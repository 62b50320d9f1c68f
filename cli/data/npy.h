// SPDX-License-Identifier: Apache-2.0
// NumPy's .npy and .npz formats, read and written.
#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "cli/data/array.h"
#include "cli/data/bytes.h"

namespace sluice::cli {

bool looks_like_npy(const Bytes& bytes);
bool looks_like_npz(const Bytes& bytes);

// Versions 1 to 3, C order, either byte order, numbers only. `where` is for errors.
Array parse_npy(const Bytes& bytes, const std::string& where);

using NamedArrays = std::vector<std::pair<std::string, Array>>;

// Every array of the archive, its ".npy" left off.
NamedArrays parse_npz(const Bytes& bytes, const std::string& where);

// Version 1.0, little endian.
Bytes format_npy(const Array& array);
// Uncompressed, without time stamps: the same arrays give the same bytes.
Bytes format_npz(const NamedArrays& arrays);

} // namespace sluice::cli
