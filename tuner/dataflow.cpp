// SPDX-License-Identifier: Apache-2.0
#include "tuner/dataflow.h"

#include <algorithm>
#include <memory>

#include "base/error.h"

namespace sluice::tuner {

namespace {

// Cycles between the pixels of an input when a block runs alone: longer than any block takes for
// what becomes possible with one pixel.
constexpr rtl::Cycle kApart = std::int64_t{1} << 32;

bool single_pixels(const rtl::Block& block) {
    const auto one = [](const rtl::Stream& stream) { return stream.pixels == 1; };
    return std::ranges::all_of(rtl::block_input_streams(block), one) &&
           std::ranges::all_of(rtl::block_output_streams(block), one);
}

// The fewest beats to simulate, one pixel at a time where it can be built so.
const rtl::Block& handiest(const LayerOptions& options) {
    return std::ranges::min_element(options,
                                    [](const Option& a, const Option& b) {
                                        const bool one_a = single_pixels(a.block);
                                        const bool one_b = single_pixels(b.block);
                                        return one_a != one_b ? one_a : a.cycles < b.cycles;
                                    })
        ->block;
}

std::int64_t pixels_of(const Shape& shape) {
    return std::int64_t{shape.height} * shape.width;
}

// The pixel that a beat ends or that lies in it, the last of several.
std::int64_t pixel_of(const rtl::Stream& stream, std::int64_t beat) {
    const std::int64_t group = beat / stream.beats_per_group();
    const std::int64_t row = group / stream.groups_per_row();
    const std::int64_t column = (group % stream.groups_per_row() + 1) * stream.pixels - 1;
    return row * stream.shape.width + std::min<std::int64_t>(column, stream.shape.width - 1);
}

// A block whose inputs' pixels come far apart and whose outputs are taken at once.
class Alone {
public:
    explicit Alone(const rtl::Block& block)
        : ins_(rtl::block_input_streams(block)), outs_(rtl::block_output_streams(block)),
          in_(ins_.size()), out_(outs_.size()) {
        rtl::BeatPorts ports;
        for (rtl::BeatChannel& channel : in_)
            ports.in.push_back(&channel);
        for (rtl::BeatChannel& channel : out_)
            ports.out.push_back(&channel);
        process_ = rtl::make_beat_process(block, ports);
    }

    // By pixel of the first output: the last pixel of input `input` that it needs.
    std::vector<std::int32_t> needs(std::size_t input) {
        std::vector<std::int32_t> needs(static_cast<std::size_t>(pixels_of(outs_[0].shape)), -1);
        const auto offer = [&](std::size_t i, std::int64_t beat) {
            return i == input ? pixel_of(ins_[i], beat) * kApart : 0;
        };
        const auto take = [&](std::int64_t beat, rtl::Cycle cycle) {
            needs[static_cast<std::size_t>(pixel_of(outs_[0], beat))] =
                static_cast<std::int32_t>(cycle / kApart);
            return true;
        };
        run(offer, take);
        SLUICE_CHECK(out_[0].taken() == outs_[0].beats(), "a block alone stops within a frame");
        // Of several pixels in a beat all are there when the last is.
        for (std::size_t pixel = needs.size() - 1; pixel-- > 0;)
            if (needs[pixel] < 0)
                needs[pixel] = needs[pixel + 1];
        return needs;
    }

    // Cycles from the last beat that the first pixels need to their own last beat; the beats before
    // it came long ago.
    std::int64_t delay() {
        const auto offer = [&](std::size_t i, std::int64_t beat) {
            const std::int64_t group = beat / ins_[i].beats_per_group();
            const bool last = (beat + 1) % ins_[i].beats_per_group() == 0;
            return group * kApart + (last ? kApart / 2 : 0);
        };
        rtl::Cycle end = 0;
        const auto take = [&](std::int64_t beat, rtl::Cycle cycle) {
            end = cycle;
            return beat + 1 < outs_[0].beats_per_group();
        };
        run(offer, take);
        return end % (kApart / 2);
    }

private:
    // Offers beat after beat of every input and takes every output, until `take` says no or nothing
    // is left.
    template <typename Offer, typename Take> void run(const Offer& offer, const Take& take) {
        for (bool any = true; any;) {
            any = false;
            for (std::size_t i = 0; i < ins_.size(); ++i)
                for (int ahead = 0; ahead < kAhead && in_[i].offered() < ins_[i].beats() &&
                                    in_[i].offered() - in_[i].taken() < kAhead;
                     ++ahead, any = true)
                    in_[i].offer(offer(i, in_[i].offered()));
            any = process_->advance() || any;
            for (std::size_t o = 0; o < out_.size(); ++o)
                while (out_[o].has_offer()) {
                    const std::int64_t beat = out_[o].taken();
                    const rtl::Cycle cycle = out_[o].take(0);
                    if (o == 0 && !take(beat, cycle))
                        return;
                    any = true;
                }
        }
    }

    static constexpr std::int64_t kAhead = 16;
    std::vector<rtl::Stream> ins_, outs_;
    std::vector<rtl::BeatChannel> in_, out_;
    std::unique_ptr<rtl::BeatProcess> process_;
};

int producer_of(const design::Skeleton& skeleton, int tensor) {
    for (std::size_t i = 0; i < skeleton.layers.size(); ++i)
        if (skeleton.layers[i].output == tensor)
            return static_cast<int>(i);
    return -1;
}

std::ptrdiff_t readers_of(const design::Skeleton& skeleton, int tensor) {
    std::ptrdiff_t readers = std::ranges::count(skeleton.outputs, tensor);
    for (const design::LayerBlock& layer : skeleton.layers)
        readers += std::ranges::count(layer.inputs, tensor);
    return readers;
}

} // namespace

Dataflow::Dataflow(const design::Skeleton& skeleton, const std::vector<LayerOptions>& layers)
    : skeleton_(skeleton) {
    const auto tensors = static_cast<std::size_t>(skeleton.tensor_count);
    done_.resize(tensors);
    trial_.resize(tensors);
    changed_.resize(tensors);
    for (std::size_t i = 0; i < layers.size(); ++i) {
        const design::LayerBlock& layer = skeleton.layers[i];
        const rtl::Block& block = handiest(layers[i]);
        layers_.push_back({layer.inputs, layer.output, {}, {}});
        for (const int tensor : layer.inputs)
            layers_.back().held_producers.push_back(layer.inputs.size() > 1 &&
                                                            readers_of(skeleton, tensor) == 1
                                                        ? producer_of(skeleton, tensor)
                                                        : -1);
        for (std::size_t input = 0; input < layer.inputs.size(); ++input)
            layers_.back().needs.push_back(Alone(block).needs(input));
        pixels_ += static_cast<std::int64_t>(layers_.back().needs.at(0).size());
    }
}

double Dataflow::latency(const std::vector<const Option*>& choice) {
    tried_ = choice;
    std::ranges::fill(changed_, 0);
    arrive();
    for (std::size_t i = 0; i < layers_.size(); ++i) {
        const Layer& layer = layers_[i];
        const bool same = !accepted_.empty() && accepted_[i] == choice[i] &&
                          std::ranges::none_of(layer.inputs, [&](int t) { return changed_[t]; });
        if (same)
            continue;
        const std::size_t pixels = layer.needs[0].size();
        Times& done = trial_[static_cast<std::size_t>(layer.output)];
        done.assign(pixels, 0);
        for (std::size_t input = 0; input < layer.inputs.size(); ++input)
            wait_for(layer, input, choice, done);
        const double each = cycles_per_pixel(i, choice);
        const auto delay = static_cast<double>(delay_of(choice[i]));
        double next = 0;
        for (double& at : done) {
            at = std::max(at + delay, next);
            next = at + each;
        }
        changed_[static_cast<std::size_t>(layer.output)] = 1;
    }
    double end = 0;
    for (const int output : skeleton_.outputs)
        end = std::max(end, times(output).back());
    return end;
}

// Nothing stores much of an input whose producer no other layer reads: it stays a few pixels ahead
// of the others at most, and goes on from there at its own pace.
void Dataflow::wait_for(const Layer& layer, std::size_t input,
                        const std::vector<const Option*>& choice, Times& done) const {
    constexpr std::size_t kAhead = 2;
    const std::vector<std::int32_t>& needs = layer.needs[input];
    const Times& ready = times(layer.inputs[input]);
    const int producer = layer.held_producers[input];
    if (producer < 0) {
        for (std::size_t n = 0; n < done.size(); ++n)
            done[n] = std::max(done[n], ready[static_cast<std::size_t>(needs[n])]);
        return;
    }
    const double each = cycles_per_pixel(static_cast<std::size_t>(producer), choice);
    double next = 0;
    for (std::size_t n = 0; n < done.size(); ++n) {
        double at = std::max(ready[static_cast<std::size_t>(needs[n])], next);
        if (n >= kAhead)
            for (std::size_t other = 0; other < layer.inputs.size(); ++other)
                if (other != input)
                    at = std::max(at, times(layer.inputs[other])[static_cast<std::size_t>(
                                          layer.needs[other][n - kAhead])]);
        next = at + (n + 1 < done.size() ? each * (needs[n + 1] - needs[n]) : 0);
        done[n] = std::max(done[n], at);
    }
}

double Dataflow::cycles_per_pixel(std::size_t layer,
                                  const std::vector<const Option*>& choice) const {
    return static_cast<double>(choice[layer]->cycles) /
           static_cast<double>(layers_[layer].needs[0].size());
}

std::int64_t Dataflow::delay_of(const Option* option) {
    const auto [at, fresh] = delays_.try_emplace(option, 0);
    if (fresh)
        at->second = Alone(option->block).delay();
    return at->second;
}

void Dataflow::accept() {
    accepted_ = tried_;
    for (std::size_t tensor = 0; tensor < changed_.size(); ++tensor)
        if (changed_[tensor])
            std::swap(done_[tensor], trial_[tensor]);
}

// The pixels of the inputs come as fast as the first reader's stream takes them.
void Dataflow::arrive() {
    for (std::size_t i = 0; i < skeleton_.inputs.size(); ++i) {
        const auto tensor = static_cast<std::size_t>(skeleton_.inputs[i]);
        const std::int64_t pixels = pixels_of(skeleton_.input_shapes[i]);
        const double each = static_cast<double>(input_beats(tensor)) / static_cast<double>(pixels);
        Times& known = done_[tensor];
        if (!accepted_.empty() && known.front() == each)
            continue;
        Times& at = trial_[tensor];
        at.resize(static_cast<std::size_t>(pixels));
        for (std::size_t n = 0; n < at.size(); ++n)
            at[n] = static_cast<double>(n + 1) * each;
        changed_[tensor] = 1;
    }
}

std::int64_t Dataflow::input_beats(std::size_t tensor) const {
    for (std::size_t i = 0; i < layers_.size(); ++i)
        for (std::size_t input = 0; input < layers_[i].inputs.size(); ++input)
            if (layers_[i].inputs[input] == static_cast<int>(tensor))
                return rtl::block_input_streams(tried_[i]->block)[input].beats();
    return 0; // an input that nothing reads
}

const Dataflow::Times& Dataflow::times(int tensor) const {
    const auto at = static_cast<std::size_t>(tensor);
    return changed_[at] ? trial_[at] : done_[at];
}

} // namespace sluice::tuner
