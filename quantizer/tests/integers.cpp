// SPDX-License-Identifier: Apache-2.0
#include "quantizer/tests/integers.h"

#include <algorithm>
#include <cmath>

namespace sluice::quantizer::test {

namespace {

__extension__ typedef __int128 Wide;

struct Image {
    Shape shape;
    const Integers* values;
    int at(int y, int x, int c, int outside) const {
        if (y < 0 || y >= shape.height || x < 0 || x >= shape.width)
            return outside;
        return (*values)[static_cast<std::size_t>((y * shape.width + x) * shape.channels + c)];
    }
    bool inside(int y, int x) const {
        return y >= 0 && y < shape.height && x >= 0 && x < shape.width;
    }
};

int finish(Wide product, int shift, int zero_point, int low, int high,
           const std::vector<std::int8_t>& table) {
    Wide q = (2 * product + (Wide{1} << shift)) >> (shift + 1); // round half up
    q = std::clamp<Wide>(q + zero_point, low, high);
    return table.empty() ? static_cast<int>(q) : table[static_cast<std::size_t>(q + 128)];
}

int finish(Wide acc, const network::Requant& r, int o) {
    return finish((acc + r.bias[o]) * r.multiplier[o], r.shift[o], r.zero_point, r.clamp_low,
                  r.clamp_high, r.table);
}

struct Evaluator {
    const std::vector<Image>& in;
    const Shape out;

    template <typename Pixel> Integers each(const Pixel& pixel) const {
        Integers result;
        for (int y = 0; y < out.height; ++y)
            for (int x = 0; x < out.width; ++x)
                for (int c = 0; c < out.channels; ++c)
                    result.push_back(pixel(y, x, c));
        return result;
    }

    template <typename Tap> void taps(const Window& w, int y, int x, const Tap& tap) const {
        for (int i = 0; i < w.kernel_h; ++i)
            for (int j = 0; j < w.kernel_w; ++j)
                tap(y * w.stride_h - w.pad_top + i * w.dilation_h,
                    x * w.stride_w - w.pad_left + j * w.dilation_w, i * w.kernel_w + j);
    }

    Integers operator()(const network::Conv& l) const {
        const int depth = in[0].shape.channels / l.groups;
        return each([&](int y, int x, int o) {
            Wide acc = 0;
            const int first = o / (l.out_channels / l.groups) * depth;
            taps(l.window, y, x, [&](int iy, int ix, int t) {
                for (int c = 0; c < depth; ++c)
                    acc += in[0].at(iy, ix, first + c, l.pad_value) *
                           l.weights[(o * l.window.positions() + t) * depth + c];
            });
            return finish(acc, l.requant, o);
        });
    }
    Integers operator()(const network::FullyConnected& l) const {
        const std::size_t depth = in[0].values->size();
        return each([&](int, int, int o) {
            Wide acc = 0;
            for (std::size_t k = 0; k < depth; ++k)
                acc += (*in[0].values)[k] * l.weights[o * depth + k];
            return finish(acc, l.requant, o);
        });
    }
    Integers operator()(const network::MaxPool& l) const {
        return each([&](int y, int x, int c) {
            int top = -1000;
            taps(l.window, y, x,
                 [&](int iy, int ix, int) { top = std::max(top, in[0].at(iy, ix, c, -1000)); });
            return top;
        });
    }
    Integers operator()(const network::MaxPlace& l) const {
        return each([&](int y, int x, int c) { // the first tap that no other exceeds
            const auto exceeded = [&](int value) {
                bool by_any = false;
                taps(l.window, y, x, [&](int iy, int ix, int) {
                    by_any = by_any || in[0].at(iy, ix, c, -1000) > value;
                });
                return by_any;
            };
            int place = -1;
            taps(l.window, y, x, [&](int iy, int ix, int t) {
                if (place < 0 && !exceeded(in[0].at(iy, ix, c, -1000)))
                    place = t;
            });
            return place;
        });
    }
    Integers operator()(const network::MaxUnpool& l) const {
        Integers result(static_cast<std::size_t>(out.elements()), l.zero_point);
        int places = 1; // the power of two that counts them
        while (places < l.kernel_h * l.kernel_w)
            places *= 2;
        for (int y = 0; y < in[0].shape.height; ++y)
            for (int x = 0; x < in[0].shape.width; ++x)
                for (int c = 0; c < out.channels; ++c) {
                    const int place = (in[1].at(y, x, c, 0) + 256) % places;
                    if (place >= l.kernel_h * l.kernel_w)
                        continue;
                    const int row = y * l.kernel_h + place / l.kernel_w;
                    const int column = x * l.kernel_w + place % l.kernel_w;
                    result[static_cast<std::size_t>((row * out.width + column) * out.channels +
                                                    c)] = in[0].at(y, x, c, 0);
                }
        return result;
    }
    Integers operator()(const network::AveragePool& l) const {
        return each([&](int y, int x, int c) {
            Wide acc = 0;
            int n = 0;
            taps(l.window, y, x, [&](int iy, int ix, int) {
                acc += in[0].at(iy, ix, c, l.pad_value);
                n += in[0].inside(iy, ix) || l.count_include_pad;
            });
            return finish((acc + l.bias) * l.multiplier[n - 1], l.shift, l.zero_point, l.clamp_low,
                          l.clamp_high, {});
        });
    }
    Integers operator()(const network::GlobalAveragePool& l) const {
        const network::TensorRequant& r = l.requant;
        return each([&](int, int, int c) {
            Wide acc = 0;
            for (int y = 0; y < in[0].shape.height; ++y)
                for (int x = 0; x < in[0].shape.width; ++x)
                    acc += in[0].at(y, x, c, 0);
            return finish((acc + r.bias) * r.multiplier, r.shift, r.zero_point, r.clamp_low,
                          r.clamp_high, {});
        });
    }
    Integers operator()(const network::Add& l) const {
        return each([&](int y, int x, int c) {
            const Wide sum = Wide{in[0].at(y, x, c, 0)} * l.multiplier_a +
                             Wide{in[1].at(y, x, c, 0)} * l.multiplier_b + l.bias;
            return finish(sum, l.shift, l.zero_point, l.clamp_low, l.clamp_high, l.table);
        });
    }
    Integers operator()(const network::Concat&) const {
        return each([&](int y, int x, int c) {
            std::size_t part = 0;
            while (c >= in[part].shape.channels)
                c -= in[part++].shape.channels;
            return in[part].at(y, x, c, 0);
        });
    }
    Integers operator()(const network::Lookup& l) const {
        return each([&](int y, int x, int c) {
            return static_cast<int>(l.table[in[0].at(y, x, c, 0) + 128]);
        });
    }
    Integers operator()(const network::Rearrange& l) const {
        Integers result;
        for (std::int64_t i = 0; i < out.elements(); ++i) {
            std::int64_t rest = i;
            std::int64_t from = l.offset;
            for (std::size_t d = l.sizes.size(); d-- > 0; rest /= l.sizes[d])
                from += rest % l.sizes[d] * l.strides[d];
            result.push_back((*in[0].values)[static_cast<std::size_t>(from)]);
        }
        return result;
    }
    Integers operator()(const network::Multiply& l) const {
        return each([&](int y, int x, int c) {
            const Wide product =
                Wide{in[0].at(y, x, c, 0) - l.zero_a} * (in[1].at(y, x, c, 0) - l.zero_b);
            return finish(product * l.multiplier, l.shift, l.zero_point, l.clamp_low, l.clamp_high,
                          l.table);
        });
    }
    Integers operator()(const network::Extremum& l) const {
        return each([&](int y, int x, int c) {
            const Wide a = Wide{in[0].at(y, x, c, 0)} * l.multiplier_a + l.bias_a;
            const Wide b = Wide{in[1].at(y, x, c, 0)} * l.multiplier_b + l.bias_b;
            return finish((a > b) != l.minimum ? a : b, l.shift, l.zero_point, l.clamp_low,
                          l.clamp_high, l.table);
        });
    }
    Integers operator()(const network::Softmax& l) const {
        const int channels = in[0].shape.channels;
        return each([&](int y, int x, int c) {
            int top = -128;
            for (int o = 0; o < channels; ++o)
                top = std::max(top, in[0].at(y, x, o, 0));
            const auto weight = [&](int o) { return Wide{l.table[top - in[0].at(y, x, o, 0)]}; };
            Wide sum = 0;
            for (int o = 0; o < channels; ++o)
                sum += weight(o);
            return finish(weight(c) * (l.numerator / sum), l.shift, l.zero_point, -128, 127, {});
        });
    }
    Integers operator()(const network::Pad& l) const {
        return each([&](int y, int x, int c) {
            c -= l.channels_before;
            return c < 0 || c >= in[0].shape.channels ? l.value
                                                      : in[0].at(y - l.top, x - l.left, c, l.value);
        });
    }
    Integers operator()(const network::TopK& l) const {
        // A channel's rank is the number of channels that go before it.
        return each([&](int y, int x, int rank) {
            const auto at = [&](int c) { return in[0].at(y, x, c, 0); };
            for (int c = 0;; ++c) {
                int before = 0;
                for (int o = 0; o < in[0].shape.channels; ++o)
                    before += at(o) == at(c) ? o < c : (at(o) > at(c)) == l.largest;
                if (before == rank)
                    return l.indices ? c : at(c);
            }
        });
    }
    Integers operator()(const network::ArgMax&) const {
        return each([&](int y, int x, int) {
            int best = 0;
            for (int c = 1; c < in[0].shape.channels; ++c)
                if (in[0].at(y, x, c, 0) > in[0].at(y, x, best, 0))
                    best = c;
            return best;
        });
    }
};

} // namespace

std::vector<Integers> evaluate(const network::Network& network,
                               const std::vector<Integers>& inputs) {
    std::vector<Integers> tensors(network.tensors.size());
    for (std::size_t i = 0; i < inputs.size(); ++i)
        tensors[network.inputs[i].tensor] = inputs[i];
    for (const network::Layer& layer : network.layers) {
        std::vector<Image> in;
        for (const network::TensorId id : layer.inputs)
            in.push_back({network.tensors[id].shape, &tensors[id]});
        tensors[layer.output] =
            std::visit(Evaluator{in, network.tensors[layer.output].shape}, layer.kind);
    }
    return tensors;
}

RunLayer prepare_layer(const network::LayerKind& kind, const std::vector<Shape>& shapes) {
    return [kind, shapes](std::span<const std::span<const std::int16_t>> inputs) {
        std::vector<Integers> values;
        for (const std::span<const std::int16_t> input : inputs)
            values.emplace_back(input.begin(), input.end());
        std::vector<Image> in;
        for (std::size_t i = 0; i < shapes.size(); ++i)
            in.push_back({shapes[i], &values[i]});
        const Shape out = std::visit(
            [&](const auto& layer) { return network::output_shape(layer, shapes); }, kind);
        const Integers result = std::visit(Evaluator{in, out}, kind);
        return std::vector<std::int16_t>(result.begin(), result.end());
    };
}

Integers to_integers(const network::Tensor& tensor, const std::vector<float>& values) {
    Integers result;
    for (const float x : values)
        result.push_back(static_cast<int>(
            std::clamp(std::nearbyint(static_cast<double>(x) / tensor.scale) + tensor.zero_point,
                       -128.0, 127.0)));
    return result;
}

std::vector<double> to_reals(const network::Tensor& tensor, const Integers& values) {
    std::vector<double> result;
    for (const int q : values)
        result.push_back((q - tensor.zero_point) * tensor.scale);
    return result;
}

} // namespace sluice::quantizer::test
