// SPDX-License-Identifier: Apache-2.0
// The Cholesky factor of a symmetric positive matrix, in one order of operations everywhere (a
// library would choose its order by the machine's caches, and the bits with it).
#pragma once

#include <cstddef>
#include <vector>

namespace sluice::quantizer {

// y[i] += factors[r * factor_stride] * x[r * stride + i] for each i < count, r from 0 to rows - 1
// in this order.
void add_rows(double* y, const double* x, std::size_t stride, const double* factors,
              std::size_t factor_stride, std::size_t rows, std::size_t count);

// R with R^T R = matrix, upper triangular, row-major; `size` rows. The matrix must be positive
// definite (SLUICE_CHECK).
std::vector<double> cholesky_upper(std::vector<double> matrix, int size);

// Solves R^T R x = b for `count` right-hand sides, b [size][count], in place.
void solve_cholesky(const std::vector<double>& upper, int size, std::vector<double>& b, int count);

} // namespace sluice::quantizer
