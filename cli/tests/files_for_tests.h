// SPDX-License-Identifier: Apache-2.0
// A folder that goes away, and the bytes to put there.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>

#include <unistd.h>

#include "cli/data/bytes.h"

namespace sluice::cli {

class TemporaryFolder {
public:
    TemporaryFolder() {
        std::string name = (std::filesystem::temp_directory_path() / "sluice.XXXXXX").string();
        path_ = mkdtemp(name.data());
    }
    ~TemporaryFolder() { std::filesystem::remove_all(path_); }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    std::filesystem::path operator/(const std::string& name) const { return path_ / name; }
    const std::filesystem::path& path() const { return path_; }

    std::filesystem::path put(const std::string& name, const Bytes& bytes) const {
        std::ofstream file(path_ / name, std::ios::binary);
        file.write(reinterpret_cast<const char*>(bytes.data()),
                   static_cast<std::streamsize>(bytes.size()));
        return path_ / name;
    }
    std::filesystem::path put(const std::string& name, const std::string& text) const {
        return put(name, Bytes(text.begin(), text.end()));
    }

private:
    std::filesystem::path path_;
};

} // namespace sluice::cli
