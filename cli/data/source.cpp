// SPDX-License-Identifier: Apache-2.0
#include "cli/data/source.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/error.h"

namespace sluice::cli {

namespace {

using Labels = std::optional<std::vector<std::int64_t>>;

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

Source source_of(std::string where, std::unique_ptr<Reader> reader, const InputSpec& input) {
    const std::int64_t frames = reader->frames();
    return {std::move(where), std::move(reader), 0, frames, input.scale, input.zero_point};
}

std::unique_ptr<DataSet> data_set(std::vector<Source> sources, Labels labels,
                                  const InputConfig& config) {
    SLUICE_CHECK(!sources.empty(), "a model without inputs");
    check_frame_counts(sources);
    return std::make_unique<Frames>(std::move(sources), std::move(labels), config);
}

} // namespace sluice::cli
