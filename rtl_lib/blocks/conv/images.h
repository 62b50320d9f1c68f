// SPDX-License-Identifier: Apache-2.0
// The contents of sluice_conv's ROMs (a table's: that of every block with one).
#pragma once

#include <cstdint>
#include <span>

#include "rtl_lib/blocks/conv/conv.h"
#include "rtl_lib/memory_image.h"

namespace sluice::rtl {

// weights: [out_channels][kernel_h][kernel_w][in_channels / groups].
MemoryImage weight_image(const Conv& conv, std::span<const std::int8_t> weights_ohwi);

// bias, multiplier and shift of each output channel.
MemoryImage requant_image(const Conv& conv, std::span<const std::int32_t> bias,
                          std::span<const std::int32_t> multiplier,
                          std::span<const std::uint8_t> shift);

} // namespace sluice::rtl
