// SPDX-License-Identifier: Apache-2.0
// DATA of the command line as frames of the model's inputs.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/frames.h"
#include "base/shape.h"
#include "cli/config/config.h"

namespace sluice::cli {

// An input of the model.
struct InputSpec {
    std::string name;
    Shape shape;
    std::vector<std::int64_t> dims; // as the model writes it, without the batch
    bool channels_first = true;     // the order of `dims` (graph::Interface)
    // Of an input that takes integers: what they stand for is (integer - zero_point) * scale.
    double scale = 1.0;
    double zero_point = 0.0;
};

// "--data FILE" or "--data NAME=FILE".
struct DataArgument {
    std::string input; // empty: not named
    std::filesystem::path path;
};

// NAME=FILE, unless a file of the whole text's name exists.
DataArgument parse_data_argument(const std::string& text);

class DataSet : public FrameSource {
public:
    // Labels that the files themselves carry (CIFAR-10 batches).
    virtual const std::optional<std::vector<std::int64_t>>& labels() const = 0;
    // No input's array has an axis of frames: there is one, and outputs get no such axis either.
    virtual bool unframed() const = 0;
};

// Opens every file and checks it against the inputs; the frames of `DataSet` are preprocessed.
// Throws Error naming the file when one is missing, damaged, empty or of another shape, when an
// input has no data, or when files differ in their number of frames.
std::unique_ptr<DataSet> open_data(const std::vector<DataArgument>& arguments,
                                   const std::vector<InputSpec>& inputs, const InputConfig& config);

// Labels from a .npy of integers, an IDX file, or a text with one number a line; a path that ends
// in [FIRST:END] names a part of them, as it does for data (frame_range.h).
std::vector<std::int64_t> read_labels(const std::filesystem::path& path);
std::vector<std::int64_t> parse_text_labels(const std::string& text, const std::string& where);

} // namespace sluice::cli
