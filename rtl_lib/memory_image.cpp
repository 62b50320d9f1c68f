// SPDX-License-Identifier: Apache-2.0
#include "rtl_lib/memory_image.h"

#include "base/error.h"
#include "base/shape.h"

namespace sluice::rtl {

MemoryImage::MemoryImage(std::string parameter, int word_bits, std::int64_t words)
    : parameter_(std::move(parameter)), word_bits_(word_bits), words_(words),
      stride_(ceil_div(word_bits, 8)),
      bytes_(static_cast<std::size_t>(words * ceil_div(word_bits, 8))) {}

void MemoryImage::set(std::int64_t word, int lsb, int bits, std::int64_t value) {
    SLUICE_CHECK(word >= 0 && word < words_ && lsb >= 0 && bits >= 1 && bits <= 64 &&
                     lsb + bits <= word_bits_,
                 "memory image written outside its bounds");
    for (int bit = 0; bit < bits; ++bit) {
        const int at = lsb + bit;
        auto& byte = bytes_[static_cast<std::size_t>(word * stride_ + at / 8)];
        const auto mask = static_cast<std::uint8_t>(1U << (at % 8));
        if ((static_cast<std::uint64_t>(value) >> bit) & 1U)
            byte = static_cast<std::uint8_t>(byte | mask);
        else
            byte = static_cast<std::uint8_t>(byte & ~mask);
    }
}

std::string MemoryImage::hex() const {
    static constexpr char kDigits[] = "0123456789abcdef";
    const auto digits = ceil_div(word_bits_, 4);
    std::string text;
    text.reserve(static_cast<std::size_t>(words_ * (digits + 1)));
    for (std::int64_t word = 0; word < words_; ++word) {
        for (std::int64_t digit = digits - 1; digit >= 0; --digit) {
            const auto byte = bytes_[static_cast<std::size_t>(word * stride_ + digit / 2)];
            text += kDigits[digit % 2 ? byte >> 4 : byte & 15];
        }
        text += '\n';
    }
    return text;
}

} // namespace sluice::rtl
