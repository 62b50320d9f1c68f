// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/report_origin.h"

#include <algorithm>

#include "base/files.h"
#include "base/sha256.h"
#include "cli/data/data_set.h"
#include "cli/data/frame_range.h"

namespace sluice::cli {

namespace {

namespace fs = std::filesystem;

std::string digest(const fs::path& path) {
    if (!fs::is_directory(path))
        return sha256_hex(read_file(path));
    std::vector<fs::path> files;
    for (const fs::directory_entry& entry : fs::directory_iterator(path))
        if (entry.is_regular_file())
            files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    std::string list;
    for (const fs::path& file : files)
        list += file.filename().string() + '\n' + sha256_hex(read_file(file)) + '\n';
    return sha256_hex(list);
}

} // namespace

ReportSource report_source(const std::string& role, const std::string& text) {
    const fs::path path = split_range(parse_data_argument(text).path).path;
    return {role, text, digest(path)};
}

ReportOrigin report_origin(std::vector<std::string> command, std::vector<ReportSource> sources,
                           const fs::path& directory) {
    ReportOrigin origin;
    origin.version = SLUICE_VERSION;
    origin.command = std::move(command);
    origin.sources = std::move(sources);
    origin.network_sha256 =
        sha256_hex(read_file(directory / "network.json") + read_file(directory / "network.bin"));
    origin.design_sha256 = sha256_hex(read_file(directory / "design.yaml"));
    return origin;
}

} // namespace sluice::cli
