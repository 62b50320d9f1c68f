// SPDX-License-Identifier: Apache-2.0
// A data set put together from one reader for each input.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/data/data_set.h"
#include "cli/data/reader.h"

namespace sluice::cli {

struct Source {
    std::string where; // for errors
    std::unique_ptr<Reader> reader;
    std::int64_t first = 0; // frame of the reader that is frame 0
    std::int64_t frames = 0;
    double scale = 1.0, zero_point = 0.0; // of integers
};

// All of the reader's frames, for this input.
Source source_of(std::string where, std::unique_ptr<Reader> reader, const InputSpec& input);

// Sources in the order of the inputs, at least one. Throws Error when they differ in their number
// of frames.
std::unique_ptr<DataSet> data_set(std::vector<Source> sources,
                                  std::optional<std::vector<std::int64_t>> labels,
                                  const InputConfig& config);

} // namespace sluice::cli
