// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>

namespace sluice::control {

// What names a network: the first 8 bytes, the first one highest, of SHA-256 over DIR/network.json
// followed by DIR/network.bin. `cat network.json network.bin | sha256sum` begins with the same.
std::uint64_t network_hash(const std::filesystem::path& directory);

} // namespace sluice::control
