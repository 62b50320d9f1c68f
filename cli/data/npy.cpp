// SPDX-License-Identifier: Apache-2.0
#include "cli/data/npy.h"

#include <array>
#include <bit>
#include <charconv>
#include <optional>
#include <string_view>

#include <fmt/format.h>

#include "base/error.h"

namespace sluice::cli {

namespace {

static_assert(std::endian::native == std::endian::little);

constexpr std::string_view kMagic = "\x93NUMPY";

constexpr std::array<std::pair<std::string_view, ElementType>, 11> kTypes = {{
    {"u1", ElementType::u8},
    {"i1", ElementType::i8},
    {"b1", ElementType::u8}, // bool
    {"u2", ElementType::u16},
    {"i2", ElementType::i16},
    {"u4", ElementType::u32},
    {"i4", ElementType::i32},
    {"u8", ElementType::u64},
    {"i8", ElementType::i64},
    {"f4", ElementType::f32},
    {"f8", ElementType::f64},
}};

[[noreturn]] void bad_header(const std::string& where) {
    throw Error(where, "has a .npy header that cannot be understood", "save it with numpy.save");
}

// The text after "'key':" in the header's dictionary, blanks skipped.
std::string_view value_of(std::string_view header, std::string_view key, const std::string& where) {
    const std::size_t at = header.find(fmt::format("'{}'", key));
    if (at == std::string_view::npos)
        bad_header(where);
    std::string_view rest = header.substr(at + key.size() + 2);
    const std::size_t colon = rest.find_first_not_of(' ');
    if (colon == std::string_view::npos || rest[colon] != ':')
        bad_header(where);
    rest.remove_prefix(colon + 1);
    rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
    return rest;
}

std::vector<std::int64_t> parse_shape(std::string_view text, const std::string& where) {
    const std::size_t end = text.find(')');
    if (!text.starts_with('(') || end == std::string_view::npos)
        bad_header(where);
    text = text.substr(1, end - 1);
    std::vector<std::int64_t> shape;
    while (true) {
        text.remove_prefix(std::min(text.find_first_not_of(", "), text.size()));
        if (text.empty())
            return shape;
        std::int64_t dim = 0;
        const auto [rest, status] = std::from_chars(text.data(), text.data() + text.size(), dim);
        if (status != std::errc{} || dim < 0 || shape.size() == 32)
            bad_header(where);
        shape.push_back(dim);
        text.remove_prefix(static_cast<std::size_t>(rest - text.data()));
    }
}

struct Type {
    ElementType type;
    bool big_endian;
};

Type parse_type(std::string_view text, const std::string& where) {
    if (text.size() < 2 || text[0] != '\'')
        bad_header(where); // structured types are lists
    const std::string_view descr = text.substr(1, text.find('\'', 1) - 1);
    for (const auto& [name, type] : kTypes)
        if (descr.size() == 3 && descr.substr(1) == name &&
            std::string_view("<>|=").find(descr[0]) != std::string_view::npos)
            return {type, descr[0] == '>'};
    throw Error(where, "holds elements of type '" + printable(std::string(descr)) + "'",
                "save it as float32, uint8 or int8");
}

} // namespace

bool looks_like_npy(const Bytes& bytes) {
    return starts_with(bytes, kMagic);
}

Array parse_npy(const Bytes& bytes, const std::string& where) {
    const std::size_t prefix = bytes.size() > 6 && bytes[6] >= 2 ? 12 : 10;
    if (!looks_like_npy(bytes) || bytes.size() < prefix)
        throw Error(where, "is not a .npy file or is truncated", "save it with numpy.save");
    if (bytes[6] < 1 || bytes[6] > 3)
        throw Error(where, fmt::format("is a .npy file of version {}", bytes[6]),
                    "save it with numpy.save");
    std::size_t header_bytes = 0;
    for (std::size_t i = prefix; i-- > 8;)
        header_bytes = header_bytes << 8 | bytes[i];
    if (header_bytes > bytes.size() - prefix)
        throw Error(where, "is truncated in its header", "fetch or save it again");
    const std::string_view header(reinterpret_cast<const char*>(bytes.data() + prefix),
                                  header_bytes);
    const Type type = parse_type(value_of(header, "descr", where), where);
    Array array;
    array.type = type.type;
    array.shape = parse_shape(value_of(header, "shape", where), where);
    if (value_of(header, "fortran_order", where).starts_with("True") && array.shape.size() > 1)
        throw Error(where, "is stored in Fortran order",
                    "save numpy.ascontiguousarray of it instead");
    const std::int64_t elements =
        checked_elements(array.shape, element_bytes(array.type), kMaxDataBytes);
    const std::size_t start = prefix + header_bytes;
    const auto present = static_cast<std::int64_t>(bytes.size() - start);
    if (elements < 0 || elements * element_bytes(array.type) > present)
        throw Error(where,
                    fmt::format("is truncated: its header promises {} {} elements, {} bytes follow",
                                shape_text(array.shape), element_name(array.type), present),
                    "fetch or save it again");
    const auto first = bytes.begin() + static_cast<std::ptrdiff_t>(start);
    array.bytes.assign(first, first + elements * element_bytes(array.type));
    if (type.big_endian)
        swap_byte_order(array);
    return array;
}

Bytes format_npy(const Array& array) {
    std::string_view name = "f8";
    for (const auto& [candidate, type] : kTypes)
        if (type == array.type && candidate != "b1")
            name = candidate;
    std::string shape;
    for (const std::int64_t dim : array.shape)
        shape += fmt::format("{}, ", dim);
    if (array.shape.size() > 1)
        shape.resize(shape.size() - 2);
    else if (!shape.empty())
        shape.pop_back(); // "(3,)"
    std::string header = fmt::format("{{'descr': '{}{}', 'fortran_order': False, 'shape': ({}), }}",
                                     element_bytes(array.type) == 1 ? '|' : '<', name, shape);
    constexpr std::size_t kPrefix = 10;
    header.resize((kPrefix + header.size() + 1 + 63) / 64 * 64 - kPrefix, ' ');
    header.back() = '\n';
    std::string start(kMagic);
    start += {'\x01', '\x00', static_cast<char>(header.size() & 0xff),
              static_cast<char>(header.size() >> 8)};
    Bytes bytes(start.begin(), start.end());
    bytes.insert(bytes.end(), header.begin(), header.end());
    bytes.insert(bytes.end(), array.bytes.begin(), array.bytes.end());
    return bytes;
}

} // namespace sluice::cli
