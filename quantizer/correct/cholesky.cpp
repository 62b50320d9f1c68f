// SPDX-License-Identifier: Apache-2.0
#include "quantizer/correct/cholesky.h"

#include <cmath>
#include <cstddef>

#include "base/error.h"

namespace sluice::quantizer {

namespace {

// y[i] -= a * x[i]
void subtract(double* __restrict y, const double* __restrict x, double a, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i)
        y[i] -= a * x[i];
}

} // namespace

std::vector<double> cholesky_upper(std::vector<double> a, int size) {
    const auto n = static_cast<std::size_t>(size);
    for (std::size_t k = 0; k < n; ++k) {
        double* row = a.data() + k * n;
        SLUICE_CHECK(row[k] > 0.0, "the matrix is positive definite");
        const double root = std::sqrt(row[k]);
        for (std::size_t j = k; j < n; ++j)
            row[j] /= root;
        for (std::size_t i = k + 1; i < n; ++i)
            if (row[i] != 0.0)
                subtract(a.data() + i * n + i, row + i, row[i], n - i);
        for (std::size_t j = 0; j < k; ++j)
            row[j] = 0.0;
    }
    return a;
}

void solve_cholesky(const std::vector<double>& upper, int size, std::vector<double>& b, int count) {
    const auto n = static_cast<std::size_t>(size);
    const auto m = static_cast<std::size_t>(count);
    for (std::size_t k = 0; k < n; ++k) { // R^T z = b
        double* row = b.data() + k * m;
        for (std::size_t c = 0; c < m; ++c)
            row[c] /= upper[k * n + k];
        for (std::size_t i = k + 1; i < n; ++i)
            subtract(b.data() + i * m, row, upper[k * n + i], m);
    }
    for (std::size_t k = n; k-- > 0;) { // R x = z
        double* row = b.data() + k * m;
        for (std::size_t i = k + 1; i < n; ++i)
            subtract(row, b.data() + i * m, upper[k * n + i], m);
        for (std::size_t c = 0; c < m; ++c)
            row[c] /= upper[k * n + k];
    }
}

} // namespace sluice::quantizer
