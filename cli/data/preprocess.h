// SPDX-License-Identifier: Apache-2.0
// The arithmetic between a file's pixels and the network's input.
#pragma once

#include <string>
#include <vector>

#include "base/shape.h"
#include "cli/config/config.h"

namespace sluice::cli {

struct Image {
    Shape shape;
    std::vector<float> values; // HWC
};

// Bilinear with half-pixel centres, edges repeated: halving the size gives the mean of each 2x2.
Image resize(const Image& image, Size size);

// The centre; an odd remainder is left on the right and below. Precondition: it fits.
Image crop(const Image& image, Size size);

// All of `config`, in its order. Precondition: check_preprocessing passed for these channels.
Image preprocess(const Image& image, const InputConfig& config);

// Throws Error (with `where`) unless config can give an input of this shape: the final size, the
// number of means and stds, three channels for bgr, one for gray.
void check_preprocessing(const InputConfig& config, const Shape& wanted, const std::string& where);

} // namespace sluice::cli
