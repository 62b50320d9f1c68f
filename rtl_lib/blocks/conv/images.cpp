// SPDX-License-Identifier: Apache-2.0
#include "rtl_lib/blocks/conv/images.h"

#include <vector>

#include "base/error.h"
#include "rtl_lib/blocks/conv/layout.h"

namespace sluice::rtl {

namespace {

// One word's weights: those of output channels from `out`, kernel positions from `position` and
// the group's input channels from `in` on. The high one of a pair is one less where its low one is
// negative (sluice_mul_pair).
void set_word(MemoryImage& image, std::int64_t word, const Conv& c, const Dot& dot,
              std::span<const std::int8_t> weights, int out, int out_end, int position, int in) {
    const int group_channels = c.input.channels / c.groups;
    const int terms_in = dot.depthwise ? 1 : dot.in_lanes;
    const auto weight = [&](int o, int k, int i) {
        const auto at =
            (std::int64_t{out + o} * c.window.positions() + position + k) * group_channels + in + i;
        return weights[static_cast<std::size_t>(at)];
    };
    for (int o = 0; o < dot.out_lanes && out + o < out_end; ++o)
        for (int k = 0; k < dot.kernel_lanes; ++k)
            for (int i = 0; i < terms_in && in + i < group_channels; ++i) {
                const int borrow = dot.high(o) && weight(o - 1, k, i) < 0 ? 1 : 0;
                const int bits = dot.field_bits(o);
                image.set(word, static_cast<int>(dot.weight_lsb(o)) + (k * terms_in + i) * bits,
                          bits, weight(o, k, i) - borrow);
            }
}

} // namespace

MemoryImage weight_image(const Conv& c, std::span<const std::int8_t> weights) {
    const auto l = conv_layout(c);
    SLUICE_CHECK(static_cast<std::int64_t>(weights.size()) == std::int64_t{c.out_channels} *
                                                                  c.window.positions() *
                                                                  (c.input.channels / c.groups),
                 "wrong number of weights");
    MemoryImage image("WeightFile", static_cast<int>(l.dot.word_bits()), l.dot.words);
    std::int64_t word = 0;
    const int channel_groups = l.window.pixel_beats / l.window.group_beats;
    for (int group = 0; group < channel_groups; ++group)
        for (int og = 0; og < l.window.out_groups; ++og)
            for (int k = 0; k < c.window.positions(); k += l.dot.kernel_lanes)
                for (int ig = 0; ig < l.window.group_beats; ++ig, ++word) {
                    const int per_group = c.out_channels / c.groups;
                    const int out = c.depthwise() ? group * l.dot.out_lanes
                                                  : group * per_group + og * l.dot.out_lanes;
                    const int end = c.depthwise() ? c.out_channels : (group + 1) * per_group;
                    set_word(image, word, c, l.dot, weights, out, end, k, ig * l.dot.in_lanes);
                }
    return image;
}

MemoryImage requant_image(const Conv& c, std::span<const std::int32_t> bias,
                          std::span<const std::int32_t> multiplier,
                          std::span<const std::uint8_t> shift) {
    // Beats leave with channels ascending, so that a word holds the channels of its beat.
    const auto r = conv_layout(c).requant;
    std::vector<int> channel_of;
    for (int channel = 0; channel < r.groups * r.lanes; ++channel)
        channel_of.push_back(channel < c.out_channels ? channel : -1);
    return requant_image(r, channel_of, bias, multiplier, shift);
}

} // namespace sluice::rtl
