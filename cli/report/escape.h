// SPDX-License-Identifier: Apache-2.0
// Names in a model are data from strangers and must not become markup or script.
#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

namespace sluice::cli {

// For text and attributes. Control characters are shown as \xNN; line ends too, unless `lines`.
std::string html_escaped(const std::string& text, bool lines = false);

// For the inside of a <script>: ASCII, and none of < > &.
std::string json_for_script(const nlohmann::ordered_json& json);

} // namespace sluice::cli
