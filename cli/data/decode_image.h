// SPDX-License-Identifier: Apache-2.0
// PNG and JPEG to pixels.
#pragma once

#include <string>

#include "cli/data/bytes.h"
#include "cli/data/preprocess.h"

namespace sluice::cli {

// Height and width from the header; channels as stored. Throws Error unless it is PNG or JPEG.
Shape image_size(const Bytes& bytes, const std::string& where);

// Values 0 to 255: one channel (luminance) or three (RGB); transparency is dropped.
Image decode_image(const Bytes& bytes, int channels, const std::string& where);

} // namespace sluice::cli
