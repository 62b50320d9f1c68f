// SPDX-License-Identifier: Apache-2.0
#include <charconv>
#include <string_view>

#include <fmt/format.h>

#include "base/error.h"
#include "cli/data/data_set.h"

namespace sluice::cli {

std::vector<std::int64_t> parse_text_labels(const std::string& text, const std::string& where) {
    constexpr std::string_view kBlank = " \t\r";
    std::vector<std::int64_t> labels;
    std::string_view rest = text;
    for (int line_number = 1; !rest.empty(); ++line_number) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        std::string_view line = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        line.remove_prefix(std::min(line.find_first_not_of(kBlank), line.size()));
        line = line.substr(0, line.find_last_not_of(kBlank) + 1);
        if (line.empty() && rest.find_first_not_of(" \t\r\n") == std::string_view::npos)
            break; // blank lines at the end
        std::int64_t label = 0;
        const auto [stop, status] = std::from_chars(line.data(), line.data() + line.size(), label);
        if (status != std::errc{} || stop != line.data() + line.size())
            throw Error(where,
                        fmt::format("line {} is '{}', not a label", line_number,
                                    printable(std::string(line), 20)),
                        "write one whole number a line, or give a .npy or IDX file");
        labels.push_back(label);
    }
    if (labels.empty())
        throw Error(where, "holds no labels", "write one whole number a line");
    return labels;
}

} // namespace sluice::cli
