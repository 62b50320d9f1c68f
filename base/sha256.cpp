// SPDX-License-Identifier: Apache-2.0
#include "base/sha256.h"

#include <bit>
#include <cmath>
#include <string>

namespace sluice {

namespace {

using Word = std::uint32_t;

constexpr int kRounds = 64;
constexpr std::size_t kBlockBytes = 64;

// The first 32 bits of the fraction of a prime's root. A double's 53 bits hold the whole part of
// every root here (below 16) and 32 bits more, and no root is within 2^-48 of a step.
Word fraction_bits(double root) {
    return static_cast<Word>((root - std::floor(root)) * 4294967296.0);
}

struct Constants {
    std::array<Word, kRounds> round;
    std::array<Word, 8> start;
};

Constants make_constants() {
    Constants constants{};
    std::size_t found = 0;
    for (int candidate = 2; found < constants.round.size(); ++candidate) {
        bool prime = true;
        for (int divisor = 2; divisor * divisor <= candidate; ++divisor)
            prime = prime && candidate % divisor != 0;
        if (!prime)
            continue;
        if (found < constants.start.size())
            constants.start[found] = fraction_bits(std::sqrt(candidate));
        constants.round[found++] = fraction_bits(std::cbrt(candidate));
    }
    return constants;
}

void add_block(std::array<Word, 8>& state, const unsigned char* block,
               const std::array<Word, kRounds>& constants) {
    std::array<Word, kRounds> w{};
    for (std::size_t i = 0; i < 16; ++i)
        for (std::size_t byte = 0; byte < 4; ++byte)
            w[i] = w[i] << 8 | block[4 * i + byte];
    for (std::size_t i = 16; i < w.size(); ++i) {
        const Word a = w[i - 15];
        const Word b = w[i - 2];
        w[i] = w[i - 16] + (std::rotr(a, 7) ^ std::rotr(a, 18) ^ (a >> 3)) + w[i - 7] +
               (std::rotr(b, 17) ^ std::rotr(b, 19) ^ (b >> 10));
    }
    auto [a, b, c, d, e, f, g, h] = state;
    for (std::size_t i = 0; i < w.size(); ++i) {
        const Word first = h + (std::rotr(e, 6) ^ std::rotr(e, 11) ^ std::rotr(e, 25)) +
                           ((e & f) ^ (~e & g)) + constants[i] + w[i];
        const Word second =
            (std::rotr(a, 2) ^ std::rotr(a, 13) ^ std::rotr(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
        h = g;
        g = f;
        f = e;
        e = d + first;
        d = c;
        c = b;
        b = a;
        a = first + second;
    }
    const std::array<Word, 8> now = {a, b, c, d, e, f, g, h};
    for (std::size_t i = 0; i < state.size(); ++i)
        state[i] += now[i];
}

} // namespace

std::array<std::uint8_t, 32> sha256(std::string_view bytes) {
    static const Constants constants = make_constants();
    std::array<Word, 8> state = constants.start;
    std::string tail(bytes.substr(bytes.size() / kBlockBytes * kBlockBytes));
    for (std::size_t at = 0; at + kBlockBytes <= bytes.size(); at += kBlockBytes)
        add_block(state, reinterpret_cast<const unsigned char*>(bytes.data()) + at,
                  constants.round);
    tail += '\x80';
    while (tail.size() % kBlockBytes != kBlockBytes - 8)
        tail += '\0';
    const std::uint64_t bits = std::uint64_t{bytes.size()} * 8;
    for (int shift = 56; shift >= 0; shift -= 8)
        tail += static_cast<char>(bits >> shift & 255);
    for (std::size_t at = 0; at < tail.size(); at += kBlockBytes)
        add_block(state, reinterpret_cast<const unsigned char*>(tail.data()) + at, constants.round);
    std::array<std::uint8_t, 32> digest{};
    for (std::size_t i = 0; i < digest.size(); ++i)
        digest[i] = static_cast<std::uint8_t>(state[i / 4] >> (24 - 8 * (i % 4)));
    return digest;
}

} // namespace sluice
