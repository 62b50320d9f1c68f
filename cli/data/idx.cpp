// SPDX-License-Identifier: Apache-2.0
#include "cli/data/idx.h"

#include <optional>

#include <fmt/format.h>

#include "base/error.h"

namespace sluice::cli {

namespace {

std::optional<ElementType> type_of(std::uint8_t code) {
    switch (code) {
    case 0x08:
        return ElementType::u8;
    case 0x09:
        return ElementType::i8;
    case 0x0b:
        return ElementType::i16;
    case 0x0c:
        return ElementType::i32;
    case 0x0d:
        return ElementType::f32;
    case 0x0e:
        return ElementType::f64;
    default:
        return std::nullopt;
    }
}

} // namespace

bool looks_like_idx(const Bytes& bytes) {
    return bytes.size() >= 8 && bytes[0] == 0 && bytes[1] == 0 && type_of(bytes[2]) &&
           bytes[3] >= 1 && bytes[3] <= 8;
}

Array parse_idx(const Bytes& bytes, const std::string& where) {
    if (!looks_like_idx(bytes))
        throw Error(where, "is not an IDX file", "check the path");
    Array array;
    array.type = *type_of(bytes[2]);
    const std::size_t start = 4 + 4 * std::size_t{bytes[3]};
    if (bytes.size() < start)
        throw Error(where, "is truncated in its header", "fetch it again");
    for (std::size_t at = 4; at < start; at += 4)
        array.shape.push_back(std::int64_t{bytes[at]} << 24 | bytes[at + 1] << 16 |
                              bytes[at + 2] << 8 | bytes[at + 3]);
    const int size = element_bytes(array.type);
    const std::int64_t elements = checked_elements(array.shape, size, kMaxDataBytes);
    const auto present = static_cast<std::int64_t>(bytes.size() - start);
    if (elements < 0 || elements * size != present)
        throw Error(where,
                    fmt::format("is damaged: its header promises {} {} elements, {} bytes follow",
                                shape_text(array.shape), element_name(array.type), present),
                    "fetch it again");
    array.bytes.assign(bytes.begin() + static_cast<std::ptrdiff_t>(start), bytes.end());
    swap_byte_order(array);
    return array;
}

} // namespace sluice::cli
