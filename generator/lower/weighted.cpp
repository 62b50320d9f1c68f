// SPDX-License-Identifier: Apache-2.0
#include "generator/lower/weighted.h"

#include <algorithm>

#include "base/fixed_point.h"
#include "rtl_lib/blocks/conv/images.h"
#include "rtl_lib/blocks/lookup/lookup.h"
#include "rtl_lib/blocks/requant/requant.h"

namespace sluice::lower {

void set_arithmetic(rtl::Conv& block, std::span<const std::int8_t> weights,
                    const network::Requant& requant) {
    const auto channels = static_cast<std::size_t>(block.out_channels);
    const std::size_t per_channel = weights.size() / channels;
    std::int64_t acc_low = 0;
    std::int64_t acc_high = 0;
    std::int64_t sum_low = 0;
    std::int64_t sum_high = 0;
    for (std::size_t channel = 0; channel < channels; ++channel) {
        // Partial sums stay between the sum of all smallest and of all largest products, because
        // each product's range holds 0.
        std::int64_t low = 0;
        std::int64_t high = 0;
        for (const std::int8_t weight : weights.subspan(channel * per_channel, per_channel)) {
            low += std::min(weight * -128, weight * 127);
            high += std::max(weight * -128, weight * 127);
        }
        acc_low = std::min(acc_low, low);
        acc_high = std::max(acc_high, high);
        sum_low = std::min(sum_low, low + requant.bias[channel]);
        sum_high = std::max(sum_high, high + requant.bias[channel]);
        // The bias is also stored alone, in a field of sum_bits.
        sum_low = std::min<std::int64_t>(sum_low, requant.bias[channel]);
        sum_high = std::max<std::int64_t>(sum_high, requant.bias[channel]);
    }
    block.accumulator_bits = signed_bits(acc_low, acc_high);
    block.sum_bits = std::max(block.accumulator_bits, signed_bits(sum_low, sum_high));
    const auto [shift_min, shift_max] =
        std::minmax_element(requant.shift.begin(), requant.shift.end());
    block.shift_min = *shift_min;
    block.shift_max = *shift_max;
    const int lowest = -(1 << (block.weight_bits - 1));
    block.lowest_weight = std::find(weights.begin(), weights.end(), lowest) != weights.end();
    block.zero_point = requant.zero_point;
    block.clamp_low = requant.clamp_low;
    block.clamp_high = requant.clamp_high;
    for (const std::int32_t multiplier : requant.multiplier)
        block.multiplier_bits = std::max(block.multiplier_bits, rtl::multiplier_bits(multiplier));
    block.ties_to_even = requant.ties_to_even;
    block.table = !requant.table.empty();
}

std::vector<rtl::MemoryImage> weighted_images(const rtl::Conv& block,
                                              std::span<const std::int8_t> weights,
                                              const network::Requant& requant) {
    std::vector<rtl::MemoryImage> images;
    images.push_back(rtl::weight_image(block, weights));
    images.push_back(rtl::requant_image(block, requant.bias, requant.multiplier, requant.shift));
    if (!requant.table.empty())
        images.push_back(rtl::table_image(requant.table));
    return images;
}

} // namespace sluice::lower
