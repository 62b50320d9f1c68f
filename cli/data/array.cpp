// SPDX-License-Identifier: Apache-2.0
#include "cli/data/array.h"

#include <algorithm>
#include <cstring>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/error.h"

namespace sluice::cli {

namespace {

template <typename T> T load(const Array& array, std::int64_t index) {
    T value;
    std::memcpy(&value, array.bytes.data() + index * std::int64_t{sizeof(T)}, sizeof(T));
    return value;
}

// Calls `use` with the element in its own type.
template <typename Use> auto visit_element(const Array& array, std::int64_t index, Use use) {
    switch (array.type) {
    case ElementType::u8:
        return use(load<std::uint8_t>(array, index));
    case ElementType::i8:
        return use(load<std::int8_t>(array, index));
    case ElementType::u16:
        return use(load<std::uint16_t>(array, index));
    case ElementType::i16:
        return use(load<std::int16_t>(array, index));
    case ElementType::u32:
        return use(load<std::uint32_t>(array, index));
    case ElementType::i32:
        return use(load<std::int32_t>(array, index));
    case ElementType::u64:
        return use(load<std::uint64_t>(array, index));
    case ElementType::i64:
        return use(load<std::int64_t>(array, index));
    case ElementType::f32:
        return use(load<float>(array, index));
    case ElementType::f64:
        break;
    }
    return use(load<double>(array, index));
}

} // namespace

int element_bytes(ElementType type) {
    switch (type) {
    case ElementType::u8:
    case ElementType::i8:
        return 1;
    case ElementType::u16:
    case ElementType::i16:
        return 2;
    case ElementType::u32:
    case ElementType::i32:
    case ElementType::f32:
        return 4;
    case ElementType::u64:
    case ElementType::i64:
    case ElementType::f64:
        break;
    }
    return 8;
}

const char* element_name(ElementType type) {
    static constexpr const char* kNames[] = {"uint8", "int8",   "uint16", "int16",   "uint32",
                                             "int32", "uint64", "int64",  "float32", "float64"};
    return kNames[static_cast<int>(type)];
}

bool is_integer(ElementType type) {
    return type != ElementType::f32 && type != ElementType::f64;
}

std::int64_t Array::elements() const {
    return static_cast<std::int64_t>(bytes.size()) / element_bytes(type);
}

double Array::at(std::int64_t index) const {
    return visit_element(*this, index, [](auto value) { return static_cast<double>(value); });
}

std::int64_t Array::integer_at(std::int64_t index) const {
    SLUICE_CHECK(is_integer(type), "integer_at of a floating-point array");
    return visit_element(*this, index, [](auto value) { return static_cast<std::int64_t>(value); });
}

std::string shape_text(const std::vector<std::int64_t>& shape) {
    return shape.empty() ? "(none)" : fmt::format("{}", fmt::join(shape, "x"));
}

std::int64_t checked_elements(const std::vector<std::int64_t>& shape, int bytes_per_element,
                              std::int64_t limit) {
    std::int64_t elements = 1;
    for (const std::int64_t dim : shape) {
        if (dim < 0)
            return -1;
        if (dim > 0 && elements > limit / dim)
            return -1;
        elements *= dim;
    }
    return elements > limit / bytes_per_element ? -1 : elements;
}

void swap_byte_order(Array& array) {
    const int size = element_bytes(array.type);
    for (std::size_t i = 0; i + size <= array.bytes.size(); i += size)
        std::reverse(array.bytes.begin() + static_cast<std::ptrdiff_t>(i),
                     array.bytes.begin() + static_cast<std::ptrdiff_t>(i) + size);
}

} // namespace sluice::cli
