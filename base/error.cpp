// SPDX-License-Identifier: Apache-2.0
#include "base/error.h"

#include <fmt/format.h>

namespace sluice {

namespace {

std::string render(const std::string& where, const std::string& problem,
                   const std::string& remedy) {
    std::string text = where.empty() ? problem : where + ": " + problem;
    if (!remedy.empty())
        text += "; " + remedy;
    return text;
}

} // namespace

Error::Error(std::string where, std::string what, std::string remedy)
    : std::runtime_error(render(where, what, remedy)), where_(std::move(where)),
      problem_(std::move(what)), remedy_(std::move(remedy)) {}

std::string printable(const std::string& text, std::size_t max_bytes) {
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (out.size() >= max_bytes)
            return out + "...";
        if (byte < 0x20 || byte >= 0x7f || c == '\'' || c == '"' || c == '\\')
            out += fmt::format("\\x{:02x}", byte);
        else
            out += c;
    }
    return out;
}

void check_failed(const char* condition, const char* file, int line, const std::string& message) {
    throw std::logic_error(
        fmt::format("internal error in Sluice: {} ({} at {}:{})", message, condition, file, line));
}

} // namespace sluice
