// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/infer_frames.h"

#include <algorithm>

#include <tbb/global_control.h>
#include <tbb/parallel_for.h>

#include "cli/commands/shared.h"

namespace sluice::cli {

void infer_frames(
    const graph::Graph& graph, const FrameSource& data, std::int64_t frames, int threads,
    const std::function<void(std::int64_t, const std::vector<quantizer::FloatValues>&)>& consume) {
    const tbb::global_control limit(tbb::global_control::max_allowed_parallelism,
                                    static_cast<std::size_t>(thread_count(threads)));
    const quantizer::Reference reference(graph);
    constexpr std::int64_t kFramesAtOnce = 64; // bounds what waits to be consumed in order
    for (std::int64_t first = 0; first < frames; first += kFramesAtOnce) {
        const std::int64_t count = std::min(kFramesAtOnce, frames - first);
        std::vector<std::vector<quantizer::FloatValues>> results(static_cast<std::size_t>(count));
        tbb::parallel_for(std::int64_t{0}, count, [&](std::int64_t i) {
            std::vector<quantizer::FloatValues> inputs;
            for (std::size_t input = 0; input < graph.inputs.size(); ++input)
                inputs.push_back(data.frame(static_cast<int>(input), first + i));
            results[static_cast<std::size_t>(i)] = reference.run(inputs);
        });
        for (std::int64_t i = 0; i < count; ++i)
            consume(first + i, results[static_cast<std::size_t>(i)]);
    }
}

} // namespace sluice::cli
