// SPDX-License-Identifier: Apache-2.0
#include "quantizer/correct/correct_weights.h"

#include <algorithm>

#include "base/error.h"
#include "quantizer/correct/rounding.h"
#include "quantizer/measure/parallel.h"
#include "quantizer/network/convert.h"

namespace sluice::quantizer {

namespace {

constexpr std::int64_t kLeastSamples = 2048;
constexpr std::int64_t kSamplesPerProduct = 4; // of a sum, where there are so many
constexpr std::int64_t kMostSampleValues = 24'000'000;

// A layer with weights, seen as groups of sums of products.
struct Shape4 {
    Window window;
    Shape in, out;
    int groups = 1;
    int depth = 0;    // products per sum
    int channels = 0; // sums per group
    std::span<const float> weights, bias;

    int patch() const { return window.positions() * in.channels; }
    int in_group() const { return in.channels / groups; }
};

Shape4 shape_of(const Draft& draft, const PlanLayer& layer) {
    const graph::Graph& graph = *draft.graph;
    Shape4 s;
    s.in = graph.values[draft.plan.tensors[layer.inputs[0]].value].shape;
    s.out = graph.values[layer.result].shape;
    if (const auto* conv = std::get_if<graph::Conv>(layer.op)) {
        s.window = conv->window;
        s.groups = conv->groups;
        s.weights = conv->weights;
        s.bias = conv->bias;
    } else {
        const auto& matrix = std::get<graph::FullyConnected>(*layer.op);
        s.in = {1, 1, static_cast<int>(s.in.elements())};
        s.weights = matrix.weights;
        s.bias = matrix.bias;
    }
    s.channels = static_cast<int>(s.bias.size()) / s.groups;
    s.depth = static_cast<int>(s.weights.size() / s.bias.size());
    return s;
}

// The output pixels of a frame that are looked at: evenly spread, others in every frame.
std::vector<std::int64_t> sampled_pixels(const Shape4& s, std::int64_t frames, std::int64_t frame) {
    std::int64_t wanted = std::max(kLeastSamples, kSamplesPerProduct * s.depth);
    wanted = std::min(wanted, kMostSampleValues / std::max(1, s.patch() + s.channels * s.groups));
    const std::int64_t pixels = s.out.pixels();
    const std::int64_t count = std::clamp<std::int64_t>((wanted + frames - 1) / frames, 1, pixels);
    std::vector<std::int64_t> result;
    for (std::int64_t i = 0; i < count; ++i)
        result.push_back((i * pixels / count + frame * 7919) % pixels);
    return result;
}

class Walk {
public:
    Walk(Draft draft, const FrameSource& frames, const FrameSets& sets,
         const Corrections& corrections, const Options& options, const Progress& progress)
        : draft_(std::move(draft)), source_(frames), indices_(sets.fitted),
          fitted_(static_cast<std::int64_t>(sets.fitted.size())), corrections_(corrections),
          options_(options), progress_(progress) {
        indices_.insert(indices_.end(), sets.held_out.begin(), sets.held_out.end());
        draft_.weights.assign(draft_.plan.layers.size(), {});
    }

    Draft run() {
        sample_floats();
        const std::vector<PlanLayer>& layers = draft_.plan.layers;
        std::vector<std::size_t> last_use(draft_.plan.tensors.size(), 0);
        for (std::size_t l = 0; l < layers.size(); ++l)
            for (const PlanTensorId id : layers[l].inputs)
                last_use[id] = l;
        for (std::size_t l = 0; l < layers.size(); ++l) {
            if (considered(layers[l]))
                choose_weights(l);
            run_layer(l);
            for (std::vector<std::vector<std::int16_t>>& tensors : tensors_)
                for (const PlanTensorId id : layers[l].inputs)
                    if (last_use[id] == l)
                        tensors[id] = {};
            if (progress_)
                progress_("weights", static_cast<std::int64_t>(l + 1),
                          static_cast<std::int64_t>(layers.size()));
        }
        return std::move(draft_);
    }

private:
    std::int64_t frames() const { return static_cast<std::int64_t>(indices_.size()); }

    bool considered(const PlanLayer& layer) const {
        return has_weights(*layer.op) && !is_given(draft_.plan, layer) &&
               shape_of(draft_, layer).depth <= kMostDepth;
    }

    // Quantizes the inputs and takes the float sums at the sampled pixels of every layer.
    void sample_floats() {
        const graph::Graph& graph = *draft_.graph;
        const Reference reference(graph);
        const std::vector<PlanLayer>& layers = draft_.plan.layers;
        std::vector<int> layer_of(graph.values.size(), -1);
        for (std::size_t l = 0; l < layers.size(); ++l)
            if (considered(layers[l]))
                layer_of[layers[l].result] = static_cast<int>(l);
        sums_.assign(indices_.size(), std::vector<std::vector<float>>(layers.size()));
        tensors_.assign(indices_.size(),
                        std::vector<std::vector<std::int16_t>>(draft_.plan.tensors.size()));
        parallel_items(options_.threads, frames(), [&](std::int64_t f) {
            const std::vector<FloatValues> inputs = read_frame(graph, source_, indices_[f]);
            for (std::size_t i = 0; i < inputs.size(); ++i) {
                const PlanTensorId id = draft_.plan.inputs[i];
                const Affine& affine = draft_.groups[draft_.plan.tensors[id].scale_group];
                tensors_[f][id] = network::quantize({"", graph.values[graph.inputs[i].value].shape,
                                                     affine.scale, affine.zero_point, 8},
                                                    inputs[i]);
            }
            reference.run(inputs, [&](graph::ValueId value, const FloatValues& values) {
                if (layer_of[value] < 0)
                    return;
                const Shape4 s = shape_of(draft_, layers[layer_of[value]]);
                std::vector<float>& taken = sums_[f][layer_of[value]];
                for (const std::int64_t pixel : sampled_pixels(s, frames(), f))
                    taken.insert(taken.end(), values.begin() + pixel * s.out.channels,
                                 values.begin() + (pixel + 1) * s.out.channels);
            });
        });
    }

    void run_layer(std::size_t l) {
        const PlanLayer& planned = draft_.plan.layers[l];
        std::vector<Shape> shapes;
        for (const PlanTensorId id : planned.inputs)
            shapes.push_back(draft_.graph->values[draft_.plan.tensors[id].value].shape);
        const RunLayer runner = options_.prepare_layer(make_layer(draft_, l).kind, shapes);
        parallel_items(options_.threads, frames(), [&](std::int64_t f) {
            std::vector<std::span<const std::int16_t>> operands;
            for (const PlanTensorId id : planned.inputs)
                operands.emplace_back(tensors_[f][id]);
            tensors_[f][planned.output] = runner(operands);
        });
    }

    // What the group reads and what it should give, over frames first .. last.
    Moments moments_of(const Shape4& s, std::size_t l, int group,
                       const std::vector<std::vector<float>>& patches, std::int64_t first,
                       std::int64_t last) const {
        Moments moments = empty_moments(s.depth, s.channels);
        std::vector<float> inputs, outputs;
        for (std::int64_t f = first; f < last; ++f) {
            const std::vector<float>& sums = sums_[f][l];
            const std::size_t samples = sums.size() / s.out.channels;
            for (std::size_t n = 0; n < samples; ++n) {
                const float* patch = patches[f].data() + n * s.patch();
                for (int p = 0; p < s.window.positions(); ++p) {
                    const float* from = patch + p * s.in.channels + group * s.in_group();
                    inputs.insert(inputs.end(), from, from + s.in_group());
                }
                const float* sum = sums.data() + n * s.out.channels + group * s.channels;
                outputs.insert(outputs.end(), sum, sum + s.channels);
            }
            if (f + 1 == last || inputs.size() > (1 << 20)) {
                add_samples(moments, inputs, outputs, corrections_.optimize_rounding);
                inputs.clear();
                outputs.clear();
            }
        }
        return moments;
    }

    std::vector<std::vector<float>> gather(const Shape4& s, const PlanLayer& layer,
                                           int zero_point) const {
        std::vector<std::vector<float>> patches(indices_.size());
        parallel_items(options_.threads, frames(), [&](std::int64_t f) {
            const std::vector<std::int64_t> pixels = sampled_pixels(s, frames(), f);
            patches[f].resize(pixels.size() * s.patch());
            for (std::size_t n = 0; n < pixels.size(); ++n)
                gather_inputs(s.window, s.in, zero_point, tensors_[f][layer.inputs[0]],
                              static_cast<int>(pixels[n] / s.out.width),
                              static_cast<int>(pixels[n] % s.out.width),
                              patches[f].data() + n * s.patch());
        });
        return patches;
    }

    void choose_weights(std::size_t l) {
        const PlanLayer& layer = draft_.plan.layers[l];
        const Shape4 s = shape_of(draft_, layer);
        const Affine& input = draft_.groups[draft_.plan.tensors[layer.inputs[0]].scale_group];
        const int bits = draft_.weight_bits[l];
        const std::vector<std::vector<float>> patches = gather(s, layer, input.zero_point);
        std::vector<double> steps = bounded_steps(s.weights, s.bias, input.scale, bits);

        std::vector<Moments> fitted(s.groups), held_out(s.groups);
        std::vector<RoundingTask> tasks(s.groups);
        std::vector<std::vector<double>> parts(s.groups);
        const std::size_t group_weights = std::size_t(s.channels) * s.depth;
        parallel_items(options_.threads, s.groups, [&](std::int64_t g) {
            fitted[g] = moments_of(s, l, static_cast<int>(g), patches, 0, fitted_);
            held_out[g] = moments_of(s, l, static_cast<int>(g), patches, fitted_, frames());
            tasks[g] = {s.weights.subspan(g * group_weights, group_weights),
                        s.bias.subspan(g * s.channels, s.channels),
                        std::span<const double>(steps).subspan(g * s.channels, s.channels),
                        input.scale,
                        (1 << (bits - 1)) - 1,
                        corrections_.optimize_rounding,
                        corrections_.bias};
            if (corrections_.clip_weights)
                parts[g] = best_clipping(tasks[g], fitted[g]);
        });
        if (corrections_.clip_weights) {
            std::vector<double> part;
            for (const std::vector<double>& group : parts)
                part.insert(part.end(), group.begin(), group.end());
            std::ranges::copy(bounded_steps(s.weights, s.bias, input.scale, bits, part),
                              steps.begin());
        }
        std::vector<RoundedGroup> rounded(s.groups);
        parallel_items(options_.threads, s.groups, [&](std::int64_t g) {
            rounded[g] = round_group(tasks[g], fitted[g], held_out[g], options_.threads);
        });
        WeightChoice& choice = draft_.weights[l];
        choice.steps = std::move(steps);
        for (const RoundedGroup& group : rounded) {
            choice.integers.insert(choice.integers.end(), group.integers.begin(),
                                   group.integers.end());
            choice.bias.insert(choice.bias.end(), group.bias.begin(), group.bias.end());
        }
    }

    Draft draft_;
    const FrameSource& source_;
    std::vector<std::int64_t> indices_; // fitted, then held out
    std::int64_t fitted_;
    const Corrections& corrections_;
    const Options& options_;
    const Progress& progress_;
    std::vector<std::vector<std::vector<float>>> sums_;           // by frame, by layer
    std::vector<std::vector<std::vector<std::int16_t>>> tensors_; // by frame, by tensor
};

} // namespace

Draft correct_weights(Draft draft, const FrameSource& frames, const FrameSets& sets,
                      const Corrections& corrections, const Options& options,
                      const Progress& progress) {
    return Walk(std::move(draft), frames, sets, corrections, options, progress).run();
}

} // namespace sluice::quantizer
