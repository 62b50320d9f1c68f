// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>

#include "frontend/constant_fold.h"

namespace sluice::frontend {

std::optional<std::vector<std::int64_t>> reshaped_dims(const std::vector<std::int64_t>& dims,
                                                       std::vector<std::int64_t> target,
                                                       bool allow_zero) {
    const std::int64_t total = element_count(dims);
    std::optional<std::size_t> rest;
    std::int64_t known = 1;
    for (std::size_t i = 0; i < target.size(); ++i) {
        if (target[i] == 0 && !allow_zero) {
            if (i >= dims.size())
                return std::nullopt;
            target[i] = dims[i];
        }
        if (target[i] == -1 && !rest) {
            rest = i;
            continue;
        }
        if (target[i] < 0 || target[i] > kMaxElements)
            return std::nullopt;
        known *= target[i];
        if (known > kMaxElements)
            return std::nullopt;
    }
    if (rest) {
        if (known == 0 || total % known != 0)
            return std::nullopt;
        target[*rest] = total / known;
    }
    if (total < 0 || element_count(target) != total)
        return std::nullopt;
    return target;
}

std::optional<std::vector<std::int64_t>>
squeezed_dims(const std::vector<std::int64_t>& dims,
              const std::optional<std::vector<std::int64_t>>& axes) {
    const auto rank = static_cast<std::int64_t>(dims.size());
    std::set<std::int64_t> removed;
    if (axes) {
        for (const std::int64_t axis : *axes) {
            const std::int64_t at = axis < 0 ? axis + rank : axis;
            if (at < 0 || at >= rank || dims[static_cast<std::size_t>(at)] != 1)
                return std::nullopt;
            removed.insert(at);
        }
    }
    std::vector<std::int64_t> out;
    for (std::int64_t i = 0; i < rank; ++i) {
        const std::int64_t dim = dims[static_cast<std::size_t>(i)];
        if (axes ? removed.count(i) == 0 : dim != 1)
            out.push_back(dim);
    }
    return out;
}

std::optional<std::vector<std::int64_t>> unsqueezed_dims(const std::vector<std::int64_t>& dims,
                                                         const std::vector<std::int64_t>& axes) {
    const auto rank = static_cast<std::int64_t>(dims.size() + axes.size());
    std::set<std::int64_t> added;
    for (const std::int64_t axis : axes) {
        const std::int64_t at = axis < 0 ? axis + rank : axis;
        if (at < 0 || at >= rank || !added.insert(at).second)
            return std::nullopt;
    }
    std::vector<std::int64_t> out;
    std::size_t next = 0;
    for (std::int64_t i = 0; i < rank; ++i)
        out.push_back(added.count(i) != 0 ? 1 : dims[next++]);
    return out;
}

std::optional<std::vector<std::size_t>> permutation(const std::vector<std::int64_t>& perm,
                                                    std::size_t rank) {
    std::vector<std::size_t> out;
    if (perm.empty()) {
        for (std::size_t i = rank; i-- > 0;)
            out.push_back(i);
        return out;
    }
    std::set<std::int64_t> seen;
    for (const std::int64_t from : perm) {
        if (from < 0 || from >= static_cast<std::int64_t>(rank) || !seen.insert(from).second)
            return std::nullopt;
        out.push_back(static_cast<std::size_t>(from));
    }
    if (out.size() != rank)
        return std::nullopt;
    return out;
}

} // namespace sluice::frontend
