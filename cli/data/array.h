// SPDX-License-Identifier: Apache-2.0
// A numeric array read from a file, whatever the format.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace sluice::cli {

enum class ElementType { u8, i8, u16, i16, u32, i32, u64, i64, f32, f64 };

int element_bytes(ElementType type);
const char* element_name(ElementType type); // "uint8", "float32", ...
bool is_integer(ElementType type);

// Row-major (C order), elements in the machine's byte order.
// Invariant: bytes.size() = product(shape) * element_bytes(type).
struct Array {
    std::vector<std::int64_t> shape;
    ElementType type = ElementType::u8;
    std::vector<std::uint8_t> bytes;

    std::int64_t elements() const;
    double at(std::int64_t index) const;               // as a real number
    std::int64_t integer_at(std::int64_t index) const; // precondition: is_integer(type)
};

// "10000x1x28x28"; "(none)" without dimensions.
std::string shape_text(const std::vector<std::int64_t>& shape);

// The number of elements of `shape`, or -1 when a dimension is negative or elements *
// bytes_per_element passes `limit`: sizes in headers are data from strangers.
std::int64_t checked_elements(const std::vector<std::int64_t>& shape, int bytes_per_element,
                              std::int64_t limit);

// Reverses the bytes of every element: for files of the other byte order.
void swap_byte_order(Array& array);

} // namespace sluice::cli
