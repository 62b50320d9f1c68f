// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cctype>

#include <fmt/format.h>

#include "base/error.h"
#include "cli/data/bytes.h"
#include "cli/data/decode_image.h"
#include "cli/data/reader.h"

namespace sluice::cli {

namespace {

namespace fs = std::filesystem;

bool is_image_name(const fs::path& path) {
    std::string extension = path.extension().string();
    for (char& c : extension)
        c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return extension == ".png" || extension == ".jpg" || extension == ".jpeg";
}

class ImageReader : public Reader {
public:
    ImageReader(std::vector<fs::path> files, int channels)
        : files_(std::move(files)), channels_(channels) {}

    std::int64_t frames() const override { return static_cast<std::int64_t>(files_.size()); }

    Image read(std::int64_t index) const override {
        const fs::path& file = files_[static_cast<std::size_t>(index)];
        return decode_image(read_bytes(file), channels_, file.string());
    }

private:
    std::vector<fs::path> files_;
    int channels_;
};

} // namespace

std::unique_ptr<Reader> image_reader(const fs::path& folder, const InputSpec& input,
                                     const InputConfig& config) {
    std::vector<fs::path> files;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder))
        if (is_image_name(entry.path()) && entry.is_regular_file())
            files.push_back(entry.path());
    std::ranges::sort(files);
    if (files.empty())
        throw Error(folder.string(), "holds no PNG or JPEG files", "check the path");
    if (config.layout == Layout::nchw)
        throw Error(folder.string(), "images have the layout nhwc, input.layout is nchw",
                    "leave input.layout out");
    const int channels = input.shape.channels;
    if (channels != 1 && channels != 3)
        throw Error(folder.string(),
                    fmt::format("images do not fit the model's input '{}' of {} channels",
                                printable(input.name), channels),
                    "give the data as .npy");
    for (const fs::path& file : files) {
        Shape shape = image_size(read_bytes(file), file.string());
        shape.channels = channels;
        if (!fits(shape, input, config))
            throw Error(file.string(),
                        fmt::format("{}x{} pixels do not fit the model's input '{}' of shape {}",
                                    shape.height, shape.width, printable(input.name),
                                    shape_text(input.dims)),
                        fmt::format("set input.resize to [{}, {}] in the --config file",
                                    input.shape.height, input.shape.width));
    }
    return std::make_unique<ImageReader>(std::move(files), channels);
}

} // namespace sluice::cli
