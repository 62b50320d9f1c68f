// SPDX-License-Identifier: Apache-2.0
#include "cli/data/bytes.h"

#include <cstring>
#include <fstream>
#include <memory>
#include <string_view>
#include <system_error>

#include <zip.h>
#include <zlib.h>

#include "base/error.h"

namespace sluice::cli {

namespace {

constexpr std::size_t kChunkBytes = std::size_t{1} << 20;

Bytes read_plain(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file)
        throw Error(path.string(), std::string("cannot be read (") + std::strerror(errno) + ")",
                    "check the path and its permissions");
    Bytes bytes;
    while (file) {
        const std::size_t before = bytes.size();
        bytes.resize(before + kChunkBytes);
        file.read(reinterpret_cast<char*>(bytes.data() + before), kChunkBytes);
        bytes.resize(before + static_cast<std::size_t>(file.gcount()));
        if (static_cast<std::int64_t>(bytes.size()) > kMaxDataBytes)
            throw Error(path.string(), "is larger than 16 GiB", "split it into smaller files");
    }
    return bytes;
}

Bytes gunzip(const Bytes& packed, const std::string& where) {
    z_stream stream{};
    constexpr int kGzipOnly = 15 + 16; // zlib's code for a window of 2^15 and a gzip header
    SLUICE_CHECK(inflateInit2(&stream, kGzipOnly) == Z_OK, "zlib cannot start");
    const std::unique_ptr<z_stream, decltype(&inflateEnd)> guard(&stream, &inflateEnd);
    Bytes bytes;
    std::size_t consumed = 0;
    for (int status = Z_OK; status != Z_STREAM_END;) {
        const std::size_t before = bytes.size();
        const std::size_t in = std::min(packed.size() - consumed, kChunkBytes);
        bytes.resize(before + kChunkBytes);
        stream.next_in = const_cast<Bytef*>(packed.data() + consumed);
        stream.avail_in = static_cast<uInt>(in);
        stream.next_out = bytes.data() + before;
        stream.avail_out = kChunkBytes;
        status = inflate(&stream, Z_NO_FLUSH);
        consumed += in - stream.avail_in;
        bytes.resize(before + kChunkBytes - stream.avail_out);
        const bool stuck = status == Z_BUF_ERROR && consumed == packed.size();
        if (stuck || (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR))
            throw Error(where, "is a damaged or truncated gzip file", "fetch or pack it again");
        if (static_cast<std::int64_t>(bytes.size()) > kMaxDataBytes)
            throw Error(where, "unpacks to more than 16 GiB", "split it into smaller files");
    }
    return bytes;
}

[[noreturn]] void damaged_zip(const std::string& where) {
    throw Error(where, "is a damaged or truncated zip archive", "save it again");
}

} // namespace

Bytes read_bytes(const std::filesystem::path& path) {
    std::error_code ignored;
    if (!std::filesystem::exists(path, ignored))
        throw Error(path.string(), "does not exist", "check the path");
    if (std::filesystem::is_directory(path, ignored))
        throw Error(path.string(), "is a folder, not a file", "name a file");
    Bytes bytes = read_plain(path);
    if (starts_with(bytes, "\x1f\x8b"))
        return gunzip(bytes, path.string());
    return bytes;
}

std::vector<std::pair<std::string, Bytes>> unzip(const Bytes& archive, const std::string& where) {
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* source = zip_source_buffer_create(archive.data(), archive.size(), 0, &error);
    SLUICE_CHECK(source != nullptr, "libzip cannot start");
    zip_t* opened = zip_open_from_source(source, ZIP_RDONLY, &error);
    if (opened == nullptr) {
        zip_source_free(source);
        damaged_zip(where);
    }
    const std::unique_ptr<zip_t, decltype(&zip_discard)> zip(opened, &zip_discard);
    std::vector<std::pair<std::string, Bytes>> members;
    std::int64_t total = 0;
    for (zip_int64_t i = 0; i < zip_get_num_entries(zip.get(), 0); ++i) {
        const char* name = zip_get_name(zip.get(), static_cast<zip_uint64_t>(i), 0);
        const std::unique_ptr<zip_file_t, decltype(&zip_fclose)> file(
            zip_fopen_index(zip.get(), static_cast<zip_uint64_t>(i), 0), &zip_fclose);
        if (name == nullptr || file == nullptr)
            damaged_zip(where);
        Bytes content;
        for (zip_int64_t got = 1; got > 0;) {
            const std::size_t before = content.size();
            content.resize(before + kChunkBytes);
            got = zip_fread(file.get(), content.data() + before, kChunkBytes);
            if (got < 0)
                damaged_zip(where);
            content.resize(before + static_cast<std::size_t>(got));
            total += got;
            if (total > kMaxDataBytes)
                throw Error(where, "unpacks to more than 16 GiB", "split it into smaller files");
        }
        members.emplace_back(name, std::move(content));
    }
    return members;
}

bool starts_with(std::span<const std::uint8_t> bytes, std::string_view magic) {
    return bytes.size() >= magic.size() &&
           std::memcmp(bytes.data(), magic.data(), magic.size()) == 0;
}

} // namespace sluice::cli
