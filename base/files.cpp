// SPDX-License-Identifier: Apache-2.0
#include "base/files.h"

#include <fstream>

#include "base/error.h"

namespace sluice {

namespace fs = std::filesystem;

void make_directory(const fs::path& directory) {
    std::error_code code;
    fs::create_directories(directory, code);
    if (code)
        throw Error(directory.string(), "the folder cannot be created (" + code.message() + ")",
                    "choose one that you may write to");
}

void write_file(const fs::path& path, std::string_view text) {
    const fs::path beside = path.string() + ".part";
    std::ofstream out(beside, std::ios::binary | std::ios::trunc);
    out.write(text.data(), static_cast<std::streamsize>(text.size()));
    out.close();
    std::error_code code;
    if (out)
        fs::rename(beside, path, code);
    if (!out || code) {
        std::error_code ignored;
        fs::remove(beside, ignored);
        throw Error(path.string(), "the file cannot be written",
                    "check the folder's permissions and free space");
    }
}

std::string read_file(const fs::path& path, std::uintmax_t max_bytes) {
    std::error_code code;
    if (!fs::exists(path, code))
        throw Error(path.string(), "the file does not exist", "check the path");
    if (!fs::is_regular_file(path, code))
        throw Error(path.string(), "this is not a file", "name a regular file");
    const std::uintmax_t size = fs::file_size(path, code);
    if (code || size > max_bytes)
        throw Error(path.string(), "the file is too large", "check that it is the right file");
    std::ifstream in(path, std::ios::binary);
    std::string text(static_cast<std::size_t>(size), '\0');
    in.read(text.data(), static_cast<std::streamsize>(size));
    if (!in || in.gcount() != static_cast<std::streamsize>(size))
        throw Error(path.string(), "the file cannot be read", "check its permissions");
    return text;
}

} // namespace sluice
