// SPDX-License-Identifier: Apache-2.0
#include "cli/data/frame_range.h"

#include <charconv>
#include <string>

#include <fmt/format.h>

#include "base/error.h"

namespace sluice::cli {

namespace {

// Empty: nothing given. False when the text is no number.
bool parse_bound(const std::string& text, std::optional<std::int64_t>& bound) {
    if (text.empty())
        return true;
    std::int64_t value = 0;
    const auto [stop, status] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (status != std::errc{} || stop != text.data() + text.size() || value < 0)
        return false;
    bound = value;
    return true;
}

} // namespace

std::int64_t FrameRange::count(std::int64_t frames, const std::string& where) const {
    const std::int64_t stop = end.value_or(frames);
    if (first >= stop || stop > frames)
        throw Error(where,
                    fmt::format("holds {} frames, [{}:{}] asks for others", frames, first, stop),
                    "ask for [FIRST:END] with FIRST below END and END at most the frames there");
    return stop - first;
}

RangedPath split_range(const std::filesystem::path& text) {
    std::error_code ignored;
    const std::string whole = text.string();
    const std::size_t open = whole.rfind('[');
    if (whole.empty() || whole.back() != ']' || open == std::string::npos ||
        std::filesystem::exists(text, ignored))
        return {text, {}};
    const std::string inside = whole.substr(open + 1, whole.size() - open - 2);
    const std::size_t colon = inside.find(':');
    std::optional<std::int64_t> first;
    FrameRange range;
    if (colon == std::string::npos || !parse_bound(inside.substr(0, colon), first) ||
        !parse_bound(inside.substr(colon + 1), range.end))
        return {text, {}};
    range.first = first.value_or(0);
    return {whole.substr(0, open), range};
}

} // namespace sluice::cli
