// SPDX-License-Identifier: Apache-2.0
// The rules that the layer kinds' validate share. Private to this library.
#pragma once

#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/fixed_point.h"
#include "base/window.h"
#include "quantizer/network/requant.h"

namespace sluice::network {

// A network that breaks a rule of its types: Sluice's fault when Sluice built it (validate), the
// file's when it was read (load). The text is plain, for a sentence that names where.
class InvalidNetwork : public std::logic_error {
public:
    using std::logic_error::logic_error;
};

// Throws InvalidNetwork unless `condition` holds.
void require(bool condition, const char* rule);

// Sizes beyond this are refused, so that no product of three of them overflows 64 bits.
constexpr int kMaxSize = 1 << 20;
// Elements of a tensor, entries of an array.
constexpr std::int64_t kMaxElements = std::int64_t{1} << 31;

void require_inputs(std::span<const Shape> inputs, std::size_t count);
void require_shape(const Shape& shape);
// Legal sizes, and the padded input holds the window at least once.
void require_window(const Window& window, const Shape& input);
// Every position of the window has a tap inside the image.
void require_taps_inside(const Window& window, const Shape& input);
// `weights` has `entries` values within `weight_bits` (2..8).
void require_weights(std::span<const std::int8_t> weights, std::int64_t entries, int weight_bits);
// Array sizes and ranges of requant.h, for `channels` output channels of equally many weights:
// acc and acc + bias fit 32 bits whatever the int8 input.
void require_requant(const Requant& requant, int channels, std::span<const std::int8_t> weights);
void require_multiplier(std::int64_t multiplier, int bits = kWideMultiplierBits);
void require_shift(int shift);
void require_int8(int value, const char* rule);
void require_clamp(int low, int high);
void require_table(std::span<const std::int8_t> table, bool may_be_empty);
// A value that must fit 32 bits signed.
void require_int32(std::int64_t value, const char* rule);

} // namespace sluice::network
