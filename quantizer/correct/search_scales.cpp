// SPDX-License-Identifier: Apache-2.0
#include "quantizer/correct/search_scales.h"

#include <mutex>

#include "quantizer/correct/equalize.h"
#include "quantizer/measure/parallel.h"

namespace sluice::quantizer {

namespace {

constexpr double kLeastScaleGainDb = 0.02; // less is chance
constexpr Balance kBalances[] = {Balance::activations, Balance::half_activations,
                                 Balance::weights_too};

// The draft of another graph of the same structure.
Draft moved_to(Draft draft, std::shared_ptr<const graph::Graph> graph) {
    draft.graph = std::move(graph);
    draft.plan = plan_layers(*draft.graph);
    unify_scales(draft.plan);
    return draft;
}

// Min-max ranges from those of the channels, where the method has a say.
void set_ranges(Draft& draft, const std::vector<std::vector<Range>>& ranges) {
    const std::vector<bool> whole = whole_range_groups(draft.plan);
    std::vector<Range> joint(draft.groups.size());
    for (const PlanTensor& tensor : draft.plan.tensors)
        for (const Range& range : ranges[tensor.value])
            joint[tensor.scale_group] = joint[tensor.scale_group].joined(range);
    for (std::size_t g = 0; g < joint.size(); ++g)
        if (!whole[g] && !group_levels(draft.plan, static_cast<int>(g)))
            draft.groups[g] = affine_of(joint[g]);
}

} // namespace

std::vector<std::vector<Range>> channel_ranges(const graph::Graph& graph, const FrameSource& frames,
                                               const std::vector<std::int64_t>& indices,
                                               const Options& options) {
    std::vector<std::vector<Range>> result;
    for (const graph::Value& value : graph.values)
        result.emplace_back(static_cast<std::size_t>(value.shape.channels));
    const Reference reference(graph);
    std::mutex mutex;
    parallel_items(options.threads, static_cast<std::int64_t>(indices.size()), [&](auto f) {
        reference.run(read_frame(graph, frames, indices[f]),
                      [&](graph::ValueId id, const FloatValues& values) {
                          const std::size_t channels = result[id].size();
                          std::vector<Range> own(channels);
                          for (std::size_t i = 0; i < values.size(); i += channels)
                              for (std::size_t c = 0; c < channels; ++c) {
                                  const double x = values[i + c];
                                  own[c].low = x < own[c].low ? x : own[c].low;
                                  own[c].high = x > own[c].high ? x : own[c].high;
                              }
                          const std::lock_guard lock(mutex);
                          for (std::size_t c = 0; c < channels; ++c)
                              result[id][c] = result[id][c].joined(own[c]);
                      });
    });
    return result;
}

ScaledGraph search_scales(Draft draft, std::vector<std::vector<Range>> ranges, Probe& probe,
                          const Options& options, const Progress& progress) {
    std::vector<ChannelFactors> chosen;
    set_ranges(draft, ranges);
    double best_db = probe.accept(make_network(draft, options));
    const std::vector<ScalableOutput> outputs = scalable_outputs(*draft.graph);
    for (std::size_t i = 0; i < outputs.size(); ++i) {
        const double start_db = best_db;
        Draft best = draft;
        std::vector<std::vector<Range>> best_ranges = ranges;
        std::vector<double> best_factors;
        for (const Balance balance : kBalances) {
            const std::vector<double> factors =
                channel_factors(*draft.graph, outputs[i], ranges, balance);
            Draft trial = moved_to(draft, std::make_shared<const graph::Graph>(
                                              scaled(*draft.graph, outputs[i], factors)));
            std::vector<std::vector<Range>> trial_ranges = ranges;
            for (const ScalableOutput::Scaled& scaled : outputs[i].values)
                for (std::size_t c = 0; c < scaled.channel.size(); ++c)
                    if (scaled.channel[c] >= 0) {
                        Range& range = trial_ranges[scaled.value][c];
                        const double factor = factors[scaled.channel[c]];
                        range = {range.low * factor, range.high * factor};
                    }
            set_ranges(trial, trial_ranges);
            const double db = probe.measure(make_network(trial, options));
            if (db > std::max(best_db, start_db + kLeastScaleGainDb)) {
                best_db = db;
                best = std::move(trial);
                best_ranges = std::move(trial_ranges);
                best_factors = factors;
            }
        }
        if (best_db > start_db) {
            draft = std::move(best);
            ranges = std::move(best_ranges);
            probe.accept(make_network(draft, options));
            chosen.push_back(
                {draft.graph->values[outputs[i].values[0].value].name, std::move(best_factors)});
        }
        if (progress)
            progress("equalize", static_cast<std::int64_t>(i + 1),
                     static_cast<std::int64_t>(outputs.size()));
    }
    return {draft.graph, std::move(chosen)};
}

int scale_trials(const graph::Graph& graph) {
    return static_cast<int>(scalable_outputs(graph).size() * std::size(kBalances)) + 1;
}

} // namespace sluice::quantizer
