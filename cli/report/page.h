// SPDX-License-Identifier: Apache-2.0
// report.html: one self-contained page, drawn by its own scripts from what the commands wrote.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

namespace sluice::cli {

// What the page shows; null where a command has not run.
struct ReportFiles {
    nlohmann::ordered_json report;               // report.json, of `generate`
    nlohmann::ordered_json comparison = nullptr; // compare.json
    nlohmann::ordered_json simulation = nullptr; // simulate.json
    nlohmann::ordered_json sweep = nullptr;      // sweep.json
};

// Of a folder that `generate` wrote. Throws Error naming a file that is no JSON object.
ReportFiles read_report_files(const std::filesystem::path& directory);

// Fetches nothing, runs no script but its own, whatever the names in `files` are.
std::string report_page(const ReportFiles& files);

// Writes DIR/report.html anew from DIR's files.
void write_report_page(const std::filesystem::path& directory);

// The page's own parts, and the library that draws it with its licence: path and text.
const std::vector<std::pair<std::string_view, std::string_view>>& page_files();
const std::vector<std::pair<std::string_view, std::string_view>>& drawing_library();
const std::vector<std::pair<std::string_view, std::string_view>>& drawing_library_licence();

} // namespace sluice::cli
