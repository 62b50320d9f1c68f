// SPDX-License-Identifier: Apache-2.0
#include "quantizer/quantize.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/error.h"
#include "quantizer/calibration/bounds.h"
#include "quantizer/calibration/choose_range.h"
#include "quantizer/calibration/search_ranges.h"
#include "quantizer/correct/assign_bits.h"
#include "quantizer/correct/correct_weights.h"
#include "quantizer/correct/search_scales.h"
#include "quantizer/draft.h"
#include "quantizer/measure/frame_sets.h"
#include "quantizer/measure/probe.h"

namespace sluice::quantizer {

namespace {

// Bounds on work, in multiply-accumulates of the network, so that time is bounded and results are
// not a matter of how fast the machine is.
constexpr double kRangeSearchMacs = 100e9;
constexpr double kScaleSearchMacs = 100e9;
constexpr double kCorrectionMacs = 10e9;
constexpr double kHeldOutMacs = 5e9;
constexpr int kWidthTrials = 6;
constexpr std::int64_t kMostSearchFrames = 32;
constexpr std::int64_t kMostHeldOutFrames = 256;
constexpr double kMostProbeBytes = 256e6; // of tensors kept for comparison

void check_bits(const graph::Graph& graph, int bits) {
    if (bits < 2 || bits > 8)
        throw Error(graph.name, fmt::format("weight_bits is {}", bits), "choose 2 to 8");
}

void check_options(const graph::Graph& graph, const Options& options) {
    check_bits(graph, options.weight_bits);
    if (options.max_drop_db && !(*options.max_drop_db >= 0.0))
        throw Error(graph.name, fmt::format("max_drop is {}", *options.max_drop_db),
                    "choose 0 or more decibels");
    for (const auto& [name, bits] : options.layer_weight_bits)
        check_bits(graph, bits);
    if (!(options.percentile > 0.0 && options.percentile <= 100.0))
        throw Error(graph.name, fmt::format("percentile is {}", options.percentile),
                    "choose more than 0 and at most 100");
    SLUICE_CHECK(!options.measured() || options.prepare_layer,
                 "what is measured needs the emulator");
}

// Frames that a probe may hold and run `trials` times within the bounds.
std::int64_t probe_frames(const graph::Graph& graph, double trials, double macs_allowed,
                          std::int64_t most) {
    double macs = 1e4, bytes = 1.0;
    for (const graph::Node& node : graph.nodes)
        macs += static_cast<double>(graph::macs(graph, node));
    for (const graph::Value& value : graph.values)
        bytes += 2.0 * static_cast<double>(value.shape.elements());
    const double frames = std::min(macs_allowed / (macs * trials), kMostProbeBytes / bytes);
    return std::clamp(static_cast<std::int64_t>(frames), std::int64_t{4}, most);
}

class Quantizer {
public:
    Quantizer(const graph::Graph& graph, const FrameSource& frames, const Options& options,
              const Progress& progress)
        : reference_(graph), frames_(frames), options_(options), progress_(progress) {}

    Quantized run() {
        auto graph = std::make_shared<const graph::Graph>(reference_);
        sets_ = split_frames(frames_.frames(), options_.max_frames);
        look_at(*graph);
        Draft draft = make_draft(graph, statistics_, options_);
        Quantized result;
        if (options_.measured()) {
            const std::int64_t most = probe_frames(*graph, 1.0, kHeldOutMacs, kMostHeldOutFrames);
            judge_.emplace(reference_, draft.plan, frames_, spread(sets_.held_out, most), options_);
            result.quality = improve(draft);
            result.channel_factors = factors_;
        }
        result.network = make_network(draft, options_);
        network::validate(result.network);
        return result;
    }

private:
    // Statistics of all frames, and of those that steps are fitted to.
    void look_at(const graph::Graph& graph) {
        if (!options_.measured() || sets_.all.size() < 4) {
            statistics_ = fitted_ = observe(graph, frames_, sets_.all, options_, progress_);
            return;
        }
        fitted_ = observe(graph, frames_, sets_.fitted, options_, progress_);
        statistics_ = merged(fitted_, observe(graph, frames_, sets_.held_out, options_, {}));
    }

    Quality improve(Draft& draft) {
        Options plain = options_;
        plain.method = Method::minmax;
        quality_.minmax_sqnr_db =
            judge_->measure(make_network(make_draft(draft.graph, statistics_, plain), plain));
        quality_.fitted_frames = static_cast<std::int64_t>(sets_.fitted.size());
        quality_.held_out_frames = judge_->frames();
        now_db_ = judge_->accept(make_network(draft, options_));
        if (options_.equalize)
            equalize(draft);
        choose_ranges(draft);
        correct(draft);
        quality_.output_sqnr_db = now_db_;
        return quality_;
    }

    // Scales the channels of activations; then everything is seen anew.
    void equalize(Draft& draft) {
        const double trials = 0.6 * scale_trials(*draft.graph) + 1.0;
        Probe probe(reference_, draft.plan, frames_,
                    spread(sets_.all,
                           probe_frames(reference_, trials, kScaleSearchMacs, kMostSearchFrames)),
                    options_);
        const std::int64_t seen = probe_frames(reference_, 1.0, kHeldOutMacs, kMostHeldOutFrames);
        auto [graph, factors] = search_scales(
            draft, channel_ranges(reference_, frames_, spread(sets_.fitted, seen), options_), probe,
            options_, progress_);
        const double before_db = judge_->measure(make_network(plain_draft(draft.graph), options_));
        const std::vector<Statistics> fitted = fitted_, statistics = statistics_;
        look_at(*graph);
        const double after_db = judge_->measure(make_network(plain_draft(graph), options_));
        const bool kept = after_db >= before_db;
        quality_.steps.push_back({"equalize", before_db, after_db, kept});
        if (kept) {
            draft = make_draft(graph, statistics_, options_);
            factors_ = std::move(factors);
        } else {
            fitted_ = fitted;
            statistics_ = statistics;
        }
        now_db_ = judge_->accept(make_network(draft, options_));
    }

    // Min-max ranges of the fitted frames alone.
    Draft plain_draft(std::shared_ptr<const graph::Graph> graph) const {
        Options plain = options_;
        plain.method = Method::minmax;
        return make_draft(std::move(graph), fitted_, plain);
    }

    void choose_ranges(Draft& draft) {
        const std::vector<RangeSlot> slots = range_slots(draft.plan);
        std::vector<RangeRule> rules(slots.size(),
                                     {method_name(options_.method), options_.method, 1.0});
        if (options_.method == Method::automatic) {
            const double trials = 1.5 * static_cast<double>(slots.size()) + 1.0;
            Probe probe(reference_, draft.plan, frames_,
                        spread(sets_.all, probe_frames(reference_, trials, kRangeSearchMacs,
                                                       kMostSearchFrames)),
                        options_);
            const std::vector<RangeRule> plain(slots.size(), {"minmax", Method::minmax, 1.0});
            rules = search_ranges(draft, fitted_, probe, options_, progress_);
            if (!judge_rules(draft, plain, rules))
                rules = plain;
            apply_ranges(draft, rules, statistics_, options_);
            now_db_ = judge_->accept(make_network(draft, options_));
        } else {
            quality_.steps.push_back({"method", quality_.minmax_sqnr_db, now_db_, true});
        }
        for (std::size_t s = 0; s < slots.size(); ++s)
            quality_.methods.emplace_back(slot_name(draft, slots[s]), rules[s].name);
    }

    // One correction after the other, each on top of those that are kept.
    void correct(Draft& draft) {
        FrameSets sets = sets_;
        const std::int64_t most = probe_frames(reference_, 1.0, kCorrectionMacs, 1024);
        sets.held_out = spread(sets.held_out, std::max<std::int64_t>(most / 4, 4));
        sets.fitted = spread(sets.fitted, std::max<std::int64_t>(most - most / 4, 4));
        Corrections on;
        const auto step = [&](const char* name, bool wanted, bool Corrections::*which) {
            if (!wanted)
                return;
            Corrections more = on;
            more.*which = true;
            if (judge(name, draft,
                      correct_weights(draft, frames_, sets, more, options_, progress_)))
                on = more;
        };
        step("bias_correction", options_.bias_correction, &Corrections::bias);
        step("rounding", options_.rounding == Rounding::optimized, &Corrections::optimize_rounding);
        step("clip_weights", options_.clip_weights, &Corrections::clip_weights);
        if (options_.max_drop_db)
            narrow_weights(draft, sets, on);
    }

    // The narrowest widths whose loss is allowed. What the corrections make good of the noise of
    // narrow weights is not known beforehand, so that the noise to spend is searched.
    void narrow_weights(Draft& draft, const FrameSets& sets, const Corrections& corrections) {
        const double trials = 0.6 * static_cast<double>(draft.plan.layers.size()) + 1.0;
        Probe probe(reference_, draft.plan, frames_,
                    spread(sets_.all,
                           probe_frames(reference_, trials, kScaleSearchMacs, kMostSearchFrames)),
                    options_);
        const std::vector<double> noise = narrow_weight_noise(draft, probe, options_, progress_);
        const double allowed_db = now_db_ - *options_.max_drop_db;
        double low_db = -10.0, high_db = now_db_ + 20.0; // SQNR that the plain noise would leave
        Draft best = draft;
        double best_db = now_db_;
        for (int trial = 0; trial < kWidthTrials; ++trial) {
            const double middle_db = (low_db + high_db) / 2.0;
            Draft narrow = draft;
            narrow.weight_bits = widths_within(draft, noise, std::pow(10.0, -middle_db / 10.0));
            narrow =
                correct_weights(std::move(narrow), frames_, sets, corrections, options_, progress_);
            const double db = judge_->measure(make_network(narrow, options_));
            if (db >= allowed_db) {
                best = std::move(narrow);
                best_db = db;
                high_db = middle_db;
            } else {
                low_db = middle_db;
            }
        }
        quality_.steps.push_back({"weight_bits", now_db_, best_db, true});
        draft = std::move(best);
        now_db_ = judge_->accept(make_network(draft, options_));
    }

    // Whether the rules are better than the plain ones on the held-out frames, neither having seen
    // these; the ranges that are kept then cover them as well.
    bool judge_rules(Draft draft, const std::vector<RangeRule>& plain,
                     const std::vector<RangeRule>& rules) {
        apply_ranges(draft, plain, fitted_, options_);
        const double before_db = judge_->measure(make_network(draft, options_));
        apply_ranges(draft, rules, fitted_, options_);
        const double after_db = judge_->measure(make_network(draft, options_));
        quality_.steps.push_back({"method", before_db, after_db, after_db >= before_db});
        return after_db >= before_db;
    }

    std::string slot_name(const Draft& draft, const RangeSlot& slot) const {
        const Plan& plan = draft.plan;
        if (!slot.is_group)
            return plan.layers[slot.index].name;
        for (const PlanTensor& tensor : plan.tensors)
            if (tensor.scale_group == slot.index)
                return draft.graph->values[tensor.value].name;
        SLUICE_CHECK(false, "every group has a tensor");
    }

    // Keeps `after` if the held-out frames are no worse off; says so in the report.
    bool judge(const char* step, Draft& draft, Draft after) {
        const double after_db = judge_->measure(make_network(after, options_));
        const bool kept = after_db >= now_db_;
        quality_.steps.push_back({step, now_db_, after_db, kept});
        if (!kept)
            return false;
        draft = std::move(after);
        now_db_ = judge_->accept(make_network(draft, options_));
        return true;
    }

    const graph::Graph& reference_;
    const FrameSource& frames_;
    const Options& options_;
    const Progress& progress_;
    FrameSets sets_;
    std::vector<Statistics> statistics_, fitted_;
    std::optional<Probe> judge_;
    double now_db_ = 0.0;
    Quality quality_;
    std::vector<ChannelFactors> factors_;
};

} // namespace

Options best_options(PrepareLayer prepare_layer) {
    Options options;
    options.method = Method::automatic;
    options.equalize = true;
    options.clip_weights = true;
    options.bias_correction = true;
    options.rounding = Rounding::optimized;
    options.prepare_layer = std::move(prepare_layer);
    return options;
}

Quantized quantize_measured(const graph::Graph& graph, const FrameSource& calibration,
                            const Options& options, const Progress& progress) {
    graph::validate(graph);
    check_options(graph, options);
    return Quantizer(graph, calibration, options, progress).run();
}

network::Network quantize_given(const graph::Graph& graph, const Options& options) {
    graph::validate(graph);
    Options plain = options;
    plain.method = Method::minmax; // of bounds, there is nothing else
    plain.max_drop_db.reset();
    check_options(graph, plain);
    const Draft draft =
        make_draft(std::make_shared<const graph::Graph>(graph), bounds(graph), plain);
    network::Network network = make_network(draft, plain);
    network.quantization_method = "given";
    std::vector<std::string> without;
    for (std::size_t t = 0; t < draft.plan.tensors.size(); ++t)
        if (!group_levels(draft.plan, draft.plan.tensors[t].scale_group))
            without.push_back("'" + printable(network.tensors[t].name) + "'");
    if (!without.empty())
        network.notes.push_back(
            fmt::format("The model gives no scale for {}: theirs cover all that the weights allow, "
                        "which may be coarse; with --calibration they cover what occurs",
                        fmt::join(without, ", ")));
    network::validate(network);
    return network;
}

network::Network quantize(const graph::Graph& graph, const FrameSource& calibration,
                          const Options& options, const Progress& progress) {
    return quantize_measured(graph, calibration, options, progress).network;
}

} // namespace sluice::quantizer
