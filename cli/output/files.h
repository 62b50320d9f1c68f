// SPDX-License-Identifier: Apache-2.0
// Outputs that are whole or not there.
#pragma once

#include <filesystem>

#include "cli/data/bytes.h"

namespace sluice::cli {

// write_file of base/files.h, for bytes.
void write_bytes(const std::filesystem::path& path, const Bytes& content);

// Throws Error unless a file could be written there: called before long work.
void check_writable(const std::filesystem::path& path);

// Whether `generate` wrote this folder.
bool is_generated(const std::filesystem::path& directory);

// A folder that appears under its name when it is complete. Until commit() everything lies in a
// sibling, `staging()`, which is removed if commit() never comes.
class OutputFolder {
public:
    // Throws Error when the target is a file or a folder that `generate` did not write and that is
    // not empty, or when its parent cannot be written.
    explicit OutputFolder(const std::filesystem::path& target);
    ~OutputFolder();
    OutputFolder(const OutputFolder&) = delete;
    OutputFolder& operator=(const OutputFolder&) = delete;

    const std::filesystem::path& staging() const { return staging_; }
    void commit();

private:
    std::filesystem::path target_;
    std::filesystem::path staging_;
};

} // namespace sluice::cli
