// SPDX-License-Identifier: Apache-2.0
#include "emulator/fast_kernels.h"

#include <algorithm>
#include <cstring>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

// Compiled into each variant of a kernel, with that variant's instructions.
#define SLUICE_INLINE inline __attribute__((always_inline))

namespace sluice::emulator {

RequantTables widen(const network::Requant& requant) {
    RequantTables t;
    t.bias.assign(requant.bias.begin(), requant.bias.end());
    t.multiplier.assign(requant.multiplier.begin(), requant.multiplier.end());
    t.shift.assign(requant.shift.begin(), requant.shift.end());
    for (const std::int64_t shift : t.shift)
        t.rounding.push_back(std::int64_t{1} << (shift - 1));
    t.zero_point = requant.zero_point;
    t.low = requant.clamp_low;
    t.high = requant.clamp_high;
    t.table = requant.table;
    t.ties_to_even = requant.ties_to_even;
    return t;
}

namespace {

SLUICE_INLINE void multiply_add_body(const std::int16_t* __restrict x,
                                     const std::int16_t* __restrict w, std::int32_t* __restrict acc,
                                     int n) {
    for (int c = 0; c < n; ++c)
        acc[c] += std::int32_t{x[c]} * std::int32_t{w[c]};
}

SLUICE_INLINE std::int32_t dot_body(const std::int16_t* x, const std::int8_t* w, std::size_t n) {
    std::int32_t sum = 0;
    for (std::size_t i = 0; i < n; ++i)
        sum += std::int32_t{x[i]} * std::int32_t{w[i]};
    return sum;
}

SLUICE_INLINE void requantize_body(const RequantTables& t, int first,
                                   const std::int32_t* __restrict acc, int n,
                                   std::int16_t* __restrict out) {
    const std::int64_t* bias = t.bias.data() + first;
    const std::int64_t* multiplier = t.multiplier.data() + first;
    const std::int64_t* rounding = t.rounding.data() + first;
    const std::int64_t* shift = t.shift.data() + first;
    const std::int64_t zero_point = t.zero_point;
    const std::int64_t low = t.low;
    const std::int64_t high = t.high;
    if (t.ties_to_even) {
        for (int c = 0; c < n; ++c) {
            const std::int64_t value = (acc[c] + bias[c]) * multiplier[c] + rounding[c];
            const std::int64_t up = value >> shift[c];
            const bool tie = up << shift[c] == value;
            const std::int64_t scaled = up - (tie ? up & 1 : 0) + zero_point;
            const std::int64_t floored = scaled < low ? low : scaled;
            out[c] = static_cast<std::int16_t>(floored > high ? high : floored);
        }
    }
    for (int c = 0; c < n && !t.ties_to_even; ++c) {
        const std::int64_t scaled =
            (((acc[c] + bias[c]) * multiplier[c] + rounding[c]) >> shift[c]) + zero_point;
        const std::int64_t floored = scaled < low ? low : scaled;
        out[c] = static_cast<std::int16_t>(floored > high ? high : floored);
    }
    if (!t.table.empty())
        for (int c = 0; c < n; ++c)
            out[c] = t.table[out[c] + 128];
}

void dense_portable(const DenseTask& task) {
    const int width = task.out_blocks * kOutBlock;
    for (int pixel = 0; pixel < task.pixels; ++pixel) {
        const std::int16_t* patch = task.patches + pixel * task.patch_stride;
        for (int block = 0; block < task.out_blocks; ++block) {
            std::int32_t sums[kOutBlock] = {};
            const std::int16_t* weights =
                task.weights + std::ptrdiff_t{block} * task.pairs * kOutBlock * 2;
            for (int k = 0; k < task.pairs; ++k, weights += kOutBlock * 2)
                for (int o = 0; o < kOutBlock; ++o)
                    sums[o] +=
                        patch[2 * k] * weights[2 * o] + patch[2 * k + 1] * weights[2 * o + 1];
            std::copy_n(sums, kOutBlock,
                        task.acc + std::ptrdiff_t{pixel} * width + block * kOutBlock);
        }
    }
}

void multiply_add_portable(const std::int16_t* x, const std::int16_t* w, std::int32_t* acc, int n) {
    multiply_add_body(x, w, acc, n);
}
std::int32_t dot_portable(const std::int16_t* x, const std::int8_t* w, std::size_t n) {
    return dot_body(x, w, n);
}
void requantize_portable(const RequantTables& t, int first, const std::int32_t* acc, int n,
                         std::int16_t* out) {
    requantize_body(t, first, acc, n, out);
}

constexpr Kernels kPortable{"portable", dense_portable, multiply_add_portable, dot_portable,
                            requantize_portable};

#if defined(__x86_64__)

SLUICE_INLINE std::int32_t pair_at(const std::int16_t* patch, int k) {
    std::int32_t pair;
    std::memcpy(&pair, patch + 2 * std::ptrdiff_t{k}, sizeof pair);
    return pair;
}

#define SLUICE_AVX2 __attribute__((target("avx2")))

// `Pixels` at once share each load of weights.
template <int Pixels>
SLUICE_AVX2 SLUICE_INLINE void dense_avx2_tile(const DenseTask& task, int pixel, int block) {
    __m256i low[Pixels];
    __m256i high[Pixels];
    for (int p = 0; p < Pixels; ++p)
        low[p] = high[p] = _mm256_setzero_si256();
    const std::int16_t* patch = task.patches + pixel * task.patch_stride;
    const std::int16_t* weights = task.weights + std::ptrdiff_t{block} * task.pairs * kOutBlock * 2;
    for (int k = 0; k < task.pairs; ++k, weights += kOutBlock * 2) {
        const __m256i w0 = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(weights));
        const __m256i w1 = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(weights + 16));
        for (int p = 0; p < Pixels; ++p) {
            const __m256i x = _mm256_set1_epi32(pair_at(patch + p * task.patch_stride, k));
            low[p] = _mm256_add_epi32(low[p], _mm256_madd_epi16(x, w0));
            high[p] = _mm256_add_epi32(high[p], _mm256_madd_epi16(x, w1));
        }
    }
    for (int p = 0; p < Pixels; ++p) {
        std::int32_t* acc = task.acc + (std::ptrdiff_t{pixel + p} * task.out_blocks + block) * 16;
        _mm256_storeu_si256(reinterpret_cast<__m256i*>(acc), low[p]);
        _mm256_storeu_si256(reinterpret_cast<__m256i*>(acc + 8), high[p]);
    }
}

SLUICE_AVX2 void dense_avx2(const DenseTask& task) {
    for (int block = 0; block < task.out_blocks; ++block) {
        int pixel = 0;
        for (; pixel + 4 <= task.pixels; pixel += 4)
            dense_avx2_tile<4>(task, pixel, block);
        for (; pixel < task.pixels; ++pixel)
            dense_avx2_tile<1>(task, pixel, block);
    }
}

SLUICE_AVX2 void multiply_add_avx2(const std::int16_t* x, const std::int16_t* w, std::int32_t* acc,
                                   int n) {
    multiply_add_body(x, w, acc, n);
}
SLUICE_AVX2 std::int32_t dot_avx2(const std::int16_t* x, const std::int8_t* w, std::size_t n) {
    return dot_body(x, w, n);
}
SLUICE_AVX2 void requantize_avx2(const RequantTables& t, int first, const std::int32_t* acc, int n,
                                 std::int16_t* out) {
    requantize_body(t, first, acc, n, out);
}

constexpr Kernels kAvx2{"avx2", dense_avx2, multiply_add_avx2, dot_avx2, requantize_avx2};

#define SLUICE_AVX512 __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vnni")))

template <int Pixels>
SLUICE_AVX512 SLUICE_INLINE void dense_avx512_tile(const DenseTask& task, int pixel, int block) {
    __m512i sums[Pixels];
    for (int p = 0; p < Pixels; ++p)
        sums[p] = _mm512_setzero_si512();
    const std::int16_t* patch = task.patches + pixel * task.patch_stride;
    const std::int16_t* weights = task.weights + std::ptrdiff_t{block} * task.pairs * kOutBlock * 2;
    for (int k = 0; k < task.pairs; ++k, weights += kOutBlock * 2) {
        const __m512i w = _mm512_loadu_si512(weights);
        for (int p = 0; p < Pixels; ++p)
            sums[p] = _mm512_dpwssd_epi32(
                sums[p], w, _mm512_set1_epi32(pair_at(patch + p * task.patch_stride, k)));
    }
    for (int p = 0; p < Pixels; ++p)
        _mm512_storeu_si512(
            task.acc + (std::ptrdiff_t{pixel + p} * task.out_blocks + block) * kOutBlock, sums[p]);
}

SLUICE_AVX512 void dense_avx512(const DenseTask& task) {
    for (int block = 0; block < task.out_blocks; ++block) {
        int pixel = 0;
        for (; pixel + 8 <= task.pixels; pixel += 8)
            dense_avx512_tile<8>(task, pixel, block);
        for (; pixel < task.pixels; ++pixel)
            dense_avx512_tile<1>(task, pixel, block);
    }
}

SLUICE_AVX512 void multiply_add_avx512(const std::int16_t* x, const std::int16_t* w,
                                       std::int32_t* acc, int n) {
    multiply_add_body(x, w, acc, n);
}
SLUICE_AVX512 std::int32_t dot_avx512(const std::int16_t* x, const std::int8_t* w, std::size_t n) {
    return dot_body(x, w, n);
}
SLUICE_AVX512 void requantize_avx512(const RequantTables& t, int first, const std::int32_t* acc,
                                     int n, std::int16_t* out) {
    requantize_body(t, first, acc, n, out);
}

constexpr Kernels kAvx512{"avx512vnni", dense_avx512, multiply_add_avx512, dot_avx512,
                          requantize_avx512};

#endif

} // namespace

std::vector<Kernels> usable_kernels() {
    std::vector<Kernels> kernels{kPortable};
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2"))
        kernels.push_back(kAvx2);
    if (__builtin_cpu_supports("avx512vnni") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
        kernels.push_back(kAvx512);
#endif
    return kernels;
}

const Kernels& best_kernels() {
    static const Kernels best = usable_kernels().back();
    return best;
}

} // namespace sluice::emulator
