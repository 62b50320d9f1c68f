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

} // namespace

void add_rows(double* __restrict y, const double* x, std::size_t stride, const double* factors,
              std::size_t factor_stride, std::size_t rows, std::size_t count) {
    std::size_t r = 0;
    for (; r + 4 <= rows; r += 4) {
        const double* __restrict x0 = x + r * stride;
        const double* __restrict x1 = x0 + stride;
        const double* __restrict x2 = x1 + stride;
        const double* __restrict x3 = x2 + stride;
        const double f0 = factors[r * factor_stride], f1 = factors[(r + 1) * factor_stride],
                     f2 = factors[(r + 2) * factor_stride], f3 = factors[(r + 3) * factor_stride];
        for (std::size_t i = 0; i < count; ++i)
            y[i] = (((y[i] + f0 * x0[i]) + f1 * x1[i]) + f2 * x2[i]) + f3 * x3[i];
    }
    for (; r < rows; ++r) {
        const double* __restrict row = x + r * stride;
        const double factor = factors[r * factor_stride];
        for (std::size_t i = 0; i < count; ++i)
            y[i] += factor * row[i];
    }
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
            for (std::size_t i = first; i < last; ++i) {
                const std::size_t from = std::max(left, i);
                if (from < right)
                    add_rows(a.data() + i * n + from, a.data() + from, n, &minus[i - first], width,
                             first, right - from);
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
