// SPDX-License-Identifier: Apache-2.0
#include "cli/output/accuracy.h"

#include <fmt/format.h>

#include "base/error.h"

namespace sluice::cli {

Accuracy::Accuracy(std::vector<std::int64_t> labels, std::int64_t offset, std::string where)
    : labels_(std::move(labels)), offset_(offset), where_(std::move(where)) {}

void Accuracy::expect_frames(std::int64_t frames) const {
    if (static_cast<std::int64_t>(labels_.size()) < frames)
        throw Error(where_, fmt::format("holds {} labels for {} frames", labels_.size(), frames),
                    "give a label for every frame, or fewer frames with --frames");
}

std::int64_t Accuracy::label(std::int64_t frame, std::int64_t entries) const {
    const std::int64_t label = labels_.at(static_cast<std::size_t>(frame)) + offset_;
    if (entries >= 0 && (label < 0 || label >= entries))
        throw Error(where_,
                    fmt::format("frame {} has the label {}, the model's output {} entries", frame,
                                label, entries),
                    "check the labels and --label-offset");
    return label;
}

void Accuracy::count(std::int64_t rank) {
    ++frames_;
    first_ += rank == 0;
    first_five_ += rank < 5;
}

double Accuracy::top1() const {
    return frames_ == 0 ? 0.0 : static_cast<double>(first_) / static_cast<double>(frames_);
}

std::optional<double> Accuracy::top5() const {
    if (index_output_ || frames_ == 0)
        return std::nullopt;
    return static_cast<double>(first_five_) / static_cast<double>(frames_);
}

} // namespace sluice::cli
