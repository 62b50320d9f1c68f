// SPDX-License-Identifier: Apache-2.0
#include "cli/data/data_set.h"

#include <algorithm>
#include <cmath>
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

namespace sluice::cli {

namespace {

namespace fs = std::filesystem;
using Labels = std::optional<std::vector<std::int64_t>>;

struct Source {
    std::string where;
    std::unique_ptr<Reader> reader;
    std::int64_t first = 0; // frame of the file that is frame 0
    std::int64_t frames = 0;
    double scale = 1.0, zero_point = 0.0; // of integers
};

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
        return {where, image_reader(path, input, config)};
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
    return {where, array_reader(std::move(array), where, input, config)};
}

std::vector<std::int64_t> part_of(const std::vector<std::int64_t>& labels, const FrameRange& range,
                                  const std::string& where) {
    const auto count = range.count(static_cast<std::int64_t>(labels.size()), where);
    const auto begin = labels.begin() + range.first;
    return {begin, begin + count};
}

class Frames : public DataSet {
public:
    Frames(std::vector<Source> sources, Labels labels, InputConfig config)
        : sources_(std::move(sources)), labels_(std::move(labels)), config_(std::move(config)) {}

    std::int64_t frames() const override { return sources_.front().frames; }
    const Labels& labels() const override { return labels_; }
    bool unframed() const override {
        return std::ranges::all_of(sources_,
                                   [](const Source& source) { return source.reader->shared(); });
    }

    std::vector<float> frame(int input, std::int64_t index) const override {
        const Source& source = sources_.at(static_cast<std::size_t>(input));
        Image image = preprocess(source.reader->read(source.first + index), config_);
        if (!std::ranges::all_of(image.values, [](float value) { return std::isfinite(value); }))
            throw Error(source.where,
                        fmt::format("frame {} holds a value that is not a finite number", index),
                        "remove it from the data");
        if (source.scale != 1.0 || source.zero_point != 0.0)
            for (float& value : image.values)
                value = static_cast<float>((value - source.zero_point) * source.scale);
        return std::move(image.values);
    }

private:
    std::vector<Source> sources_;
    Labels labels_;
    InputConfig config_;
};

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

// Inputs without an axis of frames take those of the others.
void check_frame_counts(std::vector<Source>& sources) {
    const Source* counts = nullptr;
    for (const Source& source : sources)
        if (!source.reader->shared() && counts == nullptr)
            counts = &source;
    for (Source& source : sources) {
        if (counts != nullptr && source.reader->shared())
            source.frames = counts->frames;
        if (counts != nullptr && source.frames != counts->frames)
            throw Error(source.where,
                        fmt::format("holds {} frames, {} holds {}", source.frames, counts->where,
                                    counts->frames),
                        "give as many frames for every input");
    }
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
        source.scale = inputs[i].scale;
        source.zero_point = inputs[i].zero_point;
        source.frames = range.count(source.reader->frames(), source.where);
        if (labels)
            labels = part_of(*labels, range, source.where);
        sources.push_back(std::move(source));
    }
    check_frame_counts(sources);
    SLUICE_CHECK(!sources.empty(), "a model without inputs");
    return std::make_unique<Frames>(std::move(sources), std::move(labels), config);
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
