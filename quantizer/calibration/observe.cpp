// SPDX-License-Identifier: Apache-2.0
#include "quantizer/calibration/observe.h"

#include <algorithm>
#include <cmath>
#include <mutex>

#include <fmt/format.h>
#include <tbb/enumerable_thread_specific.h>

#include "base/error.h"
#include "quantizer/measure/parallel.h"
#include "quantizer/reference/execute.h"

namespace sluice::quantizer {

namespace {

constexpr std::size_t kMostLevels = 256;

} // namespace

std::vector<FloatValues> read_frame(const graph::Graph& graph, const FrameSource& frames,
                                    std::int64_t index) {
    std::vector<FloatValues> inputs;
    for (std::size_t i = 0; i < graph.inputs.size(); ++i) {
        inputs.push_back(frames.frame(static_cast<int>(i), index));
        const std::int64_t wanted = graph.values[graph.inputs[i].value].shape.elements();
        if (static_cast<std::int64_t>(inputs.back().size()) != wanted)
            throw Error(graph.name,
                        fmt::format("calibration frame {} has {} values for input '{}', which "
                                    "takes {}",
                                    index, inputs.back().size(), printable(graph.inputs[i].name),
                                    wanted),
                        "give calibration data of the input's shape");
    }
    return inputs;
}

void Statistics::add(const std::vector<float>& values, bool with_histogram, bool with_levels) {
    if (values.empty())
        return;
    float low = values[0], high = values[0], poison = 0.0f;
    for (const float x : values) {
        low = x < low ? x : low;
        high = x > high ? x : high;
        poison += x * 0.0f; // NaN once any x is infinite or NaN
    }
    if (poison != 0.0f) {
        finite = false;
        return;
    }
    const Range own{low, high};
    range = seen ? range.joined(own) : own;
    seen = true;
    if (with_histogram)
        histogram.add(values);
    if (!with_levels)
        return;
    for (std::size_t i = 0; i < values.size() && levels_complete; ++i) {
        levels.insert(values[i]);
        levels_complete = levels.size() <= kMostLevels;
    }
    if (!levels_complete)
        levels.clear();
}

void Statistics::merge(const Statistics& other) {
    finite = finite && other.finite;
    if (!other.seen)
        return;
    range = seen ? range.joined(other.range) : other.range;
    seen = true;
    histogram.merge(other.histogram);
    levels.insert(other.levels.begin(), other.levels.end());
    levels_complete = levels_complete && other.levels_complete && levels.size() <= kMostLevels;
    if (!levels_complete)
        levels.clear();
}

std::vector<Statistics> merged(std::vector<Statistics> a, const std::vector<Statistics>& b) {
    for (std::size_t id = 0; id < a.size(); ++id)
        a[id].merge(b[id]);
    return a;
}

std::vector<Statistics> observe(const graph::Graph& graph, const FrameSource& frames,
                                const std::vector<std::int64_t>& indices, const Options& options,
                                const Progress& progress) {
    if (indices.empty())
        throw Error(graph.name, "the calibration data have no frames",
                    "give at least one frame of typical input");
    const auto total = static_cast<std::int64_t>(indices.size());
    std::vector<bool> is_input(graph.values.size(), false);
    for (const graph::Interface& input : graph.inputs)
        is_input[input.value] = true;
    const bool with_histogram = options.method != Method::minmax;

    const Reference reference(graph);
    using PerValue = std::vector<Statistics>;
    tbb::enumerable_thread_specific<PerValue> partial(PerValue(graph.values.size()));
    std::mutex progress_mutex;
    std::int64_t done = 0;
    const auto run_frame = [&](std::int64_t n) {
        PerValue& statistics = partial.local();
        reference.run(read_frame(graph, frames, indices[n]),
                      [&](graph::ValueId id, const FloatValues& values) {
                          statistics[id].add(values, with_histogram, is_input[id]);
                      });
        const std::lock_guard lock(progress_mutex);
        ++done;
        if (progress)
            progress("calibrate", done, total);
    };
    parallel_items(options.threads, total, run_frame);

    PerValue result(graph.values.size());
    for (const PerValue& part : partial)
        for (std::size_t id = 0; id < result.size(); ++id)
            result[id].merge(part[id]);
    for (std::size_t id = 0; id < result.size(); ++id)
        if (!result[id].finite)
            throw Error(graph.name,
                        fmt::format("calibration gives infinite or undefined numbers at '{}'",
                                    printable(graph.values[id].name)),
                        "check the calibration data and their preprocessing");
    return result;
}

} // namespace sluice::quantizer
