// SPDX-License-Identifier: Apache-2.0
#include "generator/control/network_hash.h"

#include "base/files.h"
#include "base/sha256.h"

namespace sluice::control {

std::uint64_t network_hash(const std::filesystem::path& directory) {
    const auto digest =
        sha256(read_file(directory / "network.json") + read_file(directory / "network.bin"));
    std::uint64_t hash = 0;
    for (std::size_t i = 0; i < 8; ++i)
        hash = hash << 8 | digest[i];
    return hash;
}

} // namespace sluice::control
