// SPDX-License-Identifier: Apache-2.0
// The contents of a ROM, as $readmemh reads it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace sluice::rtl {

// `words` words of `word_bits` bits, initially zero.
class MemoryImage {
public:
    // `parameter`: the module parameter that receives the file's name, e.g. "WeightFile".
    MemoryImage(std::string parameter, int word_bits, std::int64_t words);

    // Stores the low `bits` bits of value at [lsb, lsb + bits) of the word; bits <= 64.
    void set(std::int64_t word, int lsb, int bits, std::int64_t value);

    const std::string& parameter() const { return parameter_; }
    int word_bits() const { return word_bits_; }
    std::int64_t words() const { return words_; }

    // One word per line, ceil(word_bits / 4) lower-case hexadecimal digits.
    std::string hex() const;

private:
    std::string parameter_;
    int word_bits_;
    std::int64_t words_;
    std::int64_t stride_; // bytes of a word
    std::vector<std::uint8_t> bytes_;
};

} // namespace sluice::rtl
