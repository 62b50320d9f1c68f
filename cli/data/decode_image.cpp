// SPDX-License-Identifier: Apache-2.0
#include "cli/data/decode_image.h"

#include <memory>

#define STB_IMAGE_IMPLEMENTATION
#define STB_IMAGE_STATIC
#define STBI_ONLY_PNG
#define STBI_ONLY_JPEG
#define STBI_NO_STDIO
#define STBI_MAX_DIMENSIONS 16384
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#include <stb/stb_image.h>
#pragma GCC diagnostic pop

#include "base/error.h"

namespace sluice::cli {

namespace {

[[noreturn]] void damaged(const std::string& where) {
    throw Error(where, "is not a PNG or JPEG image, or is damaged", "fetch it again or remove it");
}

int size_of(const Bytes& bytes, const std::string& where) {
    if (bytes.empty() || bytes.size() > (std::size_t{1} << 30))
        damaged(where);
    return static_cast<int>(bytes.size());
}

} // namespace

Shape image_size(const Bytes& bytes, const std::string& where) {
    Shape shape;
    if (stbi_info_from_memory(bytes.data(), size_of(bytes, where), &shape.width, &shape.height,
                              &shape.channels) == 0)
        damaged(where);
    return shape;
}

Image decode_image(const Bytes& bytes, int channels, const std::string& where) {
    int height = 0;
    int width = 0;
    int stored = 0;
    const std::unique_ptr<stbi_uc, decltype(&stbi_image_free)> pixels(
        stbi_load_from_memory(bytes.data(), size_of(bytes, where), &width, &height, &stored,
                              channels),
        &stbi_image_free);
    if (pixels == nullptr)
        damaged(where);
    Image image{{height, width, channels}, {}};
    image.values.assign(pixels.get(), pixels.get() + image.shape.elements());
    return image;
}

} // namespace sluice::cli
