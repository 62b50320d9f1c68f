// SPDX-License-Identifier: Apache-2.0
// Whole files in memory, unpacked where they are packed.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace sluice::cli {

using Bytes = std::vector<std::uint8_t>;

// No file and no unpacked content may be larger: a few bytes of an archive can claim any size.
constexpr std::int64_t kMaxDataBytes = std::int64_t{1} << 34;

// The file's bytes; a gzip file is unpacked. Throws Error when it cannot be read or is damaged.
Bytes read_bytes(const std::filesystem::path& path);

// The members of a zip archive in its order, name and content; `where` is for errors.
std::vector<std::pair<std::string, Bytes>> unzip(const Bytes& archive, const std::string& where);

bool starts_with(std::span<const std::uint8_t> bytes, std::string_view magic);

} // namespace sluice::cli
