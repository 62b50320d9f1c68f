// SPDX-License-Identifier: Apache-2.0
// The Cholesky factor of a symmetric positive matrix, in one order of operations everywhere (a
// library would choose its order by the machine's caches, and the bits with it).
#pragma once

#include <vector>

namespace sluice::quantizer {

// R with R^T R = matrix, upper triangular, row-major; `size` rows. The matrix must be positive
// definite (SLUICE_CHECK).
std::vector<double> cholesky_upper(std::vector<double> matrix, int size);

// Solves R^T R x = b for `count` right-hand sides, b [size][count], in place.
void solve_cholesky(const std::vector<double>& upper, int size, std::vector<double>& b, int count);

} // namespace sluice::quantizer
