// SPDX-License-Identifier: Apache-2.0
#include "generator/emit/text.h"

#include <fmt/format.h>

#include "base/error.h"

namespace sluice::emit {

std::string parameter_text(const rtl::Parameter& parameter) {
    if (parameter.fields.empty())
        return fmt::format(".{}({})", parameter.name, parameter.value);
    std::vector<std::string> fields;
    for (auto field = parameter.fields.rbegin(); field != parameter.fields.rend(); ++field)
        fields.push_back(fmt::format("32'd{}", static_cast<std::uint32_t>(*field)));
    return fmt::format(".{}({{{}}})", parameter.name, joined(fields, ", "));
}

std::string joined(const std::vector<std::string>& items, const std::string& separator) {
    std::string text;
    for (const std::string& item : items) {
        if (!text.empty())
            text += separator;
        text += item;
    }
    return text;
}

std::string comment_list(const std::vector<std::string>& names) {
    constexpr std::size_t kShown = 6;
    std::vector<std::string> shown;
    for (std::size_t i = 0; i < names.size() && i < kShown; ++i)
        shown.push_back("'" + printable(names[i], 60) + "'");
    if (names.size() > kShown)
        shown.push_back(fmt::format("and {} more", names.size() - kShown));
    return shown.empty() ? "none" : joined(shown, ", ");
}

} // namespace sluice::emit
