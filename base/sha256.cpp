// SPDX-License-Identifier: Apache-2.0
#include "base/sha256.h"

#include <fmt/ranges.h>
#include <openssl/evp.h>

#include "base/error.h"

namespace sluice {

std::array<std::uint8_t, 32> sha256(std::string_view bytes) {
    std::array<std::uint8_t, 32> digest{};
    const int done =
        EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, EVP_sha256(), nullptr);
    SLUICE_CHECK(done == 1, "libcrypto has no SHA-256");
    return digest;
}

std::string sha256_hex(std::string_view bytes) {
    return fmt::format("{:02x}", fmt::join(sha256(bytes), ""));
}

std::string sha256_base64(std::string_view bytes) {
    const std::array<std::uint8_t, 32> digest = sha256(bytes);
    std::array<std::uint8_t, 45> text{}; // four digits for each three bytes, and an end mark
    const int digits = EVP_EncodeBlock(text.data(), digest.data(), static_cast<int>(digest.size()));
    return {text.begin(), text.begin() + digits};
}

} // namespace sluice
