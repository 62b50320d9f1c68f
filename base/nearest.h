// SPDX-License-Identifier: Apache-2.0
// The known name that a mistyped one was probably meant to be.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sluice {

// Insertions, deletions, substitutions and swaps of neighbours that turn `a` into `b`.
int edit_distance(std::string_view a, std::string_view b);

// The entry of `known` that is nearest to `name`: one that `name` begins with (a part number with
// its package), else the smallest edit distance, the first among equals; empty without entries.
std::string nearest(std::string_view name, const std::vector<std::string>& known);

// Whether `candidate` is near enough to `name` to be worth suggesting.
bool is_near(std::string_view name, std::string_view candidate);

} // namespace sluice
