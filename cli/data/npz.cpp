// SPDX-License-Identifier: Apache-2.0
#include <zlib.h>

#include "base/error.h"
#include "cli/data/npy.h"

namespace sluice::cli {

namespace {

void put(Bytes& bytes, std::uint64_t value, int count) {
    for (; count > 0; --count, value >>= 8)
        bytes.push_back(static_cast<std::uint8_t>(value));
}

// The fields that a zip member's local header and its directory entry share (APPNOTE 4.3.7).
void put_member(Bytes& bytes, const Bytes& content) {
    put(bytes, 20, 2);     // version needed
    put(bytes, 0x0800, 2); // names are UTF-8
    put(bytes, 0, 2);      // stored
    put(bytes, 0, 2);      // time
    put(bytes, 0x21, 2);   // date: 1980-01-01, the format's first
    put(bytes, crc32_z(0, content.data(), content.size()), 4);
    put(bytes, content.size(), 4);
    put(bytes, content.size(), 4);
}

} // namespace

bool looks_like_npz(const Bytes& bytes) {
    return starts_with(bytes, "PK\x03\x04");
}

NamedArrays parse_npz(const Bytes& bytes, const std::string& where) {
    NamedArrays arrays;
    for (auto& [name, content] : unzip(bytes, where)) {
        std::string stem = name.ends_with(".npy") ? name.substr(0, name.size() - 4) : name;
        arrays.emplace_back(stem, parse_npy(content, where + ", array '" + printable(stem) + "'"));
        Bytes().swap(content);
    }
    if (arrays.empty())
        throw Error(where, "holds no array", "save at least one with numpy.savez");
    return arrays;
}

// Written here and not with libzip, whose archives carry the time of writing.
Bytes format_npz(const NamedArrays& arrays) {
    Bytes bytes;
    Bytes directory;
    for (const auto& [stem, array] : arrays) {
        const std::string name = stem + ".npy";
        const Bytes content = format_npy(array);
        if (bytes.size() + content.size() > 0xf0000000)
            throw Error("", "the outputs take more than 4 GB, which a .npz cannot hold",
                        "ask for fewer with --frames");
        put(directory, 0x02014b50, 4);
        put(directory, 20, 2);
        put_member(directory, content);
        put(directory, name.size(), 2);
        put(directory, 0, 12); // no extra field, comment, disk number, attributes
        put(directory, bytes.size(), 4);
        directory.insert(directory.end(), name.begin(), name.end());

        put(bytes, 0x04034b50, 4);
        put_member(bytes, content);
        put(bytes, name.size(), 2);
        put(bytes, 0, 2);
        bytes.insert(bytes.end(), name.begin(), name.end());
        bytes.insert(bytes.end(), content.begin(), content.end());
    }
    const std::size_t start = bytes.size();
    bytes.insert(bytes.end(), directory.begin(), directory.end());
    put(bytes, 0x06054b50, 4);
    put(bytes, 0, 4);
    put(bytes, arrays.size(), 2);
    put(bytes, arrays.size(), 2);
    put(bytes, directory.size(), 4);
    put(bytes, start, 4);
    put(bytes, 0, 2);
    return bytes;
}

} // namespace sluice::cli
