// SPDX-License-Identifier: Apache-2.0
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/error.h"
#include "cli/data/reader.h"

namespace sluice::cli {

namespace {

// How the axes of a frame become height, width and channels: sizes and distances in elements.
struct View {
    Shape shape;
    std::int64_t row = 0;
    std::int64_t column = 0;
    std::int64_t channel = 0;
};

View channels_first(int channels, int height, int width) {
    return {{height, width, channels}, width, 1, std::int64_t{height} * width};
}

View channels_last(int height, int width, int channels) {
    return {{height, width, channels}, std::int64_t{width} * channels, channels, 1};
}

// What a frame of these dimensions can mean in `layout`, the likeliest first.
std::vector<View> views(const std::vector<int>& dims, Layout layout) {
    const bool nchw = layout == Layout::nchw;
    if (dims.size() == 3)
        return {nchw ? channels_first(dims[0], dims[1], dims[2])
                     : channels_last(dims[0], dims[1], dims[2])};
    if (dims.size() == 2) // an image of one channel, or a signal of several
        return {channels_last(dims[0], dims[1], 1),
                nchw ? channels_first(dims[0], 1, dims[1]) : channels_last(1, dims[0], dims[1])};
    if (dims.size() == 1) // a vector, or a signal of one channel
        return {channels_last(1, 1, dims[0]), channels_last(1, dims[0], 1)};
    return {};
}

std::optional<View> find_view(const std::vector<int>& dims, const InputSpec& input,
                              const InputConfig& config) {
    const std::vector<std::int64_t> given(dims.begin(), dims.end());
    if (!config.layout && !config.resize && !config.crop && given == input.dims) {
        const Shape& s = input.shape; // as the model itself lays it out
        return input.channels_first ? channels_first(s.channels, s.height, s.width)
                                    : channels_last(s.height, s.width, s.channels);
    }
    for (const Layout layout : {Layout::nchw, Layout::nhwc})
        if (!config.layout || config.layout == layout)
            for (const View& view : views(dims, layout))
                if (fits(view.shape, input, config))
                    return view;
    // A vector takes any frame of as many elements, in the order in which they are stored.
    std::int64_t elements = 1;
    for (const int dim : dims)
        elements *= dim;
    const bool vector = input.shape.pixels() == 1 && elements == input.shape.channels;
    if (vector && !config.resize && !config.crop)
        return channels_last(1, 1, input.shape.channels);
    return std::nullopt;
}

class ArrayReader : public Reader {
public:
    ArrayReader(Array array, const View& view, bool shared = false)
        : array_(std::move(array)), view_(view), shared_(shared) {}

    std::int64_t frames() const override { return shared_ ? 1 : array_.shape[0]; }
    bool shared() const override { return shared_; }

    Image read(std::int64_t index) const override {
        Image image{view_.shape, {}};
        image.values.reserve(static_cast<std::size_t>(view_.shape.elements()));
        const std::int64_t start = shared_ ? 0 : index * view_.shape.elements();
        for (int y = 0; y < view_.shape.height; ++y)
            for (int x = 0; x < view_.shape.width; ++x)
                for (int c = 0; c < view_.shape.channels; ++c)
                    image.values.push_back(static_cast<float>(
                        array_.at(start + y * view_.row + x * view_.column + c * view_.channel)));
        return image;
    }

private:
    Array array_;
    View view_;
    bool shared_;
};

} // namespace

bool fits(const Shape& frame, const InputSpec& input, const InputConfig& config) {
    if (frame.channels != input.shape.channels)
        return false;
    if (config.resize)
        return true; // check_preprocessing has seen to the rest
    if (config.crop)
        return frame.height >= (*config.crop)[0] && frame.width >= (*config.crop)[1];
    return frame == input.shape;
}

std::unique_ptr<Reader> array_reader(Array array, const std::string& where, const InputSpec& input,
                                     const InputConfig& config) {
    if (array.shape == input.dims && !config.resize && !config.crop && array.elements() > 0) {
        const std::vector<int> whole(array.shape.begin(), array.shape.end());
        if (const auto view = find_view(whole, input, config))
            return std::make_unique<ArrayReader>(std::move(array), *view, true);
    }
    if (array.shape.empty() || array.shape[0] == 0)
        throw Error(where, "holds no frames", "its first axis counts them");
    std::vector<int> dims;
    bool plausible = true;
    for (std::size_t i = 1; i < array.shape.size(); ++i) {
        plausible = plausible && array.shape[i] > 0 && array.shape[i] <= (1 << 30);
        dims.push_back(static_cast<int>(array.shape[i]));
    }
    while (dims.size() > 3 && dims.front() == 1) // a batch axis beside the frame axis
        dims.erase(dims.begin());
    const std::optional<View> view =
        plausible ? find_view(dims, input, config) : std::optional<View>();
    if (!view) {
        const std::vector<std::int64_t> frame(array.shape.begin() + 1, array.shape.end());
        throw Error(where,
                    fmt::format("frames of shape {} do not fit the model's input '{}' of shape {}",
                                shape_text(frame), printable(input.name), shape_text(input.dims)),
                    fmt::format("give an array of shape {}x{}{}", array.shape[0],
                                shape_text(input.dims),
                                config.layout ? ", or check input.layout" : ""));
    }
    return std::make_unique<ArrayReader>(std::move(array), *view);
}

} // namespace sluice::cli
