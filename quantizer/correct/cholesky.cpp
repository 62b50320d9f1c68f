// SPDX-License-Identifier: Apache-2.0
#include "quantizer/correct/cholesky.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"

namespace sluice::quantizer {

namespace {

// Of a matrix's rows and columns: what is worked on stays in the processor's caches, and is not
// fetched again for each of the rows that it needs. The order of the operations on any one number
// is the same as without tiles.
constexpr std::size_t kTileRows = 64;
constexpr std::size_t kTileColumns = 512;

// Compiled into each variant of a kernel, with that variant's instructions. Products and sums are
// rounded apart in all of them (-ffp-contract=off), so that the bits are the same.
#define SLUICE_INLINE inline __attribute__((always_inline))

// The compiler splits it where registers are shorter.
using Doubles = double __attribute__((vector_size(64), aligned(8), may_alias));
constexpr std::size_t kDoubles = 8;

// The sums of kVectors * kDoubles columns stay in registers.
template <int kVectors>
SLUICE_INLINE void add_columns(double* y, const double* x, std::size_t stride,
                               const double* factors, std::size_t factor_stride, std::size_t rows) {
    Doubles sums[kVectors];
    for (int v = 0; v < kVectors; ++v)
        sums[v] = reinterpret_cast<const Doubles*>(y)[v];
    for (std::size_t r = 0; r < rows; ++r) {
        const auto* row = reinterpret_cast<const Doubles*>(x + r * stride);
        const double factor = factors[r * factor_stride];
        for (int v = 0; v < kVectors; ++v)
            sums[v] += factor * row[v];
    }
    for (int v = 0; v < kVectors; ++v)
        reinterpret_cast<Doubles*>(y)[v] = sums[v];
}

template <int kVectors>
SLUICE_INLINE void add_rows_body(double* y, const double* x, std::size_t stride,
                                 const double* factors, std::size_t factor_stride, std::size_t rows,
                                 std::size_t count) {
    std::size_t i = 0;
    for (; i + kVectors * kDoubles <= count; i += kVectors * kDoubles)
        add_columns<kVectors>(y + i, x + i, stride, factors, factor_stride, rows);
    for (; i + kDoubles <= count; i += kDoubles)
        add_columns<1>(y + i, x + i, stride, factors, factor_stride, rows);
    for (; i < count; ++i)
        for (std::size_t r = 0; r < rows; ++r)
            y[i] += factors[r * factor_stride] * x[r * stride + i];
}

using AddRows = void(double*, const double*, std::size_t, const double*, std::size_t, std::size_t,
                     std::size_t);

#if defined(__x86_64__)
__attribute__((target("avx512f"))) void add_rows_avx512(double* y, const double* x,
                                                        std::size_t stride, const double* factors,
                                                        std::size_t factor_stride, std::size_t rows,
                                                        std::size_t count) {
    add_rows_body<8>(y, x, stride, factors, factor_stride, rows, count);
}

__attribute__((target("avx2"))) void add_rows_avx2(double* y, const double* x, std::size_t stride,
                                                   const double* factors, std::size_t factor_stride,
                                                   std::size_t rows, std::size_t count) {
    add_rows_body<4>(y, x, stride, factors, factor_stride, rows, count);
}
#endif

void add_rows_portable(double* y, const double* x, std::size_t stride, const double* factors,
                       std::size_t factor_stride, std::size_t rows, std::size_t count) {
    add_rows_body<1>(y, x, stride, factors, factor_stride, rows, count);
}

AddRows* fastest_add_rows() {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f"))
        return add_rows_avx512;
    if (__builtin_cpu_supports("avx2"))
        return add_rows_avx2;
#endif
    return add_rows_portable;
}

} // namespace

void add_rows(double* y, const double* x, std::size_t stride, const double* factors,
              std::size_t factor_stride, std::size_t rows, std::size_t count) {
    static AddRows* const kernel = fastest_add_rows();
    kernel(y, x, stride, factors, factor_stride, rows, count);
}

std::vector<double> cholesky_upper(std::vector<double> a, int size) {
    const auto n = static_cast<std::size_t>(size);
    std::vector<double> minus(n * kTileRows); // of the factor's columns first .. last, row by row
    for (std::size_t first = 0; first < n; first += kTileRows) {
        const std::size_t last = std::min(first + kTileRows, n), width = last - first;
        for (std::size_t k = 0; k < first; ++k)
            for (std::size_t i = first; i < last; ++i)
                minus[k * width + i - first] = -a[k * n + i];
        for (std::size_t left = first; left < n; left += kTileColumns) {
            const std::size_t right = std::min(left + kTileColumns, n);
            for (std::size_t above = 0; above < first; above += kTileRows)
                for (std::size_t i = first; i < last; ++i) {
                    const std::size_t from = std::max(left, i);
                    if (from < right)
                        add_rows(a.data() + i * n + from, a.data() + above * n + from, n,
                                 &minus[above * width + i - first], width, kTileRows, right - from);
                }
        }
        for (std::size_t k = first; k < last; ++k) {
            double* row = a.data() + k * n;
            SLUICE_CHECK(row[k] > 0.0, "the matrix is positive definite");
            const double root = std::sqrt(row[k]);
            for (std::size_t j = k; j < n; ++j)
                row[j] /= root;
            for (std::size_t i = k + 1; i < last; ++i) {
                const double factor = -row[i];
                add_rows(a.data() + i * n + i, row + i, n, &factor, 0, 1, n - i);
            }
        }
    }
    for (std::size_t i = 1; i < n; ++i)
        std::fill_n(a.begin() + static_cast<std::ptrdiff_t>(i * n), i, 0.0);
    return a;
}

void solve_cholesky(const std::vector<double>& upper, int size, std::vector<double>& b, int count) {
    const auto n = static_cast<std::size_t>(size);
    const auto m = static_cast<std::size_t>(count);
    std::vector<double> minus(n);
    for (std::size_t k = 0; k < n; ++k) { // R^T z = b
        double* row = b.data() + k * m;
        for (std::size_t i = 0; i < k; ++i)
            minus[i] = -upper[i * n + k];
        add_rows(row, b.data(), m, minus.data(), 1, k, m);
        for (std::size_t c = 0; c < m; ++c)
            row[c] /= upper[k * n + k];
    }
    for (std::size_t k = n; k-- > 0;) { // R x = z
        double* row = b.data() + k * m;
        for (std::size_t i = k + 1; i < n; ++i)
            minus[i] = -upper[k * n + i];
        add_rows(row, b.data() + (k + 1) * m, m, minus.data() + k + 1, 1, n - k - 1, m);
        for (std::size_t c = 0; c < m; ++c)
            row[c] /= upper[k * n + k];
    }
}

} // namespace sluice::quantizer
