// SPDX-License-Identifier: Apache-2.0
#include "cli/output/files.h"

#include <cerrno>
#include <cstring>
#include <system_error>

#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

#include "base/error.h"
#include "base/files.h"

namespace sluice::cli {

namespace {

namespace fs = std::filesystem;

[[noreturn]] void cannot_write(const fs::path& path, const std::string& reason) {
    throw Error(path.string(), "cannot be written (" + reason + ")",
                "choose another place or correct its permissions");
}

// An empty folder `.NAME.XXXXXX` beside `path`.
fs::path make_sibling(const fs::path& path) {
    const fs::path parent = path.has_parent_path() ? path.parent_path() : fs::path(".");
    std::string name = (parent / fmt::format(".{}.XXXXXX", path.filename().string())).string();
    if (mkdtemp(name.data()) == nullptr)
        cannot_write(path, std::strerror(errno));
    const mode_t mask = umask(0);
    umask(mask);
    chmod(name.c_str(), 0777 & ~mask); // mkdtemp leaves it to its owner alone
    return name;
}

fs::path without_trailing_slash(const fs::path& path) {
    return path.has_filename() ? path : path.parent_path();
}

void remove_quietly(const fs::path& path) {
    std::error_code ignored;
    fs::remove_all(path, ignored);
}

void rename_or_throw(const fs::path& from, const fs::path& to) {
    std::error_code error;
    fs::rename(from, to, error);
    if (error)
        cannot_write(to, error.message());
}

} // namespace

void write_bytes(const fs::path& path, const Bytes& content) {
    write_file(path, {reinterpret_cast<const char*>(content.data()), content.size()});
}

void check_writable(const fs::path& path) {
    std::error_code ignored;
    if (fs::is_directory(path, ignored) || !path.has_filename())
        throw Error(path.string(), "is a folder", "name a file");
    remove_quietly(make_sibling(path));
}

bool is_generated(const fs::path& directory) {
    std::error_code ignored;
    return fs::is_regular_file(directory / "report.json", ignored) &&
           fs::is_regular_file(directory / "network.json", ignored);
}

OutputFolder::OutputFolder(const fs::path& target) : target_(without_trailing_slash(target)) {
    std::error_code error;
    if (target_.empty())
        throw Error("--output", "names no folder", "give one");
    const fs::file_status status = fs::status(target_, error);
    if (fs::exists(status) && !fs::is_directory(status))
        throw Error(target_.string(), "is a file, not a folder", "choose another place");
    if (fs::is_directory(status) && !is_generated(target_)) {
        const bool empty = fs::is_empty(target_, error);
        if (error)
            cannot_write(target_, error.message());
        if (!empty)
            throw Error(target_.string(), "holds files that `sluice generate` did not write",
                        "choose another folder or empty it");
    }
    if (fs::is_directory(status)) // `-o link` or `-o .` replaces the folder that it leads to
        target_ = fs::canonical(target_);
    staging_ = make_sibling(target_);
}

OutputFolder::~OutputFolder() {
    if (!staging_.empty())
        remove_quietly(staging_);
}

void OutputFolder::commit() {
    std::error_code error;
    if (fs::exists(target_, error)) {
        const fs::path old = make_sibling(target_);
        rename_or_throw(target_, old / "old");
        fs::rename(staging_, target_, error);
        if (error) {
            const std::string reason = error.message();
            fs::rename(old / "old", target_, error);
            remove_quietly(old);
            cannot_write(target_, reason);
        }
        remove_quietly(old);
    } else {
        rename_or_throw(staging_, target_);
    }
    staging_.clear();
}

} // namespace sluice::cli
