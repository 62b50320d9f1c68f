// SPDX-License-Identifier: Apache-2.0
// The arrays of network.bin: little-endian integers, one array after the other. Private to this
// library.
#pragma once

#include <cstdint>
#include <string>
#include <type_traits>
#include <vector>

namespace sluice::network {

// FNV-1a, 64 bits: says whether network.json and network.bin belong together.
inline std::uint64_t checksum(const std::string& bytes) {
    std::uint64_t hash = 0xcbf29ce484222325u;
    for (const char byte : bytes)
        hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001b3u;
    return hash;
}

template <class Int> void append_array(std::string& bytes, const std::vector<Int>& values) {
    for (const Int value : values)
        for (std::size_t i = 0; i < sizeof(Int); ++i)
            bytes += static_cast<char>(static_cast<std::make_unsigned_t<Int>>(value) >> (8 * i));
}

// Precondition: offset + length * sizeof(Int) <= bytes.size().
template <class Int>
std::vector<Int> extract_array(const std::string& bytes, std::size_t offset, std::size_t length) {
    using Bits = std::make_unsigned_t<Int>;
    std::vector<Int> values(length);
    for (Int& value : values) {
        Bits bits = 0;
        for (std::size_t i = 0; i < sizeof(Int); ++i)
            bits |= static_cast<Bits>(Bits{static_cast<unsigned char>(bytes[offset++])} << (8 * i));
        value = static_cast<Int>(bits);
    }
    return values;
}

} // namespace sluice::network
