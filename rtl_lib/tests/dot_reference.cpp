// SPDX-License-Identifier: Apache-2.0
#include "rtl_lib/tests/dot_reference.h"

#include <algorithm>
#include <cstdlib>

#include "base/fixed_point.h"
#include "rtl_lib/blocks/collect/collect.h"

namespace sluice::rtl::bench {

namespace {

int any(std::mt19937& random, int low, int high) {
    return low + static_cast<int>(random() % static_cast<unsigned>(high - low + 1));
}

// One in four is an end of the range.
int value(std::mt19937& random, int low, int high) {
    const int kind = any(random, 0, 7);
    return kind == 0 ? low : kind == 1 ? high : any(random, low, high);
}

// Weight of output lane o and term t in each word: [word][o][term].
using Weights = std::vector<int>;

int weight(const Dot& d, const Weights& weights, std::int64_t word, int o, int t) {
    return weights[static_cast<std::size_t>((word * d.out_lanes + o) * d.terms() + t)];
}

MemoryImage image_of(const Dot& d, const Weights& weights) {
    MemoryImage image("WeightFile", static_cast<int>(d.word_bits()), d.words);
    for (std::int64_t word = 0; word < d.words; ++word)
        for (int o = 0; o < d.out_lanes; ++o)
            for (int t = 0; t < d.terms(); ++t) {
                const bool borrow = d.high(o) && weight(d, weights, word, o - 1, t) < 0;
                image.set(word, static_cast<int>(d.weight_lsb(o)) + t * d.field_bits(o),
                          d.field_bits(o), weight(d, weights, word, o, t) - (borrow ? 1 : 0));
            }
    return image;
}

// The accumulators of a frame of words / operations results, element o * pixels + v of each.
std::vector<int> accumulate(const Dot& d, const Weights& weights, int operations,
                            const std::vector<int>& frame) {
    const int taps = d.kernel_lanes * d.in_lanes;
    std::vector<int> result;
    for (std::int64_t first = 0; first < d.words; first += operations)
        for (int o = 0; o < d.out_lanes; ++o)
            for (int v = 0; v < d.pixels; ++v) {
                int sum = 0;
                for (std::int64_t word = first; word < first + operations; ++word)
                    for (int t = 0; t < d.terms(); ++t) {
                        const int source = d.depthwise ? t * d.in_lanes + o : t;
                        sum +=
                            weight(d, weights, word, o, t) *
                            frame[static_cast<std::size_t>((word * d.pixels + v) * taps + source)];
                    }
                result.push_back(sum);
            }
    return result;
}

struct Process : BeatProcess {
    BeatChannel* in;
    Collector collector;
    int operations;
    std::int64_t taken = 0;

    Process(const BeatPorts& ports, int depth, int latency, int operations_)
        : in(ports.in[0]), collector(*ports.out[0], depth, latency), operations(operations_) {}

    bool advance() override {
        bool moved = false;
        for (; in->has_offer(); ++taken, moved = true) {
            if ((taken + 1) % operations != 0) {
                in->take(0);
                continue;
            }
            if (!collector.has_room())
                break;
            collector.issue(in->take(collector.room_from()));
        }
        return moved;
    }
};

} // namespace

Case dot_case(std::mt19937& random, std::string name, Dot d, int operations, int frames) {
    const int top = (1 << (d.weight_bits - 1)) - 1;
    const int low = d.high_bits > d.weight_bits ? -top - 1 : -top;
    Weights weights;
    std::int64_t reach = 1;
    for (std::int64_t i = 0; i < d.words * d.out_lanes * d.terms(); ++i)
        weights.push_back(value(random, low, top));
    for (std::int64_t first = 0; first < d.words; first += operations)
        for (int o = 0; o < d.out_lanes; ++o) {
            std::int64_t sum = 0;
            for (std::int64_t word = first; word < first + operations; ++word)
                for (int t = 0; t < d.terms(); ++t)
                    sum += 128 * std::abs(weight(d, weights, word, o, t));
            reach = std::max(reach, sum);
        }
    d.acc_bits = signed_bits(-reach, reach);

    Case c;
    c.name = std::move(name);
    c.module = "bench_dot";
    c.sources = collect_sources();
    for (const auto& file : dot_sources())
        c.sources.push_back(file);
    c.sources.push_back("tests/bench/bench_dot.sv");
    const int latency = 2 + dot_latency(d);
    const int depth = collect_depth(latency, 1, operations);
    c.parameters = {{"InLanes", d.in_lanes},
                    {"OutLanes", d.out_lanes},
                    {"KernelLanes", d.kernel_lanes},
                    {"Pixels", d.pixels},
                    {"WeightBits", d.weight_bits},
                    {"AccBits", d.acc_bits},
                    {"Words", d.words},
                    {"Depthwise", d.depthwise ? 1 : 0},
                    {"PairBits", d.pair_bits},
                    {"HighBits", d.high_bits},
                    {"Logic", d.logic ? 1 : 0},
                    {"Operations", operations},
                    {"Depth", depth}};
    c.images.push_back(image_of(d, weights));
    const int taps = d.pixels * d.kernel_lanes * d.in_lanes;
    const int sums = d.out_lanes * d.pixels;
    const auto words = static_cast<int>(d.words);
    c.in = {{{1, words, taps}, taps, 8}};
    c.out = {{{1, words / operations, sums}, sums, d.acc_bits}};
    c.process = [depth, latency, operations](BeatPorts ports) {
        return std::make_unique<Process>(ports, depth, latency, operations);
    };
    c.interval = d.words;
    Frames in(static_cast<std::size_t>(frames)), out;
    for (auto& frame : in) {
        for (std::int64_t i = 0; i < d.words * taps; ++i)
            frame.push_back(value(random, -128, 127));
        out.push_back(accumulate(d, weights, operations, frame));
    }
    c.input = {in};
    c.expected = {out};
    return c;
}

} // namespace sluice::rtl::bench
