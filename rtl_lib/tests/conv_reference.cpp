// SPDX-License-Identifier: Apache-2.0
#include "rtl_lib/tests/conv_reference.h"

#include <algorithm>
#include <cstdlib>

#include "base/fixed_point.h"
#include "rtl_lib/blocks/conv/images.h"

namespace sluice::rtl::bench {

namespace {

struct Factors {
    std::vector<std::int8_t> weights; // [out][kernel_h][kernel_w][in of the group]
    std::vector<std::int32_t> bias;
    std::vector<std::int32_t> multiplier;
    std::vector<std::uint8_t> shift;
    std::vector<int> table; // of q + 128
};

int any(std::mt19937& random, int low, int high) {
    return low + static_cast<int>(random() % static_cast<unsigned>(high - low + 1));
}

// One in four is an end of the range.
int value(std::mt19937& random, int low, int high) {
    const int kind = any(random, 0, 7);
    return kind == 0 ? low : kind == 1 ? high : any(random, low, high);
}

std::int64_t accumulate(const Conv& c, const Factors& f, const std::vector<int>& frame, int oy,
                        int ox, int o) {
    const int group_in = c.input.channels / c.groups;
    const int first = o / (c.out_channels / c.groups) * group_in;
    std::int64_t sum = 0;
    for (int ky = 0; ky < c.window.kernel_h; ++ky)
        for (int kx = 0; kx < c.window.kernel_w; ++kx) {
            const int y = oy * c.window.stride_h + ky * c.window.dilation_h - c.window.pad_top;
            const int x = ox * c.window.stride_w + kx * c.window.dilation_w - c.window.pad_left;
            const bool inside = y >= 0 && y < c.input.height && x >= 0 && x < c.input.width;
            for (int i = 0; i < group_in; ++i) {
                const int tap = (o * c.window.kernel_h + ky) * c.window.kernel_w + kx;
                const int activation =
                    inside ? frame[static_cast<std::size_t>(
                                 (y * c.input.width + x) * c.input.channels + first + i)]
                           : c.pad_value;
                sum += activation * f.weights[static_cast<std::size_t>(tap * group_in + i)];
            }
        }
    return sum;
}

std::vector<int> convolve(const Conv& c, const Factors& f, const std::vector<int>& frame) {
    const auto out = window_output_shape(c.input, c.window, c.out_channels);
    std::vector<int> result;
    for (int oy = 0; oy < out.height; ++oy)
        for (int ox = 0; ox < out.width; ++ox)
            for (int o = 0; o < c.out_channels; ++o) {
                const auto at = static_cast<std::size_t>(o);
                const auto sum = accumulate(c, f, frame, oy, ox, o) + f.bias[at];
                const auto q = round_shift(sum * f.multiplier[at], f.shift[at]) + c.zero_point;
                const auto clamped = std::clamp<std::int64_t>(q, c.clamp_low, c.clamp_high);
                result.push_back(c.table ? f.table[static_cast<std::size_t>(clamped + 128)]
                                         : static_cast<int>(clamped));
            }
    return result;
}

Factors random_factors(std::mt19937& random, Conv& c) {
    Factors f;
    const int taps = c.window.positions() * (c.input.channels / c.groups);
    const int top = (1 << (c.weight_bits - 1)) - 1;
    std::int64_t acc_reach = 1, sum_reach = 1;
    for (int o = 0; o < c.out_channels; ++o) {
        std::int64_t reach = 0;
        for (int t = 0; t < taps; ++t) {
            f.weights.push_back(
                static_cast<std::int8_t>(value(random, -top - (c.lowest_weight ? 1 : 0), top)));
            reach += 128 * std::abs(f.weights.back());
        }
        const int bias_reach = static_cast<int>(reach / 4 + 1);
        f.bias.push_back(any(random, -bias_reach, bias_reach));
        acc_reach = std::max(acc_reach, reach);
        sum_reach = std::max(sum_reach, reach + std::abs(f.bias.back()));
    }
    c.accumulator_bits = signed_bits(-acc_reach, acc_reach);
    c.sum_bits = signed_bits(-sum_reach, sum_reach);
    // Typical sums are far below the reach; about +-200 of the outputs shall come of them.
    const int middle = std::clamp(c.sum_bits - 2 + 17 - 9, 2, kMaxShift - 1);
    c.shift_min = kMaxShift;
    c.shift_max = 1;
    for (int o = 0; o < c.out_channels; ++o) {
        f.multiplier.push_back(any(random, 1 << 16, (1 << 17) - 1) * (any(random, 0, 9) ? 1 : -1));
        f.shift.push_back(static_cast<std::uint8_t>(any(random, middle - 1, middle + 1)));
        c.shift_min = std::min<int>(c.shift_min, f.shift.back());
        c.shift_max = std::max<int>(c.shift_max, f.shift.back());
    }
    for (int q = 0; q < 256; ++q)
        f.table.push_back(any(random, -128, 127));
    return f;
}

} // namespace

Window window(int kernel_h, int kernel_w, int stride, int pad) {
    Window w;
    w.kernel_h = kernel_h;
    w.kernel_w = kernel_w;
    w.stride_h = w.stride_w = stride;
    w.pad_top = w.pad_left = w.pad_bottom = w.pad_right = pad;
    return w;
}

Conv conv(Shape input, Window w, int out_channels, Parallelism parallelism, int groups) {
    Conv c;
    c.input = input;
    c.window = w;
    c.out_channels = out_channels;
    c.groups = groups;
    c.parallelism = parallelism;
    c.pad_value = -3;
    c.zero_point = 7;
    return c;
}

Case conv_case(std::mt19937& random, std::string name, Conv conv, int frames) {
    const auto factors = random_factors(random, conv);
    Case c = make_case(std::move(name), conv);
    c.images.push_back(weight_image(conv, factors.weights));
    c.images.push_back(requant_image(conv, factors.bias, factors.multiplier, factors.shift));
    if (conv.table) {
        MemoryImage image("TableFile", 8, 256); // of the byte that stands for q
        for (int q = -128; q < 128; ++q)
            image.set(q & 255, 0, 8, factors.table[static_cast<std::size_t>(q + 128)]);
        c.images.push_back(image);
    }
    Frames in(static_cast<std::size_t>(frames)), out;
    for (auto& frame : in) {
        for (std::int64_t i = 0; i < conv.input.elements(); ++i)
            frame.push_back(value(random, -128, 127));
        out.push_back(convolve(conv, factors, frame));
    }
    c.input = {in};
    c.expected = {out};
    return c;
}

} // namespace sluice::rtl::bench
