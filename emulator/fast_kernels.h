// SPDX-License-Identifier: Apache-2.0
// The inner loops of the fast emulator, in one portable form and in forms for wider processors.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "quantizer/network/requant.h"

namespace sluice::emulator {

constexpr int kOutBlock = 16; // output channels computed side by side

// acc[pixel][out] = sum over k of patch[pixel][k] * weight[out][k], k padded to pairs and outs to
// blocks with zeros. weights: [out block][pair][kOutBlock][2]. No sum, whole or partial, leaves
// 32 bits (network validation sees to it).
struct DenseTask {
    const std::int16_t* patches;
    const std::int16_t* weights;
    std::int32_t* acc;
    int pixels;
    int pairs;
    int out_blocks;
    std::ptrdiff_t patch_stride; // elements from one pixel's patch to the next
};

// network::Requant, its channels' numbers widened so that the loop over them vectorises.
struct RequantTables {
    std::vector<std::int64_t> bias, multiplier, rounding, shift;
    std::int64_t zero_point = 0, low = 0, high = 0;
    std::vector<std::int8_t> table;
    bool ties_to_even = false;
};
RequantTables widen(const network::Requant& requant);

struct Kernels {
    const char* name;
    void (*dense)(const DenseTask&);
    // acc[c] += x[c] * w[c]
    void (*multiply_add)(const std::int16_t* x, const std::int16_t* w, std::int32_t* acc, int n);
    // sum of x[i] * w[i]
    std::int32_t (*dot)(const std::int16_t* x, const std::int8_t* w, std::size_t n);
    // out[i] from acc[i], channels first .. first + n of the tables.
    void (*requantize)(const RequantTables&, int first, const std::int32_t* acc, int n,
                       std::int16_t* out);
};

// Those that this processor can run, portable first, best last.
std::vector<Kernels> usable_kernels();
const Kernels& best_kernels();

} // namespace sluice::emulator
