// SPDX-License-Identifier: Apache-2.0
#include "cli/report/escape.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace sluice::cli {

std::string html_escaped(const std::string& text, bool lines) {
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        switch (c) {
        case '&':
            out += "&amp;";
            break;
        case '<':
            out += "&lt;";
            break;
        case '>':
            out += "&gt;";
            break;
        case '"':
            out += "&quot;";
            break;
        case '\'':
            out += "&#39;";
            break;
        default:
            if ((byte < 0x20 && !(lines && c == '\n')) || byte == 0x7f)
                out += fmt::format("\\x{:02x}", byte);
            else
                out += c;
        }
    }
    return out;
}

std::string json_for_script(const nlohmann::ordered_json& json) {
    std::string out;
    for (const char c :
         json.dump(-1, ' ', true, nlohmann::ordered_json::error_handler_t::replace)) {
        if (c == '<' || c == '>' || c == '&') // only ever inside a string
            out += fmt::format("\\u{:04x}", static_cast<unsigned char>(c));
        else
            out += c;
    }
    return out;
}

} // namespace sluice::cli
