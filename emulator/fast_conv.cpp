// SPDX-License-Identifier: Apache-2.0
#include "emulator/fast_conv.h"

#include <algorithm>

namespace sluice::emulator {

namespace {

constexpr int kPixelsPerTask = 64; // patches of so many pixels stay in the first-level cache

struct GroupSizes {
    int in, out, terms, pairs, out_blocks;
};

GroupSizes sizes_of(const network::Conv& conv, int in_channels) {
    GroupSizes g{};
    g.in = in_channels / conv.groups;
    g.out = conv.out_channels / conv.groups;
    g.terms = conv.window.positions() * g.in;
    g.pairs = (g.terms + 1) / 2;
    g.out_blocks = (g.out + kOutBlock - 1) / kOutBlock;
    return g;
}

std::vector<std::int16_t> pack_dense(const network::Conv& conv, const GroupSizes& g) {
    const std::size_t group_size = std::size_t(g.out_blocks) * g.pairs * kOutBlock * 2;
    std::vector<std::int16_t> packed(group_size * conv.groups);
    for (int o = 0; o < conv.out_channels; ++o) {
        const int within = o % g.out;
        const std::size_t block =
            o / g.out * group_size + std::size_t(within / kOutBlock) * g.pairs * kOutBlock * 2;
        for (int k = 0; k < g.terms; ++k)
            packed[block + (std::size_t(k / 2) * kOutBlock + within % kOutBlock) * 2 + k % 2] =
                conv.weights[std::size_t(o) * g.terms + k];
    }
    return packed;
}

FastLayer prepare_kind(const network::Conv& conv, const Shape& input) {
    FastLayer fast;
    fast.requant = widen(conv.requant);
    if (conv.depthwise(input.channels)) {
        fast.form = FastLayer::Form::depthwise;
        const int positions = conv.window.positions();
        for (int tap = 0; tap < positions; ++tap)
            for (int c = 0; c < input.channels; ++c)
                fast.weights.push_back(conv.weights[std::size_t(c) * positions + tap]);
    } else {
        fast.form = FastLayer::Form::dense;
        fast.weights = pack_dense(conv, sizes_of(conv, input.channels));
    }
    return fast;
}

FastLayer prepare_kind(const network::FullyConnected& layer, const Shape&) {
    FastLayer fast;
    fast.form = FastLayer::Form::matrix;
    fast.requant = widen(layer.requant);
    return fast;
}

// The other kinds have no fast form.
template <class Kind> FastLayer prepare_kind(const Kind&, const Shape&) {
    return {};
}

// One output pixel's inputs of the channels from `first` on, in the weights' order.
void gather(const network::Conv& conv, const Operand& in, const GroupSizes& g, int first, int row,
            int column, std::int16_t* patch) {
    const Window& w = conv.window;
    const int x0 = column * w.stride_w - w.pad_left;
    const auto pad = static_cast<std::int16_t>(conv.pad_value);
    const bool run_inside =
        conv.groups == 1 && w.dilation_w == 1 && x0 >= 0 && x0 + w.kernel_w <= in.shape.width;
    for (int i = 0; i < w.kernel_h; ++i) {
        const int y = row * w.stride_h - w.pad_top + i * w.dilation_h;
        const bool row_inside = y >= 0 && y < in.shape.height;
        if (run_inside && row_inside) {
            const auto at = (std::size_t(y) * in.shape.width + x0) * in.shape.channels;
            patch = std::copy_n(in.values.data() + at, w.kernel_w * g.in, patch);
            continue;
        }
        for (int j = 0; j < w.kernel_w; ++j) {
            const int x = x0 + j * w.dilation_w;
            if (row_inside && x >= 0 && x < in.shape.width) {
                const auto at = (std::size_t(y) * in.shape.width + x) * in.shape.channels + first;
                patch = std::copy_n(in.values.data() + at, g.in, patch);
            } else {
                patch = std::fill_n(patch, g.in, pad);
            }
        }
    }
}

Values run_dense(const network::Conv& conv, const FastLayer& fast, const Operand& in,
                 const Kernels& kernels) {
    const Shape out = window_output_shape(in.shape, conv.window, conv.out_channels);
    const GroupSizes g = sizes_of(conv, in.shape.channels);
    const int width = g.out_blocks * kOutBlock;
    const Window& w = conv.window;
    // A pixel's patch is then its own channels: no copy.
    const bool pointwise = w.positions() == 1 && w.stride_h == 1 && w.stride_w == 1 &&
                           !w.has_padding() && conv.groups == 1 && g.terms % 2 == 0;
    std::vector<std::int16_t> patches(pointwise ? 0 : std::size_t(kPixelsPerTask) * g.pairs * 2);
    std::vector<std::int32_t> acc(std::size_t(kPixelsPerTask) * width);
    Values result(out.elements());
    for (int group = 0; group < conv.groups; ++group)
        for (std::int64_t first = 0; first < out.pixels(); first += kPixelsPerTask) {
            const int pixels =
                static_cast<int>(std::min<std::int64_t>(kPixelsPerTask, out.pixels() - first));
            for (int p = 0; p < pixels && !pointwise; ++p)
                gather(conv, in, g, group * g.in, static_cast<int>((first + p) / out.width),
                       static_cast<int>((first + p) % out.width),
                       patches.data() + std::size_t(p) * g.pairs * 2);
            kernels.dense({pointwise ? in.values.data() + first * g.terms : patches.data(),
                           fast.weights.data() + std::size_t(group) * width * g.pairs * 2,
                           acc.data(), pixels, g.pairs, g.out_blocks, std::ptrdiff_t{g.pairs} * 2});
            for (int p = 0; p < pixels; ++p)
                kernels.requantize(fast.requant, group * g.out, acc.data() + std::size_t(p) * width,
                                   g.out,
                                   result.data() + (first + p) * conv.out_channels + group * g.out);
        }
    return result;
}

Values run_depthwise(const network::Conv& conv, const FastLayer& fast, const Operand& in,
                     const Kernels& kernels) {
    const Window& w = conv.window;
    const int channels = in.shape.channels;
    const Shape out = window_output_shape(in.shape, w, channels);
    const std::vector<std::int16_t> padding(channels, static_cast<std::int16_t>(conv.pad_value));
    std::vector<std::int32_t> acc(channels);
    Values result(out.elements());
    for (int row = 0; row < out.height; ++row)
        for (int column = 0; column < out.width; ++column) {
            std::fill(acc.begin(), acc.end(), 0);
            for (int tap = 0; tap < w.positions(); ++tap) {
                const int y = row * w.stride_h - w.pad_top + tap / w.kernel_w * w.dilation_h;
                const int x = column * w.stride_w - w.pad_left + tap % w.kernel_w * w.dilation_w;
                const std::int16_t* values =
                    in.inside(y, x)
                        ? in.values.data() + (std::size_t(y) * in.shape.width + x) * channels
                        : padding.data();
                kernels.multiply_add(values, fast.weights.data() + std::size_t(tap) * channels,
                                     acc.data(), channels);
            }
            kernels.requantize(fast.requant, 0, acc.data(), channels,
                               result.data() + (std::size_t(row) * out.width + column) * channels);
        }
    return result;
}

Values run_fast(const network::Conv& conv, const FastLayer& fast, std::span<const Operand> inputs,
                const Kernels& kernels) {
    return fast.form == FastLayer::Form::depthwise ? run_depthwise(conv, fast, inputs[0], kernels)
                                                   : run_dense(conv, fast, inputs[0], kernels);
}

Values run_fast(const network::FullyConnected& layer, const FastLayer& fast,
                std::span<const Operand> inputs, const Kernels& kernels) {
    const std::span<const std::int16_t> values = inputs[0].values;
    std::vector<std::int32_t> acc(layer.out_channels);
    for (int o = 0; o < layer.out_channels; ++o)
        acc[o] =
            kernels.dot(values.data(), layer.weights.data() + o * values.size(), values.size());
    Values result(layer.out_channels);
    kernels.requantize(fast.requant, 0, acc.data(), layer.out_channels, result.data());
    return result;
}

template <class Kind>
Values run_fast(const Kind& layer, const FastLayer&, std::span<const Operand> inputs,
                const Kernels&) {
    return eval_layer(layer, inputs);
}

} // namespace

FastLayer prepare(const network::LayerKind& kind, const Shape& input) {
    return std::visit([&](const auto& layer) { return prepare_kind(layer, input); }, kind);
}

Values emulate_layer(const network::LayerKind& kind, const FastLayer& fast,
                     std::span<const Operand> inputs, const Kernels& kernels) {
    return std::visit([&](const auto& layer) { return run_fast(layer, fast, inputs, kernels); },
                      kind);
}

} // namespace sluice::emulator
