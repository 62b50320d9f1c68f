// SPDX-License-Identifier: Apache-2.0
// The outputs of many frames as arrays in the model's own layout.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/shape.h"
#include "cli/data/npy.h"

namespace sluice::cli {

// An output as the model lays it out (see graph::Interface).
struct OutputSpec {
    std::string name;
    Shape shape;
    std::vector<std::int64_t> dims;
    bool channels_first = true;
};

// Collects one output frame by frame: an array [frames, dims...], or [dims...] of an unframed one.
class OutputArray {
public:
    OutputArray(OutputSpec spec, ElementType type, bool unframed = false); // f32, i8 or i16
    void add(const std::vector<float>& hwc);
    void add(const std::vector<std::int16_t>& hwc);

    const std::string& name() const { return spec_.name; }
    Array array() const;

private:
    template <typename T> void add_values(const std::vector<T>& hwc);

    OutputSpec spec_;
    ElementType type_;
    bool unframed_;
    std::int64_t frames_ = 0;
    std::vector<std::uint8_t> bytes_;
};

// One output: a .npy. Several: a .npz of the outputs' names.
void write_outputs(const std::filesystem::path& path, const std::vector<OutputArray>& outputs);

} // namespace sluice::cli
