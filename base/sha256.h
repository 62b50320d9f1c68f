// SPDX-License-Identifier: Apache-2.0
// SHA-256 (FIPS 180-4, OpenSSL's), to name files and texts by what they hold.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace sluice {

// 32 bytes, the first one first.
std::array<std::uint8_t, 32> sha256(std::string_view bytes);

// The same as 64 lower-case hexadecimal digits.
std::string sha256_hex(std::string_view bytes);

// The same in base64, as a Content-Security-Policy names a script.
std::string sha256_base64(std::string_view bytes);

} // namespace sluice
