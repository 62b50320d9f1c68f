// SPDX-License-Identifier: Apache-2.0
#include "cli/data/data_set.h"

#include <algorithm>
#include <system_error>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/error.h"
#include "base/nearest.h"
#include "cli/data/bytes.h"
#include "cli/data/cifar.h"
#include "cli/data/frame_range.h"
#include "cli/data/idx.h"
#include "cli/data/npy.h"
#include "cli/data/reader.h"
#include "cli/data/source.h"

namespace sluice::cli {

namespace {

namespace fs = std::filesystem;
using Labels = std::optional<std::vector<std::int64_t>>;

// The array of an archive that belongs to the input: the one of its name, or the only one.
Array pick(NamedArrays arrays, const InputSpec& input, const std::string& where) {
    for (auto& [name, array] : arrays)
        if (name == input.name || arrays.size() == 1)
            return std::move(array);
    std::vector<std::string> names;
    for (const auto& [name, array] : arrays)
        names.push_back(printable(name));
    throw Error(where,
                fmt::format("holds the arrays {}, none of them named like the model's input '{}'",
                            fmt::join(names, ", "), printable(input.name)),
                "save the data under the input's name");
}

std::vector<std::int64_t> to_labels(const Array& array, const std::string& where) {
    if (!is_integer(array.type) || array.elements() != (array.shape.empty() ? 0 : array.shape[0]))
        throw Error(where,
                    fmt::format("holds {} values of shape {}, not one integer a frame",
                                element_name(array.type), shape_text(array.shape)),
                    "give a one-dimensional array of integers");
    std::vector<std::int64_t> labels;
    for (std::int64_t i = 0; i < array.elements(); ++i)
        labels.push_back(array.integer_at(i));
    return labels;
}

Source open_source(const fs::path& path, const InputSpec& input, const InputConfig& config,
                   Labels& labels) {
    const std::string where = path.string();
    std::error_code ignored;
    if (fs::is_directory(path, ignored))
        return source_of(where, image_reader(path, input, config), input);
    const Bytes bytes = read_bytes(path);
    Array array;
    if (looks_like_npy(bytes)) {
        array = parse_npy(bytes, where);
    } else if (looks_like_npz(bytes)) {
        array = pick(parse_npz(bytes, where), input, where);
    } else if (looks_like_cifar(bytes)) { // before IDX, whose magic could be pixels
        CifarBatch batch = parse_cifar(bytes, where);
        labels = to_labels(batch.labels, where);
        array = std::move(batch.images);
    } else if (looks_like_idx(bytes)) {
        array = parse_idx(bytes, where);
    } else {
        throw Error(where, "is in no known format",
                    "give a .npy, .npz, IDX or CIFAR-10 binary file or a folder of PNG or JPEG "
                    "images");
    }
    return source_of(where, array_reader(std::move(array), where, input, config), input);
}

std::vector<std::int64_t> part_of(const std::vector<std::int64_t>& labels, const FrameRange& range,
                                  const std::string& where) {
    const auto count = range.count(static_cast<std::int64_t>(labels.size()), where);
    const auto begin = labels.begin() + range.first;
    return {begin, begin + count};
}

// For each input the argument that feeds it.
std::vector<fs::path> assign(const std::vector<DataArgument>& arguments,
                             const std::vector<InputSpec>& inputs) {
    std::vector<std::string> names;
    for (const InputSpec& input : inputs)
        names.push_back(input.name);
    for (const DataArgument& argument : arguments)
        if (!argument.input.empty() && std::ranges::find(names, argument.input) == names.end())
            throw Error(
                "", fmt::format("the model has no input '{}'", printable(argument.input)),
                fmt::format("did you mean '{}'?", printable(nearest(argument.input, names))));
    std::vector<fs::path> paths;
    for (const InputSpec& input : inputs) {
        const DataArgument* chosen = nullptr;
        for (const DataArgument& argument : arguments) {
            if (!argument.input.empty() && argument.input != input.name)
                continue;
            if (chosen != nullptr)
                throw Error(
                    "", fmt::format("the input '{}' is given data twice", printable(input.name)),
                    "name one file for each input");
            chosen = &argument;
        }
        if (chosen == nullptr)
            throw Error("", fmt::format("the input '{}' is given no data", printable(input.name)),
                        fmt::format("add {}=FILE", printable(input.name)));
        paths.push_back(chosen->path);
    }
    return paths;
}

} // namespace

DataArgument parse_data_argument(const std::string& text) {
    std::error_code ignored;
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0 || fs::exists(text, ignored))
        return {"", text};
    return {text.substr(0, equals), text.substr(equals + 1)};
}

std::unique_ptr<DataSet> open_data(const std::vector<DataArgument>& arguments,
                                   const std::vector<InputSpec>& inputs,
                                   const InputConfig& config) {
    const std::vector<fs::path> paths = assign(arguments, inputs);
    std::vector<Source> sources;
    Labels labels;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        const auto [path, range] = split_range(paths[i]);
        check_preprocessing(config, inputs[i].shape, path.string());
        Source source = open_source(path, inputs[i], config, labels);
        source.first = range.first;
        source.frames = range.count(source.reader->frames(), source.where);
        if (labels)
            labels = part_of(*labels, range, source.where);
        sources.push_back(std::move(source));
    }
    return data_set(std::move(sources), std::move(labels), config);
}

std::vector<std::int64_t> read_labels(const fs::path& text) {
    const auto [path, range] = split_range(text);
    const std::string where = path.string();
    const Bytes bytes = read_bytes(path);
    if (looks_like_npy(bytes))
        return part_of(to_labels(parse_npy(bytes, where), where), range, where);
    if (looks_like_idx(bytes))
        return part_of(to_labels(parse_idx(bytes, where), where), range, where);
    return part_of(parse_text_labels(std::string(bytes.begin(), bytes.end()), where), range, where);
}

} // namespace sluice::cli
