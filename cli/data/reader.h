// SPDX-License-Identifier: Apache-2.0
// Frames of one file or folder before preprocessing.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include "cli/config/config.h"
#include "cli/data/array.h"
#include "cli/data/data_set.h"
#include "cli/data/preprocess.h"

namespace sluice::cli {

class Reader {
public:
    virtual ~Reader() = default;
    virtual std::int64_t frames() const = 0;
    // The one frame is every frame: the array has no axis of frames.
    virtual bool shared() const { return false; }
    virtual Image read(std::int64_t index) const = 0; // thread-safe
};

// The first axis of `array` is the frame, unless the array has exactly the input's dimensions: then
// it is every frame. Finds the layout in which a frame fits the input (that of
// the config; without one nchw, else nhwc); throws Error stating both shapes when none does.
std::unique_ptr<Reader> array_reader(Array array, const std::string& where, const InputSpec& input,
                                     const InputConfig& config);

// The PNG and JPEG files of a folder, in the order of their names. Throws Error for a folder
// without any, for a damaged file and for a size that does not fit the input.
std::unique_ptr<Reader> image_reader(const std::filesystem::path& folder, const InputSpec& input,
                                     const InputConfig& config);

// Whether frames of height x width x channels become the input by `config`.
bool fits(const Shape& frame, const InputSpec& input, const InputConfig& config);

} // namespace sluice::cli
