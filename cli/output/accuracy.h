// SPDX-License-Identifier: Apache-2.0
// Top-1 and top-5 of a classifier's outputs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace sluice::cli {

// How many entries stand before `label`: larger ones, and equal ones of a lower index.
template <typename T> std::int64_t rank_of(const std::vector<T>& values, std::int64_t label) {
    std::int64_t rank = 0;
    const T own = values[static_cast<std::size_t>(label)];
    for (std::size_t i = 0; i < values.size(); ++i)
        rank += values[i] > own || (values[i] == own && i < static_cast<std::size_t>(label));
    return rank;
}

// Counts frame by frame. One value per frame is the class itself (an arg-max).
class Accuracy {
public:
    // `offset` is added to each label; `where` names the labels in errors.
    Accuracy(std::vector<std::int64_t> labels, std::int64_t offset, std::string where);

    // Throws Error when there are fewer labels than frames.
    void expect_frames(std::int64_t frames) const;
    // Throws Error when the frame's label is outside the output.
    template <typename T> void add(std::int64_t frame, const std::vector<T>& values) {
        if (values.size() == 1) {
            index_output_ = true;
            count(static_cast<std::int64_t>(values[0]) == label(frame, -1) ? 0 : kMiss);
        } else {
            count(rank_of(values, label(frame, static_cast<std::int64_t>(values.size()))));
        }
    }

    double top1() const;                // share of the frames, 0 to 1
    std::optional<double> top5() const; // none for an arg-max

private:
    static constexpr std::int64_t kMiss = 5;
    std::int64_t label(std::int64_t frame, std::int64_t entries) const;
    void count(std::int64_t rank);

    std::vector<std::int64_t> labels_;
    std::int64_t offset_;
    std::string where_;
    std::int64_t frames_ = 0;
    std::int64_t first_ = 0;
    std::int64_t first_five_ = 0;
    bool index_output_ = false;
};

} // namespace sluice::cli
