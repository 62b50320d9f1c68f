// SPDX-License-Identifier: Apache-2.0
#include "rtl_lib/blocks/concat/concat.h"

#include <algorithm>
#include <bit>
#include <numeric>
#include <tuple>

#include "base/error.h"
#include "rtl_lib/blocks/fifo/fifo.h"
#include "rtl_lib/lanes.h"

namespace sluice::rtl {

namespace {

int lanes_of(const Concat& block) {
    return block.parallelism.in_channels;
}

// Beats of each input per pixel, input 0 first.
std::vector<std::int64_t> beats_per_pixel(const Concat& block) {
    std::vector<std::int64_t> beats;
    for (const auto& input : block.inputs)
        beats.push_back(ceil_div(input.channels, lanes_of(block)));
    return beats;
}

// Lanes must divide the channels of every input but the last, so that beats pass whole.
bool legal_lanes(const Concat& block, int lanes) {
    if (lanes < 1 || lanes > block.inputs.back().channels)
        return false;
    return std::all_of(block.inputs.begin(), block.inputs.end() - 1,
                       [&](const Shape& input) { return input.channels % lanes == 0; });
}

class ConcatBeats : public BeatProcess {
public:
    ConcatBeats(const Concat& block, BeatPorts ports)
        : beats_(beats_per_pixel(block)), ports_(std::move(ports)) {
        ports_.out.at(0)->remember(kDepth);
    }

    bool advance() override {
        bool moved = false;
        auto& out = *ports_.out[0];
        while (ports_.in[input_]->has_offer()) {
            const auto n = out.offered();
            if (out.taken() <= n - kDepth)
                break;
            const Cycle room = n < kDepth ? 0 : out.taken_at(n - kDepth) + 1;
            last_ = ports_.in[input_]->take(std::max(room, last_ + 1));
            out.offer(last_ + 1);
            if (++beat_ == beats_[input_]) {
                beat_ = 0;
                input_ = (input_ + 1) % beats_.size();
            }
            moved = true;
        }
        return moved;
    }

private:
    static constexpr std::int64_t kDepth = 2; // of the output FIFO

    std::vector<std::int64_t> beats_;
    BeatPorts ports_;
    std::size_t input_ = 0; // whose turn it is
    std::int64_t beat_ = 0; // of that input's beats of the pixel
    Cycle last_ = -1;
};

} // namespace

const char* module_name(const Concat&) {
    return "sluice_concat";
}

std::vector<std::string> sources(const Concat&) {
    return {"include/sluice_assert.svh", "blocks/concat/sluice_concat.sv"};
}

std::vector<Stream> input_streams(const Concat& block) {
    std::vector<Stream> streams;
    for (const auto& input : block.inputs)
        streams.push_back({input, lanes_of(block), 8, block.parallelism.pixels});
    return streams;
}

std::vector<Stream> output_streams(const Concat& block) {
    Shape shape = block.inputs.front();
    shape.channels = 0;
    for (const auto& input : block.inputs)
        shape.channels += input.channels;
    return {{shape, lanes_of(block), 8, block.parallelism.pixels}};
}

std::vector<Parameter> parameters(const Concat& block) {
    return {{"NumIn", static_cast<std::int64_t>(block.inputs.size())},
            {"InBeats", 0, beats_per_pixel(block)},
            {"Lanes", lanes_of(block)},
            {"LaneBits", 8 * block.parallelism.pixels}};
}

void validate(const Concat& block) {
    SLUICE_CHECK(block.inputs.size() >= 2, "a concatenation has at least two inputs");
    for (const auto& input : block.inputs)
        SLUICE_CHECK(input.height == block.inputs[0].height && input.width == block.inputs[0].width,
                     "the inputs of a concatenation have one image size");
    SLUICE_CHECK(legal_lanes(block, lanes_of(block)),
                 "a concatenation's lanes divide the channels of all inputs but the last");
}

std::int64_t interval_cycles(const Concat& block) {
    const auto beats = beats_per_pixel(block);
    return input_streams(block)[0].groups_per_row() * block.inputs[0].height *
           std::accumulate(beats.begin(), beats.end(), std::int64_t{0});
}

std::int64_t products(const Concat&) {
    return 0;
}

// Fitted to Yosys 0.23, synth_xilinx -family xc7, 2026-11-21: 2 and 3 inputs of 32 and 64 bits.
Resources resources(const Concat& block, const Family& family) {
    const auto stream = output_streams(block).front();
    Resources use = resources(Fifo{stream, 2}, family);
    const auto beats = beats_per_pixel(block);
    const auto inputs = static_cast<unsigned>(beats.size());
    const auto most = static_cast<unsigned>(*std::max_element(beats.begin(), beats.end()));
    const double counters = std::bit_width(inputs - 1) + std::bit_width(most);
    // The choice lies with the FIFO's own where that has inputs left.
    const bool six = family.lut_inputs >= 6;
    const double choices = six ? (inputs + 1) / 2 - 1 : inputs - 1;
    use.lut += stream.data_bits() * choices + (six ? 1.6 : 7.6) * counters - (six ? 1 : 13);
    use.ff += counters + 3;
    return use;
}

std::vector<Parallelism> choices(const Concat& block) {
    std::vector<Parallelism> all;
    for (int lanes = 1; lanes <= block.inputs.back().channels; ++lanes)
        if (legal_lanes(block, lanes))
            for (const int pixels : pixel_choices(block.inputs[0].width))
                all.push_back({lanes, lanes, 1, pixels});
    // None that is both slower and larger than another; of equals, fewer pixels.
    const auto elements = [](const Parallelism& p) { return p.in_channels * p.pixels; };
    const auto cycles = [&](const Parallelism& p) {
        Concat trial = block;
        trial.parallelism = p;
        return interval_cycles(trial);
    };
    std::sort(all.begin(), all.end(), [&](const Parallelism& a, const Parallelism& b) {
        return std::tuple(elements(a), cycles(a), a.pixels) <
               std::tuple(elements(b), cycles(b), b.pixels);
    });
    std::vector<Parallelism> useful;
    for (const auto& p : all)
        if (useful.empty() || cycles(p) < cycles(useful.back()))
            useful.push_back(p);
    return useful;
}

Concat with_parallelism(const Concat& block, const Parallelism& parallelism) {
    const int lanes = parallelism.in_channels;
    if (!legal_lanes(block, lanes)) {
        std::string legal;
        for (int other = 1; other <= block.inputs.back().channels; ++other)
            if (legal_lanes(block, other))
                legal += (legal.empty() ? "" : ", ") + std::to_string(other);
        throw Error("",
                    "in_channels = " + std::to_string(lanes) +
                        " does not divide the channels of the concatenation's inputs",
                    "choose one of " + legal);
    }
    Concat changed = block;
    require_pixels(parallelism.pixels, block.inputs[0].width);
    changed.parallelism = {lanes, lanes, 1, parallelism.pixels};
    return changed;
}

std::unique_ptr<BeatProcess> beat_process(const Concat& block, BeatPorts ports) {
    return std::make_unique<ConcatBeats>(block, std::move(ports));
}

} // namespace sluice::rtl
