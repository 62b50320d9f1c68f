// SPDX-License-Identifier: Apache-2.0
// "FILE[100:900]": a part of a data set's frames, or of its labels.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

namespace sluice::cli {

// Frames first .. end - 1; `end` not given: to the last.
struct FrameRange {
    std::int64_t first = 0;
    std::optional<std::int64_t> end;

    // Frames of `frames` that it takes. Throws Error naming `where` when it takes none, or asks
    // for more than there are.
    std::int64_t count(std::int64_t frames, const std::string& where) const;
};

struct RangedPath {
    std::filesystem::path path;
    FrameRange range;
};

// Splits off "[FIRST:END]", either number optional, unless a file of the whole name exists. What
// is no range stays part of the path.
RangedPath split_range(const std::filesystem::path& text);

} // namespace sluice::cli
