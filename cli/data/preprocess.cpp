// SPDX-License-Identifier: Apache-2.0
#include "cli/data/preprocess.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "base/error.h"

namespace sluice::cli {

namespace {

// Where output pixel `i` of `to` lies among `from` pixels: two neighbours and the second's share.
struct Tap {
    int first;
    int second;
    double share;
};

Tap tap(int i, int from, int to) {
    const double position = (i + 0.5) * from / to - 0.5;
    const double base = std::floor(position);
    const int low = static_cast<int>(base);
    return {std::clamp(low, 0, from - 1), std::clamp(low + 1, 0, from - 1), position - base};
}

double per_channel(const std::vector<double>& values, int channel) {
    return values.size() == 1 ? values[0] : values[static_cast<std::size_t>(channel)];
}

} // namespace

Image resize(const Image& image, Size size) {
    const Shape& from = image.shape;
    Image out{{size[0], size[1], from.channels}, {}};
    out.values.reserve(static_cast<std::size_t>(out.shape.elements()));
    const auto at = [&](int y, int x, int c) -> double {
        return image.values[(static_cast<std::size_t>(y) * from.width + x) * from.channels + c];
    };
    for (int y = 0; y < size[0]; ++y) {
        const Tap row = tap(y, from.height, size[0]);
        for (int x = 0; x < size[1]; ++x) {
            const Tap column = tap(x, from.width, size[1]);
            for (int c = 0; c < from.channels; ++c) {
                const double top = std::lerp(at(row.first, column.first, c),
                                             at(row.first, column.second, c), column.share);
                const double bottom = std::lerp(at(row.second, column.first, c),
                                                at(row.second, column.second, c), column.share);
                out.values.push_back(static_cast<float>(std::lerp(top, bottom, row.share)));
            }
        }
    }
    return out;
}

Image crop(const Image& image, Size size) {
    const Shape& from = image.shape;
    SLUICE_CHECK(size[0] <= from.height && size[1] <= from.width, "crop is larger than the image");
    const int top = (from.height - size[0]) / 2;
    const int left = (from.width - size[1]) / 2;
    Image out{{size[0], size[1], from.channels}, {}};
    out.values.reserve(static_cast<std::size_t>(out.shape.elements()));
    for (int y = 0; y < size[0]; ++y) {
        const std::ptrdiff_t start = (std::ptrdiff_t{y + top} * from.width + left) * from.channels;
        const auto first = image.values.begin() + start;
        out.values.insert(out.values.end(), first, first + std::ptrdiff_t{size[1]} * from.channels);
    }
    return out;
}

namespace {

void swap_red_and_blue(Image& image) {
    for (std::size_t i = 0; i < image.values.size(); i += 3)
        std::swap(image.values[i], image.values[i + 2]);
}

// The pixels as the IP takes them; a resized image is rounded.
Image bytes(Image image, const InputConfig& config) {
    if (config.channel_order == ChannelOrder::bgr)
        swap_red_and_blue(image);
    for (float& value : image.values) {
        value = std::nearbyint(value);
        if (!(value >= 0.0F && value <= 255.0F))
            throw Error("", fmt::format("the data hold {}, which is no byte", value),
                        "give bytes, or leave input.raw_uint8 out");
    }
    return image;
}

} // namespace

Image preprocess(const Image& image, const InputConfig& config) {
    Image out = image;
    if (config.resize)
        out = resize(out, *config.resize);
    if (config.crop)
        out = crop(out, *config.crop);
    if (config.raw_uint8)
        return bytes(std::move(out), config);
    const int channels = out.shape.channels;
    if (config.channel_order == ChannelOrder::bgr)
        swap_red_and_blue(out);
    for (std::size_t i = 0; i < out.values.size(); i += static_cast<std::size_t>(channels)) {
        for (int c = 0; c < channels; ++c) {
            float& value = out.values[i + static_cast<std::size_t>(c)];
            value = static_cast<float>((value * config.scale - per_channel(config.mean, c)) /
                                       per_channel(config.std, c));
        }
    }
    return out;
}

void check_preprocessing(const InputConfig& config, const Shape& wanted, const std::string& where) {
    const std::optional<Size>& last = config.crop ? config.crop : config.resize;
    if (last && (*last)[0] > 0 && (*last != Size{wanted.height, wanted.width}))
        throw Error(where,
                    fmt::format("input.{} gives {}x{} pixels, the model takes {}x{}",
                                config.crop ? "crop" : "resize", (*last)[0], (*last)[1],
                                wanted.height, wanted.width),
                    fmt::format("set it to [{}, {}]", wanted.height, wanted.width));
    if (config.resize && config.crop &&
        ((*config.crop)[0] > (*config.resize)[0] || (*config.crop)[1] > (*config.resize)[1]))
        throw Error(where, "input.crop is larger than input.resize", "enlarge input.resize");
    const auto check_count = [&](const std::vector<double>& values, const char* key) {
        if (values.size() != 1 && values.size() != static_cast<std::size_t>(wanted.channels))
            throw Error(where,
                        fmt::format("input.{} has {} values, the model's input {} channels", key,
                                    values.size(), wanted.channels),
                        "give one value, or one per channel");
    };
    check_count(config.mean, "mean");
    check_count(config.std, "std");
    if (config.channel_order == ChannelOrder::bgr && wanted.channels != 3)
        throw Error(where,
                    fmt::format("input.channel_order is bgr, the model's input has {} channels",
                                wanted.channels),
                    "leave it out");
    if (config.channel_order == ChannelOrder::gray && wanted.channels != 1)
        throw Error(where,
                    fmt::format("input.channel_order is gray, the model's input has {} channels",
                                wanted.channels),
                    "leave it out");
}

} // namespace sluice::cli
