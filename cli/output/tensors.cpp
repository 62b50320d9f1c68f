// SPDX-License-Identifier: Apache-2.0
#include "cli/output/tensors.h"

#include <cstring>

#include "base/error.h"
#include "cli/output/files.h"

namespace sluice::cli {

namespace {

template <typename To> void append(std::vector<std::uint8_t>& bytes, To value) {
    const auto* first = reinterpret_cast<const std::uint8_t*>(&value);
    bytes.insert(bytes.end(), first, first + sizeof value);
}

} // namespace

OutputArray::OutputArray(OutputSpec spec, ElementType type, bool unframed)
    : spec_(std::move(spec)), type_(type), unframed_(unframed) {
    SLUICE_CHECK(type == ElementType::f32 || type == ElementType::i8 || type == ElementType::i16,
                 "outputs are float32, int8 or int16");
}

template <typename T> void OutputArray::add_values(const std::vector<T>& hwc) {
    const Shape& shape = spec_.shape;
    SLUICE_CHECK(static_cast<std::int64_t>(hwc.size()) == shape.elements(),
                 "an output frame of another size");
    const std::int64_t pixels = shape.pixels();
    for (std::int64_t i = 0; i < shape.elements(); ++i) {
        const std::int64_t at = spec_.channels_first ? i % pixels * shape.channels + i / pixels : i;
        const T value = hwc[static_cast<std::size_t>(at)];
        if (type_ == ElementType::f32)
            append(bytes_, static_cast<float>(value));
        else if (type_ == ElementType::i8)
            append(bytes_, static_cast<std::int8_t>(value));
        else
            append(bytes_, static_cast<std::int16_t>(value));
    }
    ++frames_;
}

void OutputArray::add(const std::vector<float>& hwc) {
    add_values(hwc);
}

void OutputArray::add(const std::vector<std::int16_t>& hwc) {
    add_values(hwc);
}

Array OutputArray::array() const {
    Array array;
    array.type = type_;
    SLUICE_CHECK(!unframed_ || frames_ == 1, "an unframed array holds one frame");
    if (!unframed_)
        array.shape = {frames_};
    array.shape.insert(array.shape.end(), spec_.dims.begin(), spec_.dims.end());
    array.bytes = bytes_;
    return array;
}

void write_outputs(const std::filesystem::path& path, const std::vector<OutputArray>& outputs) {
    if (outputs.size() == 1) {
        write_bytes(path, format_npy(outputs[0].array()));
        return;
    }
    NamedArrays arrays;
    for (const OutputArray& output : outputs)
        arrays.emplace_back(output.name(), output.array());
    write_bytes(path, format_npz(arrays));
}

} // namespace sluice::cli
