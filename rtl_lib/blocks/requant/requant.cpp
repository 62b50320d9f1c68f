// SPDX-License-Identifier: Apache-2.0
#include "rtl_lib/blocks/requant/requant.h"

#include <bit>

#include "base/error.h"
#include "base/fixed_point.h"

namespace sluice::rtl {

void add_exact_parameters(std::vector<Parameter>& parameters, int multiplier_bits,
                          bool ties_to_even) {
    if (multiplier_bits != kMultiplierBits)
        parameters.push_back({"MultiplierBits", multiplier_bits});
    if (ties_to_even)
        parameters.push_back({"TiesToEven", 1});
}

int requant_shift_bits(const Requant& r) {
    return std::bit_width(static_cast<unsigned>(r.shift_max - r.shift_min));
}

int requant_word_bits(const Requant& r) {
    return r.lanes * (requant_shift_bits(r) + r.multiplier_bits + r.sum_bits);
}

void validate(const Requant& r) {
    SLUICE_CHECK(r.lanes >= 1 && r.groups >= 1 && r.pixels >= 1,
                 "requantizer without lanes, words or pixels");
    SLUICE_CHECK(r.acc_bits >= 1 && r.sum_bits >= 1 && r.sum_bits <= 32,
                 "requantizer's sum is wider than 32 bits");
    SLUICE_CHECK(r.shift_min >= 1 && r.shift_min <= r.shift_max && r.shift_max <= kMaxShift,
                 "requantizer's shifts out of range");
    SLUICE_CHECK(r.digits >= 0 && r.digits <= 9, "requantizer's digits out of range");
    SLUICE_CHECK(r.multiplier_bits >= kMultiplierBits && r.multiplier_bits <= kWideMultiplierBits &&
                     (r.digits == 0 || r.multiplier_bits == kMultiplierBits),
                 "requantizer's multiplier bits out of range");
    SLUICE_CHECK(r.zero_point >= -128 && r.zero_point <= 127, "zero point out of range");
    SLUICE_CHECK(r.clamp_low >= -128 && r.clamp_low <= r.clamp_high && r.clamp_high <= 127,
                 "clamp out of range");
}

MemoryImage requant_image(const Requant& r, std::span<const int> channel_of,
                          std::span<const std::int32_t> bias,
                          std::span<const std::int32_t> multiplier,
                          std::span<const std::uint8_t> shift) {
    validate(r);
    SLUICE_CHECK(channel_of.size() == static_cast<std::size_t>(r.groups) * r.lanes,
                 "requantizer's layout has the wrong size");
    const int shift_bits = requant_shift_bits(r);
    MemoryImage image("ParamFile", requant_word_bits(r), r.groups);
    for (std::size_t i = 0; i < channel_of.size(); ++i) {
        if (channel_of[i] < 0)
            continue;
        const auto c = static_cast<std::size_t>(channel_of[i]);
        SLUICE_CHECK(c < bias.size() && c < multiplier.size() && c < shift.size(),
                     "requantizer's layout names a channel that does not exist");
        SLUICE_CHECK(shift[c] >= r.shift_min && shift[c] <= r.shift_max,
                     "shift outside the requantizer's range");
        SLUICE_CHECK(signed_bits(multiplier[c], multiplier[c]) <= r.multiplier_bits &&
                         signed_bits(bias[c], bias[c]) <= r.sum_bits,
                     "factor does not fit the requantizer's word");
        const auto word = static_cast<std::int64_t>(i) / r.lanes;
        int lsb = static_cast<int>(static_cast<std::int64_t>(i) % r.lanes) *
                  (shift_bits + r.multiplier_bits + r.sum_bits);
        image.set(word, lsb, r.sum_bits, bias[c]);
        lsb += r.sum_bits;
        image.set(word, lsb, r.multiplier_bits, multiplier[c]);
        lsb += r.multiplier_bits;
        if (shift_bits > 0)
            image.set(word, lsb, shift_bits, shift[c] - r.shift_min);
    }
    return image;
}

std::vector<std::string> requant_sources() {
    return {"blocks/requant/sluice_round_clamp.sv",
            "blocks/requant/sluice_table.sv",
            "blocks/dot/sluice_booth.sv",
            "blocks/requant/sluice_mul_serial.sv",
            "blocks/requant/sluice_requant_lane.sv",
            "blocks/requant/sluice_requant.sv"};
}

} // namespace sluice::rtl
