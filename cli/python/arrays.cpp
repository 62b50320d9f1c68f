// SPDX-License-Identifier: Apache-2.0
#include "cli/python/arrays.h"

#include <cstring>

#include <fmt/format.h>

#include "base/error.h"

namespace sluice::python {

namespace {

namespace py = pybind11;
using cli::ElementType;

constexpr ElementType kTypes[] = {
    ElementType::u8,  ElementType::i8,  ElementType::u16, ElementType::i16, ElementType::u32,
    ElementType::i32, ElementType::u64, ElementType::i64, ElementType::f32, ElementType::f64};

std::optional<ElementType> type_of(const py::dtype& dtype) {
    for (const ElementType type : kTypes)
        if (dtype.equal(py::dtype(cli::element_name(type))))
            return type;
    return std::nullopt;
}

cli::Array array_of(const std::string& name, const py::handle& object) {
    const std::string where = name.empty() ? "array" : "array '" + printable(name) + "'";
    if (!py::isinstance<py::array>(object))
        throw Error(where, "is no NumPy array", "give numpy.asarray of it");
    const auto given = py::reinterpret_borrow<py::array>(object);
    const std::optional<ElementType> type = type_of(given.dtype());
    if (!type)
        throw Error(where,
                    fmt::format("holds {}, not numbers of 8 to 64 bits",
                                printable(py::str(given.dtype()).cast<std::string>())),
                    "convert it with .astype(numpy.float32)");
    const auto array = py::array::ensure(given, py::array::c_style);
    if (!array)
        throw py::error_already_set();
    cli::Array result;
    result.type = *type;
    result.shape.assign(array.shape(), array.shape() + array.ndim());
    result.bytes.resize(static_cast<std::size_t>(array.nbytes()));
    if (!result.bytes.empty())
        std::memcpy(result.bytes.data(), array.data(), result.bytes.size());
    return result;
}

} // namespace

cli::NamedArrays arrays_of(const py::dict& arrays) {
    cli::NamedArrays result;
    for (const auto& [name, array] : arrays) {
        if (!py::isinstance<py::str>(name))
            throw Error("", "an input's name is not text", "name the arrays as the model does");
        const auto text = name.cast<std::string>();
        result.emplace_back(text, array_of(text, array));
    }
    return result;
}

std::optional<cli::NamedArrays> arrays_of(const std::optional<py::dict>& arrays) {
    if (!arrays)
        return std::nullopt;
    return arrays_of(*arrays);
}

py::dict to_numpy(const cli::NamedArrays& arrays) {
    py::dict result;
    for (const auto& [name, array] : arrays)
        result[py::str(name)] =
            py::array(py::dtype(cli::element_name(array.type)), array.shape, array.bytes.data());
    return result;
}

} // namespace sluice::python
