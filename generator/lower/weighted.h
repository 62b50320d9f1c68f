// SPDX-License-Identifier: Apache-2.0
// What convolution and fully connected layers share on their way to sluice_conv.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "quantizer/network/requant.h"
#include "rtl_lib/blocks/conv/conv.h"
#include "rtl_lib/memory_image.h"

namespace sluice::lower {

// Sets the widths and constants of `block` from the layer's actual weights and requantization:
// accumulator_bits holds every partial sum of every channel for any int8 input, sum_bits the
// accumulator with its bias. weights: out channels x `weights_per_channel`.
void set_arithmetic(rtl::Conv& block, std::span<const std::int8_t> weights,
                    const network::Requant& requant);

// Weights, requantization parameters and, where there is one, the table.
std::vector<rtl::MemoryImage> weighted_images(const rtl::Conv& block,
                                              std::span<const std::int8_t> weights,
                                              const network::Requant& requant);

} // namespace sluice::lower
