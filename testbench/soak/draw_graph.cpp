// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <random>

#include <fmt/format.h>

#include "base/error.h"
#include "generator/lower/lower.h"
#include "testbench/layers/random_window.h"
#include "testbench/random_network.h"
#include "testbench/soak/describe_item.h"
#include "testbench/soak/soak_item.h"
#include "tuner/tune.h"

namespace sluice::testbench {

namespace {

using network::TensorId;

// A network that grows by structures; a tensor that nothing reads at the end is an output.
class Graph {
public:
    explicit Graph(std::uint64_t seed) : random_(seed) {
        network_.name = "graph";
        network_.quantization_method = "random";
    }

    network::Network run() {
        const int wanted = between(3, 10);
        TensorId at = input({between(2, 8), between(2, 9), between(1, 8)});
        if (once_in(4)) { // a second input, joined at once
            const TensorId other = input(shape(at));
            at = join(at, convolved(other, shape(at).channels));
        }
        while (layers() < wanted)
            at = grow(at, wanted - layers());
        if (once_in(3))
            head(at);
        return finish();
    }

private:
    int between(int low, int high) {
        return low + static_cast<int>(random_() % static_cast<unsigned>(high - low + 1));
    }
    bool once_in(int n) { return between(1, n) == 1; }
    int layers() const { return static_cast<int>(network_.layers.size()); }
    network::Tensor& tensor(TensorId id) { return network_.tensors[static_cast<std::size_t>(id)]; }
    Shape shape(TensorId id) { return tensor(id).shape; }

    TensorId input(const Shape& shape) {
        const auto id = static_cast<TensorId>(network_.tensors.size());
        const std::string name = fmt::format("in{}", network_.inputs.size());
        network_.tensors.push_back({name, shape, 0.02, between(-30, 30), 8});
        network_.inputs.push_back({name, id, {shape.channels, shape.height, shape.width}, true});
        return id;
    }

    TensorId add(network::LayerKind kind, std::vector<TensorId> inputs) {
        return append_random_layer(network_, std::move(kind), std::move(inputs), random_());
    }

    // One more structure of about `left` layers at most behind `at`.
    TensorId grow(TensorId at, int left) {
        switch (between(0, left >= 4 ? 10 : 4)) {
        case 0:
            return add(reducing(at), {at});
        case 1:
            return element_wise(at);
        case 2:
            return rearranged(at);
        case 3:
            return convolved(at, between(1, 12));
        case 4:
            return left >= 2 ? join(at, convolved(at, shape(at).channels)) : element_wise(at);
        case 5:
            return join(convolved(convolved(at, between(1, 6)), shape(at).channels), at);
        case 6:
            return inception(at);
        case 7:
            return gated(at);
        case 8:
            return split(at);
        case 9:
            return unpooled(at);
        default: // an output here, and on
            head(at);
            return convolved(at, between(1, 8));
        }
    }

    // A convolution that keeps rows and columns.
    TensorId convolved(TensorId at, int out_channels) {
        network::Conv conv;
        const int kernel_h = 2 * between(0, 1) + 1;
        const int kernel_w = 2 * between(0, 1) + 1;
        conv.window = {kernel_h,     kernel_w,     1,           1, 1, 1, kernel_h / 2,
                       kernel_w / 2, kernel_h / 2, kernel_w / 2};
        conv.out_channels = out_channels;
        const int channels = shape(at).channels;
        if (out_channels == channels && channels > 1 && once_in(3))
            conv.groups = channels;
        if (once_in(4))
            conv.requant.table.resize(256);
        return add(conv, {at});
    }

    // A window with strides, pads and dilations of which the image holds one at least.
    network::LayerKind reducing(TensorId at) {
        const Shape in = shape(at);
        Window w;
        do {
            w = {between(1, 4), between(1, 4), between(1, 3), between(1, 3), between(1, 2),
                 between(1, 2), between(0, 1), between(0, 1), between(0, 1), between(0, 1)};
        } while (in.height + w.pad_top + w.pad_bottom < w.extent_h() ||
                 in.width + w.pad_left + w.pad_right < w.extent_w() ||
                 std::max(w.pad_top, w.pad_bottom) >= w.extent_h() ||
                 std::max(w.pad_left, w.pad_right) >= w.extent_w() || !touches_image(in, w));
        switch (between(0, 3)) {
        case 0:
            return network::MaxPool{w};
        case 1:
            return network::AveragePool{.window = w, .count_include_pad = once_in(2)};
        default:
            return network::Conv{.window = w, .out_channels = between(1, 10)};
        }
    }

    TensorId element_wise(TensorId at) {
        const Shape in = shape(at);
        switch (between(0, 3)) {
        case 0:
            return add(network::Lookup{}, {at});
        case 1:
            return add(network::Softmax{}, {at});
        case 2:
            return in.height * in.width > 60
                       ? add(network::Lookup{}, {at})
                       : add(network::Pad{between(0, 1), between(0, 1), between(0, 1),
                                          between(0, 1), 0, between(0, 2)},
                             {at});
        default:
            return join(at, at);
        }
    }

    // Two streams of the same shape as one.
    TensorId join(TensorId a, TensorId b) {
        switch (between(0, 3)) {
        case 0:
            return add(network::Multiply{}, {a, b});
        case 1:
            return add(network::Extremum{.minimum = once_in(2)}, {a, b});
        default:
            return add(network::Add{}, {a, b});
        }
    }

    TensorId channels(TensorId at, int first, int count) {
        const Shape in = shape(at);
        return add(
            network::Rearrange{
                {in.height, in.width, count}, first, {in.pixels(), count}, {in.channels, 1}},
            {at});
    }

    TensorId rearranged(TensorId at) {
        const Shape in = shape(at);
        if (in.channels % 4 == 0 && once_in(2)) { // depth to space
            const int rest = in.channels / 4;
            return add(network::Rearrange{{in.height * 2, in.width * 2, rest},
                                          0,
                                          {in.height, 2, in.width, 2, rest},
                                          {std::int64_t{in.width} * in.channels, 2 * rest,
                                           in.channels, rest, 1}},
                       {at});
        }
        if (in.channels % 2 == 0) // shuffle
            return add(
                network::Rearrange{
                    in, 0, {in.pixels(), in.channels / 2, 2}, {in.channels, 1, in.channels / 2}},
                {at});
        return channels(at, 0, between(1, in.channels));
    }

    // A concatenation's inputs have one scale and zero point: those of `like`.
    TensorId as_concat_input(TensorId at, TensorId like) {
        tensor(at).scale = tensor(like).scale;
        tensor(at).zero_point = tensor(like).zero_point;
        auto& conv = std::get<network::Conv>(network_.layers.back().kind);
        const bool relu = conv.requant.clamp_low == conv.requant.zero_point;
        conv.requant.zero_point = tensor(like).zero_point;
        conv.requant.clamp_low = relu ? conv.requant.zero_point : -128;
        return at;
    }

    TensorId inception(TensorId at) {
        std::vector<TensorId> branches = {as_concat_input(convolved(at, between(1, 6)), at)};
        if (once_in(2))
            branches.push_back(add(network::MaxPool{{3, 3, 1, 1, 1, 1, 1, 1, 1, 1}}, {at}));
        else
            branches.push_back(at);
        branches.push_back(
            as_concat_input(convolved(convolved(at, between(1, 4)), between(1, 6)), at));
        return add(network::Concat{}, branches);
    }

    // Squeeze-and-excitation.
    TensorId gated(TensorId at) {
        const Shape in = shape(at);
        const TensorId mean = add(network::GlobalAveragePool{}, {at});
        const TensorId gate = add(network::FullyConnected{.out_channels = in.channels}, {mean});
        const TensorId repeated =
            add(network::Rearrange{in, 0, {in.pixels(), in.channels}, {0, 1}}, {gate});
        return add(network::Multiply{}, {at, repeated});
    }

    // Pooled, convolved and put back, as in SegNet.
    TensorId unpooled(TensorId at) {
        const Shape in = shape(at);
        const int kernel_h = between(1, std::min(3, in.height));
        const int kernel_w = between(kernel_h == 1 ? 2 : 1, 3);
        if (in.width < kernel_w)
            return convolved(at, between(1, 8));
        const Window w{kernel_h, kernel_w, kernel_h, kernel_w};
        const TensorId places = add(network::MaxPlace{w}, {at});
        TensorId values = add(network::MaxPool{w}, {at});
        if (once_in(2))
            values = convolved(values, in.channels);
        return add(network::MaxUnpool{kernel_h, kernel_w}, {values, places});
    }

    // Halves, one of them convolved, and together again.
    TensorId split(TensorId at) {
        const int all = shape(at).channels;
        if (all < 2)
            return convolved(at, between(2, 6));
        const int first = between(1, all - 1);
        const TensorId a = channels(at, 0, first);
        const TensorId b = channels(at, first, all - first);
        const TensorId c = as_concat_input(convolved(b, between(1, 6)), at);
        return add(network::Concat{}, once_in(2) ? std::vector{a, c} : std::vector{c, a});
    }

    // A layer whose result nothing else reads.
    void head(TensorId at) {
        switch (between(0, 3)) {
        case 0:
            add(network::ArgMax{}, {at});
            break;
        case 1:
            add(network::TopK{std::min(3, shape(at).channels), once_in(2), once_in(2)}, {at});
            break;
        case 2:
            add(network::FullyConnected{.out_channels = between(1, 7)}, {at});
            break;
        default:
            add(network::GlobalAveragePool{}, {at});
            break;
        }
    }

    network::Network finish() {
        std::vector<bool> read(network_.tensors.size(), false);
        for (const network::Layer& layer : network_.layers)
            for (const TensorId id : layer.inputs)
                read[static_cast<std::size_t>(id)] = true;
        for (const network::Layer& layer : network_.layers) {
            const bool also = once_in(12); // read, and an output too
            if (read[static_cast<std::size_t>(layer.output)] && !also)
                continue;
            const Shape out = shape(layer.output);
            network_.outputs.push_back({fmt::format("out{}", network_.outputs.size()),
                                        layer.output,
                                        {out.channels, out.height, out.width},
                                        true});
        }
        network::validate(network_);
        return std::move(network_);
    }

    std::mt19937_64 random_;
    network::Network network_;
};

// The design for a budget of products, twice as many as long as nothing fits.
design::Design tuned(const network::Network& network, std::uint64_t seed) {
    std::mt19937_64 random(seed);
    tuner::Options options;
    options.family.packing = random() % 2 == 0 ? Packing::none : Packing::spaced18;
    options.method = random() % 5 == 0   ? tuner::Method::latency
                     : random() % 5 == 0 ? tuner::Method::greedy
                                         : tuner::Method::optimum;
    for (double products = 1 << (random() % 8);; products *= 2) {
        options.budget.products = products;
        try {
            return tuner::tune(lower::lower(network), options).design;
        } catch (const CheckFailed&) {
            SLUICE_CHECK(products < 1e6, "a small graph fits no budget");
        }
    }
}

} // namespace

SoakItem draw_graph(std::uint64_t seed) {
    SoakItem item;
    item.kind = "graph";
    item.network = Graph(seed).run();
    item.design = tuned(item.network, seed ^ 0xb0d9e7);
    item.what = describe_item(item.network, item.design);
    return item;
}

} // namespace sluice::testbench
