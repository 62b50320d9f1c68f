// SPDX-License-Identifier: Apache-2.0
#include "base/nearest.h"

#include <algorithm>
#include <limits>

namespace sluice {

int edit_distance(std::string_view a, std::string_view b) {
    const std::size_t columns = b.size() + 1;
    std::vector<int> before(columns), last(columns), row(columns);
    for (std::size_t j = 0; j < columns; ++j)
        last[j] = static_cast<int>(j);
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = static_cast<int>(i);
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const int substitute = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, substitute});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = std::min(row[j], before[j - 2] + 1);
        }
        std::swap(before, last);
        std::swap(last, row);
    }
    return last[b.size()];
}

std::string nearest(std::string_view name, const std::vector<std::string>& known) {
    std::string best;
    int best_distance = std::numeric_limits<int>::max();
    for (const std::string& candidate : known) {
        const bool prefix = !candidate.empty() && name.starts_with(candidate);
        const int distance = prefix ? 0 : edit_distance(name, candidate);
        if (distance < best_distance) {
            best = candidate;
            best_distance = distance;
        }
    }
    return best;
}

bool is_near(std::string_view name, std::string_view candidate) {
    const auto longest = static_cast<int>(std::max(name.size(), candidate.size()));
    return edit_distance(name, candidate) <= std::max(1, (longest + 1) / 3);
}

} // namespace sluice
