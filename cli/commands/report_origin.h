// SPDX-License-Identifier: Apache-2.0
// What a design was made from, by digest.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "cli/report/report.h"

namespace sluice::cli {

// `text` is an argument of the command line: a path, NAME=PATH or PATH[FIRST:END].
ReportSource report_source(const std::string& role, const std::string& text);

// Of a folder that holds network.json, network.bin and design.yaml.
ReportOrigin report_origin(std::vector<std::string> command, std::vector<ReportSource> sources,
                           const std::filesystem::path& directory);

} // namespace sluice::cli
