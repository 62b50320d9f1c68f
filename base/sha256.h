// SPDX-License-Identifier: Apache-2.0
// SHA-256 (FIPS 180-4), to name contents.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace sluice {

// The digest, first byte first, as `sha256sum` prints it.
std::array<std::uint8_t, 32> sha256(std::string_view bytes);

} // namespace sluice
