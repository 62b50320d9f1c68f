// SPDX-License-Identifier: Apache-2.0
#include "testbench/tests/mixed_network.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <set>

#include "base/error.h"
#include "base/files.h"
#include "base/fixed_point.h"
#include "generator/emit/emit.h"
#include "generator/lower/lower.h"
#include "testbench/simulate.h"

namespace sluice::testbench {

namespace {

using namespace network;

// A spread that fills int8 and saturates a few values on each side.
constexpr double kSpread = 48;

class Builder {
public:
    explicit Builder(std::uint64_t seed) : random_(seed) {}

    Network network;

    int between(int low, int high) { // no distribution: theirs differ between libraries
        return low + static_cast<int>(random_() % static_cast<std::uint64_t>(high - low + 1));
    }

    TensorId tensor(const std::string& name, const Shape& shape, int bits = 8) {
        network.tensors.push_back({name, shape, bits == 8 ? 0.05 : 1.0, bits == 8 ? 3 : 0, bits});
        return static_cast<TensorId>(network.tensors.size()) - 1;
    }

    TensorId layer(const std::string& name, LayerKind kind, std::vector<TensorId> inputs,
                   const Shape& shape, int bits = 8) {
        const TensorId output = tensor(name + "_out", shape, bits);
        network.layers.push_back({name, {name}, std::move(kind), std::move(inputs), output});
        return output;
    }

    void output(const std::string& name, TensorId id) {
        const Shape& shape = network.tensors[static_cast<std::size_t>(id)].shape;
        network.outputs.push_back({name, id, {shape.channels, shape.height, shape.width}, true});
    }

    // Of `terms` products for each of `channels` sums, each input of the given spread.
    Requant requant(int channels, int terms, double spread) {
        Requant result;
        const double real = kSpread / (std::sqrt(static_cast<double>(terms)) * spread * 73);
        for (int channel = 0; channel < channels; ++channel) {
            const FixedFactor factor = to_fixed_factor(real * between(80, 120) / 100);
            result.multiplier.push_back(factor.multiplier);
            result.shift.push_back(static_cast<std::uint8_t>(factor.shift + between(0, 1)));
            result.bias.push_back(between(-20000, 20000));
        }
        result.zero_point = between(-8, 8);
        return result;
    }

    std::vector<std::int8_t> weights(int count) {
        std::vector<std::int8_t> result(static_cast<std::size_t>(count));
        for (std::int8_t& weight : result)
            weight = static_cast<std::int8_t>(between(-127, 127));
        return result;
    }

    std::vector<std::int8_t> table() {
        std::vector<std::int8_t> result(256);
        for (std::int8_t& entry : result)
            entry = static_cast<std::int8_t>(between(-128, 127));
        return result;
    }

    Conv conv(const Window& window, int in_channels, int groups, int out_channels, double spread) {
        const int terms = window.positions() * in_channels / groups;
        return {window,
                groups,
                out_channels,
                8,
                3, // the zero point of every tensor here
                weights(terms * out_channels),
                requant(out_channels, terms, spread)};
    }

private:
    std::mt19937_64 random_;
};

// The choice nearest to `fraction` of the way from the slowest to the fastest with at most two
// pixels: more only take longer to compile.
rtl::Block chosen(const rtl::Block& block, double fraction) {
    std::vector<rtl::Parallelism> choices = rtl::block_choices(block);
    std::erase_if(choices, [](const rtl::Parallelism& p) { return p.pixels > 2; });
    if (choices.empty())
        return block;
    const double at = fraction * static_cast<double>(choices.size() - 1);
    return rtl::block_with_parallelism(block, choices[static_cast<std::size_t>(std::lround(at))]);
}

} // namespace

Network mixed_network(std::uint64_t seed) {
    Builder b(seed);
    b.network.name = "mixed";
    b.network.quantization_method = "none";
    const TensorId x = b.tensor("x", {9, 7, 3});
    b.network.inputs.push_back({"x", x, {3, 9, 7}, true});

    const Window corner{3, 3, 1, 1, 1, 1, 1, 0, 0, 1};
    const Window same{3, 3, 1, 1, 1, 1, 1, 1, 1, 1};
    const Window half{2, 2, 2, 2, 1, 1, 0, 0, 0, 0};
    const Window two{2, 2, 1, 1, 1, 1, 0, 0, 0, 0};
    const Shape full{8, 6, 6};
    const Shape small{4, 3, 6};

    const TensorId conv = b.layer("conv", b.conv(corner, 3, 1, 6, 74), {x}, full);
    Conv deep = b.conv(same, 6, 6, 6, kSpread);
    deep.requant.clamp_low = -100;
    const TensorId depthwise = b.layer("depthwise", deep, {conv}, full);
    const Add add{70000, -50000, 123456, 16, -2, -128, 127, b.table()};
    const TensorId sum = b.layer("add", add, {conv, depthwise}, full);
    const TensorId pooled = b.layer("max_pool", MaxPool{half}, {sum}, small);
    AveragePool average{same, false, 3, -9 * 3, {}, 17, 1, -128, 120};
    for (int taps = 1; taps <= 9; ++taps)
        average.multiplier.push_back(131000 / taps);
    const TensorId averaged = b.layer("average_pool", average, {pooled}, small);
    const TensorId looked = b.layer("lookup", Lookup{b.table()}, {pooled}, small);
    const TensorId joined = b.layer("concat", Concat{}, {averaged, looked}, {4, 3, 12});
    const TensorId grouped =
        b.layer("grouped", b.conv(two, 12, 2, 8, kSpread), {joined}, {3, 2, 8});
    const GlobalAveragePool global{{-50, 90000, 18, 4, -128, 127}};
    const TensorId mean = b.layer("global_average_pool", global, {grouped}, {1, 1, 8});
    const FullyConnected full_layer{10, 8, b.weights(48 * 10), b.requant(10, 48, kSpread)};
    const TensorId scores = b.layer("fully_connected", full_layer, {grouped}, {1, 1, 10});
    const TensorId best = b.layer("arg_max", ArgMax{}, {scores}, {1, 1, 1}, signed_bits(0, 9));

    b.output("scores", scores);
    b.output("class", best);
    b.output("mean", mean);
    validate(b.network);
    return b.network;
}

Network part_of(const Network& whole, const std::vector<std::string>& layers) {
    Network part;
    part.name = whole.name;
    part.quantization_method = whole.quantization_method;
    std::map<TensorId, TensorId> ids; // from the whole's to the part's
    const auto take = [&](TensorId id) {
        part.tensors.push_back(whole.tensors.at(static_cast<std::size_t>(id)));
        return ids[id] = static_cast<TensorId>(part.tensors.size()) - 1;
    };
    const auto interface = [&](TensorId id) {
        const Tensor& tensor = part.tensors[static_cast<std::size_t>(id)];
        const Shape& shape = tensor.shape;
        return Interface{tensor.name, id, {shape.channels, shape.height, shape.width}, true};
    };
    std::set<TensorId> read;
    for (Layer layer : whole.layers) {
        if (std::find(layers.begin(), layers.end(), layer.name) == layers.end())
            continue;
        for (TensorId& input : layer.inputs) {
            if (!ids.contains(input))
                part.inputs.push_back(interface(take(input)));
            read.insert(input = ids.at(input));
        }
        layer.output = take(layer.output);
        part.layers.push_back(std::move(layer));
    }
    SLUICE_CHECK(part.layers.size() == layers.size(), "a part names a layer that is not there");
    for (const Layer& layer : part.layers)
        if (!read.contains(layer.output))
            part.outputs.push_back(interface(layer.output));
    validate(part);
    return part;
}

design::Design mixed_design(const Network& network) {
    const std::map<std::string, double> fractions = {{"conv", 0.5},
                                                     {"depthwise", 1.0},
                                                     {"add", 0.3},
                                                     {"max_pool", 0.6},
                                                     {"average_pool", 0.9},
                                                     {"lookup", 0.4},
                                                     {"concat", 0.5},
                                                     {"grouped", 1.0},
                                                     {"global_average_pool", 0.3},
                                                     {"fully_connected", 0.6},
                                                     {"arg_max", 0.9}};
    design::Skeleton skeleton = lower::lower(network);
    for (design::LayerBlock& layer : skeleton.layers)
        layer.block = chosen(layer.block, fractions.at(layer.label));
    return design::size_fifos(design::assemble(skeleton));
}

void write_design(const Network& network, const design::Design& design,
                  const std::filesystem::path& directory) {
    std::filesystem::remove_all(directory);
    make_directory(directory);
    save(network, directory);
    emit::emit(network, design, directory);
    write_testbench(network, design, directory);
}

} // namespace sluice::testbench
