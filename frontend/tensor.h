// SPDX-License-Identifier: Apache-2.0
// A constant of the ONNX file, its values converted to one of two element types.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace sluice::frontend {

// Row-major. Floating types become float, integer and boolean types int64.
struct Tensor {
    std::vector<std::int64_t> dims; // all >= 0; no dims: a scalar
    bool integer = false;
    std::vector<float> floats;          // when not integer
    std::vector<std::int64_t> integers; // when integer
    int element_type = 0;               // ONNX's number for it, 0 for what was computed here
    // Not empty: the values could not be read, and whoever needs them says so in these words.
    std::string problem;

    std::int64_t elements() const;
    double at(std::int64_t index) const;
};

using TensorPtr = std::shared_ptr<const Tensor>;

// Product of `dims`, each >= 0; -1 when it exceeds kMaxElements or a dimension is negative.
constexpr std::int64_t kMaxElements = std::int64_t{1} << 28;
std::int64_t element_count(const std::vector<std::int64_t>& dims);

// "1x3x32x32"; "scalar" without dimensions.
std::string dims_text(const std::vector<std::int64_t>& dims);

} // namespace sluice::frontend
