// SPDX-License-Identifier: Apache-2.0
#include "quantizer/network/checks.h"

#include <algorithm>
#include <cstdlib>
#include <limits>

#include "base/fixed_point.h"

namespace sluice::network {

void require(bool condition, const char* rule) {
    if (!condition)
        throw InvalidNetwork(rule);
}

void require_inputs(std::span<const Shape> inputs, std::size_t count) {
    require(inputs.size() == count, "the number of inputs does not suit the layer kind");
    for (const Shape& shape : inputs)
        require_shape(shape);
}

void require_shape(const Shape& shape) {
    for (const int size : {shape.height, shape.width, shape.channels})
        require(size >= 1 && size <= kMaxSize, "a dimension is outside 1 .. 2^20");
    require(shape.elements() <= kMaxElements, "a tensor has more than 2^31 elements");
}

void require_window(const Window& w, const Shape& input) {
    for (const int size :
         {w.kernel_h, w.kernel_w, w.stride_h, w.stride_w, w.dilation_h, w.dilation_w})
        require(size >= 1 && size <= kMaxSize, "a window size is outside 1 .. 2^20");
    for (const int pad : {w.pad_top, w.pad_left, w.pad_bottom, w.pad_right})
        require(pad >= 0 && pad <= kMaxSize, "a pad is outside 0 .. 2^20");
    require(std::int64_t{w.kernel_h} * w.kernel_w <= kMaxSize, "a window has over 2^20 positions");
    const std::int64_t extent_h = std::int64_t{w.kernel_h - 1} * w.dilation_h + 1;
    const std::int64_t extent_w = std::int64_t{w.kernel_w - 1} * w.dilation_w + 1;
    require(extent_h <= input.height + w.pad_top + w.pad_bottom &&
                extent_w <= input.width + w.pad_left + w.pad_right,
            "a window does not fit its padded input");
}

namespace {

// One axis of require_taps_inside.
bool every_position_inside(int size, int positions, int kernel, int stride, int dilation, int pad) {
    for (std::int64_t position = 0; position < positions; ++position) {
        const std::int64_t first = position * stride - pad;
        const std::int64_t tap = first >= 0 ? 0 : ceil_div(-first, dilation);
        if (tap >= kernel || first + tap * dilation >= size)
            return false;
    }
    return true;
}

} // namespace

void require_taps_inside(const Window& w, const Shape& input) {
    const Shape out = window_output_shape(input, w, input.channels);
    require(every_position_inside(input.height, out.height, w.kernel_h, w.stride_h, w.dilation_h,
                                  w.pad_top) &&
                every_position_inside(input.width, out.width, w.kernel_w, w.stride_w, w.dilation_w,
                                      w.pad_left),
            "a pooling window lies wholly in the padding");
}

void require_weights(std::span<const std::int8_t> weights, std::int64_t entries, int weight_bits) {
    require(weight_bits >= 2 && weight_bits <= 8, "weight_bits is outside 2 .. 8");
    require(entries <= kMaxElements && static_cast<std::int64_t>(weights.size()) == entries,
            "the number of weights does not suit the shapes");
    const int high = (1 << (weight_bits - 1)) - 1;
    for (const std::int8_t weight : weights)
        require(weight >= -high - 1 && weight <= high, "a weight needs more than weight_bits");
}

void require_requant(const Requant& requant, int channels, std::span<const std::int8_t> weights) {
    const auto count = static_cast<std::size_t>(channels);
    require(requant.bias.size() == count && requant.multiplier.size() == count &&
                requant.shift.size() == count,
            "a requantization does not have one entry per output channel");
    const std::size_t terms = weights.size() / count;
    for (std::size_t c = 0; c < count; ++c) {
        require_multiplier(requant.multiplier[c]);
        require_shift(requant.shift[c]);
        std::int64_t low = 0;
        std::int64_t high = 0;
        for (const std::int8_t weight : weights.subspan(c * terms, terms)) {
            low += std::min(weight * -128, weight * 127);
            high += std::max(weight * -128, weight * 127);
        }
        require_int32(low, "an accumulator does not fit 32 bits");
        require_int32(high, "an accumulator does not fit 32 bits");
        require_int32(low + requant.bias[c], "accumulator plus bias does not fit 32 bits");
        require_int32(high + requant.bias[c], "accumulator plus bias does not fit 32 bits");
    }
    require_int8(requant.zero_point, "a zero point is outside int8");
    require_clamp(requant.clamp_low, requant.clamp_high);
    require_table(requant.table, true);
}

void require_multiplier(std::int64_t multiplier, int bits) {
    require(std::llabs(multiplier) < (std::int64_t{1} << (bits - 1)),
            "a multiplier needs more bits than there are");
}

void require_shift(int shift) {
    require(shift >= 1 && shift <= kMaxShift, "a shift is outside 1 .. 47");
}

void require_int8(int value, const char* rule) {
    require(value >= -128 && value <= 127, rule);
}

void require_clamp(int low, int high) {
    require(-128 <= low && low <= high && high <= 127, "a clamp is outside int8 or upside down");
}

void require_table(std::span<const std::int8_t> table, bool may_be_empty) {
    require(table.size() == 256 || (may_be_empty && table.empty()),
            "a lookup table does not have 256 entries");
}

void require_int32(std::int64_t value, const char* rule) {
    require(value >= std::numeric_limits<std::int32_t>::min() &&
                value <= std::numeric_limits<std::int32_t>::max(),
            rule);
}

} // namespace sluice::network
