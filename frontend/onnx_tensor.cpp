// SPDX-License-Identifier: Apache-2.0
#include "frontend/onnx_tensor.h"

#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>
#include <fstream>
#include <optional>

#include <fmt/format.h>

#include "base/error.h"

namespace sluice::frontend {

namespace {

using onnx::TensorProto;

// Bytes of one element in raw data; 0 for types that are not read.
std::size_t element_bytes(int type) {
    switch (type) {
    case TensorProto::BOOL:
    case TensorProto::INT8:
    case TensorProto::UINT8:
        return 1;
    case TensorProto::INT16:
    case TensorProto::UINT16:
    case TensorProto::FLOAT16:
    case TensorProto::BFLOAT16:
        return 2;
    case TensorProto::INT32:
    case TensorProto::UINT32:
    case TensorProto::FLOAT:
        return 4;
    case TensorProto::INT64:
    case TensorProto::UINT64:
    case TensorProto::DOUBLE:
        return 8;
    default:
        return 0;
    }
}

bool is_floating(int type) {
    return type == TensorProto::FLOAT || type == TensorProto::DOUBLE ||
           type == TensorProto::FLOAT16 || type == TensorProto::BFLOAT16;
}

float half_to_float(std::uint16_t bits) {
    const int exponent = (bits >> 10) & 0x1f;
    const int fraction = bits & 0x3ff;
    const float sign = (bits & 0x8000) != 0 ? -1.0F : 1.0F;
    if (exponent == 31)
        return fraction == 0 ? sign * HUGE_VALF : std::nanf("");
    if (exponent == 0)
        return sign * std::ldexp(static_cast<float>(fraction), -24);
    return sign * std::ldexp(static_cast<float>(fraction + 1024), exponent - 25);
}

float bfloat_to_float(std::uint16_t bits) {
    return std::bit_cast<float>(std::uint32_t{bits} << 16);
}

// The little-endian element number `index`.
template <typename T> T load(const std::string& bytes, std::size_t index) {
    static_assert(std::endian::native == std::endian::little);
    T value;
    std::memcpy(&value, bytes.data() + index * sizeof(T), sizeof(T));
    return value;
}

template <typename T>
void append_integers(Tensor& tensor, const std::string& bytes, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i)
        tensor.integers.push_back(static_cast<std::int64_t>(load<T>(bytes, i)));
}

// `bytes` holds exactly `count` elements.
void decode_raw(Tensor& tensor, int type, const std::string& bytes, std::size_t count) {
    (tensor.integer ? tensor.integers.reserve(count) : tensor.floats.reserve(count));
    const auto floats = [&](auto convert) {
        for (std::size_t i = 0; i < count; ++i)
            tensor.floats.push_back(convert(i));
    };
    switch (type) {
    case TensorProto::FLOAT:
        return floats([&](std::size_t i) { return load<float>(bytes, i); });
    case TensorProto::DOUBLE:
        return floats([&](std::size_t i) { return static_cast<float>(load<double>(bytes, i)); });
    case TensorProto::FLOAT16:
        return floats([&](std::size_t i) { return half_to_float(load<std::uint16_t>(bytes, i)); });
    case TensorProto::BFLOAT16:
        return floats(
            [&](std::size_t i) { return bfloat_to_float(load<std::uint16_t>(bytes, i)); });
    case TensorProto::INT8:
        return append_integers<std::int8_t>(tensor, bytes, count);
    case TensorProto::BOOL:
    case TensorProto::UINT8:
        return append_integers<std::uint8_t>(tensor, bytes, count);
    case TensorProto::INT16:
        return append_integers<std::int16_t>(tensor, bytes, count);
    case TensorProto::UINT16:
        return append_integers<std::uint16_t>(tensor, bytes, count);
    case TensorProto::INT32:
        return append_integers<std::int32_t>(tensor, bytes, count);
    case TensorProto::UINT32:
        return append_integers<std::uint32_t>(tensor, bytes, count);
    case TensorProto::INT64:
        return append_integers<std::int64_t>(tensor, bytes, count);
    case TensorProto::UINT64:
        return append_integers<std::uint64_t>(tensor, bytes, count);
    default:
        SLUICE_CHECK(false, "element type without a size");
    }
}

// The typed fields of the format: which of them a type uses is fixed by the ONNX specification.
void decode_typed(Tensor& tensor, const TensorProto& proto) {
    switch (proto.data_type()) {
    case TensorProto::FLOAT:
        tensor.floats.assign(proto.float_data().begin(), proto.float_data().end());
        return;
    case TensorProto::DOUBLE:
        for (const double value : proto.double_data())
            tensor.floats.push_back(static_cast<float>(value));
        return;
    case TensorProto::FLOAT16:
        for (const std::int32_t bits : proto.int32_data())
            tensor.floats.push_back(half_to_float(static_cast<std::uint16_t>(bits)));
        return;
    case TensorProto::BFLOAT16:
        for (const std::int32_t bits : proto.int32_data())
            tensor.floats.push_back(bfloat_to_float(static_cast<std::uint16_t>(bits)));
        return;
    case TensorProto::INT64:
        tensor.integers.assign(proto.int64_data().begin(), proto.int64_data().end());
        return;
    case TensorProto::UINT32:
    case TensorProto::UINT64:
        for (const std::uint64_t value : proto.uint64_data())
            tensor.integers.push_back(static_cast<std::int64_t>(value));
        return;
    default:
        tensor.integers.assign(proto.int32_data().begin(), proto.int32_data().end());
    }
}

std::optional<std::uint64_t> parse_number(const std::string& text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

// The bytes of a tensor stored in a file of its own; fills `problem` instead when they cannot be
// had. Nothing outside `folder` is opened, and no more is read than the tensor needs.
std::string read_external(const TensorProto& proto, const std::filesystem::path& folder,
                          std::uint64_t bytes_needed, std::string& problem) {
    std::string location;
    std::uint64_t offset = 0;
    std::uint64_t length = bytes_needed;
    for (const auto& entry : proto.external_data()) {
        if (entry.key() == "location") {
            location = entry.value();
        } else if (entry.key() == "offset" || entry.key() == "length") {
            const auto number = parse_number(entry.value());
            if (!number) {
                problem = fmt::format("has an external data {} '{}' that is not a number",
                                      entry.key(), printable(entry.value()));
                return {};
            }
            (entry.key() == "offset" ? offset : length) = *number;
        }
    }
    const std::filesystem::path relative(location);
    std::error_code error;
    const auto root = std::filesystem::weakly_canonical(folder, error);
    const auto file = std::filesystem::weakly_canonical(folder / relative, error);
    const auto inside = file.lexically_relative(root);
    if (location.empty() || location.find('\0') != std::string::npos || relative.is_absolute() ||
        error || inside.empty() || *inside.begin() == ".." || *inside.begin() == ".") {
        problem = fmt::format("keeps its data in '{}', which is not inside the model's folder",
                              printable(location));
        return {};
    }
    const auto size = std::filesystem::file_size(file, error);
    if (error || !std::filesystem::is_regular_file(file)) {
        problem = fmt::format("keeps its data in '{}', which cannot be read", printable(location));
        return {};
    }
    if (length != bytes_needed || offset > size || size - offset < bytes_needed) {
        problem = fmt::format("needs {} bytes at offset {} of '{}', which gives {} of {}",
                              bytes_needed, offset, printable(location), length, size);
        return {};
    }
    std::string bytes(bytes_needed, '\0');
    std::ifstream stream(file, std::ios::binary);
    stream.seekg(static_cast<std::streamoff>(offset));
    stream.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (!stream)
        problem = fmt::format("keeps its data in '{}', which cannot be read", printable(location));
    return bytes;
}

} // namespace

std::string element_type_name(int type) {
    static const char* const kNames[] = {"unknown",    "float",   "uint8",  "int8",   "uint16",
                                         "int16",      "int32",   "int64",  "string", "bool",
                                         "float16",    "double",  "uint32", "uint64", "complex64",
                                         "complex128", "bfloat16"};
    return type >= 0 && type < static_cast<int>(std::size(kNames)) ? kNames[type] : "unknown";
}

Tensor decode_tensor(const onnx::TensorProto& proto, const std::filesystem::path& folder) {
    Tensor tensor;
    tensor.dims.assign(proto.dims().begin(), proto.dims().end());
    tensor.integer = !is_floating(proto.data_type());
    tensor.element_type = proto.data_type();
    const std::int64_t count = element_count(tensor.dims);
    const std::size_t bytes_each = element_bytes(proto.data_type());
    if (count < 0) {
        tensor.problem = fmt::format("has the impossible shape {}", dims_text(tensor.dims));
    } else if (bytes_each == 0) {
        tensor.problem = fmt::format("has elements of type {} (number {}), which is not supported",
                                     element_type_name(proto.data_type()), proto.data_type());
    } else if (proto.has_segment()) {
        tensor.problem = "is stored in segments, which is not supported";
    } else {
        const auto size = static_cast<std::size_t>(count);
        const bool external = proto.data_location() == TensorProto::EXTERNAL;
        if (external || proto.has_raw_data()) {
            std::string copy;
            if (external)
                copy = read_external(proto, folder, size * bytes_each, tensor.problem);
            const std::string& bytes = external ? copy : proto.raw_data();
            if (tensor.problem.empty() && bytes.size() != size * bytes_each)
                tensor.problem =
                    fmt::format("has {} bytes of data, where its shape {} needs {}", bytes.size(),
                                dims_text(tensor.dims), size * bytes_each);
            if (tensor.problem.empty())
                decode_raw(tensor, proto.data_type(), bytes, size);
        } else {
            decode_typed(tensor, proto);
            if (tensor.elements() != count)
                tensor.problem = fmt::format("has {} values, where its shape {} needs {}",
                                             tensor.elements(), dims_text(tensor.dims), count);
        }
    }
    if (!tensor.problem.empty()) {
        tensor.floats.clear();
        tensor.integers.clear();
    }
    return tensor;
}

} // namespace sluice::frontend
