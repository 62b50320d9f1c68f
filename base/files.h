// SPDX-License-Identifier: Apache-2.0
// Writing and reading whole files, with errors that name them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace sluice {

// Creates the directory and its parents. Throws Error naming it.
void make_directory(const std::filesystem::path& directory);

// Writes beside the target and renames: the file is either as before or whole. Throws Error.
void write_file(const std::filesystem::path& path, std::string_view text);

// The file's bytes. Throws Error when it cannot be read or is larger than `max_bytes`.
std::string read_file(const std::filesystem::path& path,
                      std::uintmax_t max_bytes = std::uintmax_t{1} << 32);

} // namespace sluice
