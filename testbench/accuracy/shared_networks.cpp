// SPDX-License-Identifier: Apache-2.0
#include "testbench/accuracy/shared_networks.h"

#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>

#include "base/error.h"

namespace sluice::testbench {

namespace {

// A .npy of version 1.0, C order: all that the folder holds.
struct Array {
    std::vector<std::int64_t> shape;
    std::vector<int> values;
};

Array read_npy(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(file)), {});
    SLUICE_CHECK(bytes.size() > 10 && bytes.compare(1, 5, "NUMPY") == 0, path.string());
    const std::size_t data =
        10 + static_cast<unsigned char>(bytes[8]) + 256 * static_cast<unsigned char>(bytes[9]);
    const std::string header = bytes.substr(10, data - 10);
    Array array;
    std::size_t at = header.find('(', header.find("'shape'")) + 1;
    for (; header[at] != ')'; ++at)
        if (std::isdigit(static_cast<unsigned char>(header[at]))) {
            std::size_t used = 0;
            array.shape.push_back(std::stoll(header.substr(at), &used));
            at += used - 1;
        }
    const bool wide = header.find("<i4") != std::string::npos;
    const bool is_signed = header.find("i1'") != std::string::npos;
    SLUICE_CHECK(wide || is_signed || header.find("u1'") != std::string::npos, path.string());
    for (std::size_t i = data; i < bytes.size(); i += wide ? 4 : 1) {
        std::int32_t value =
            is_signed ? static_cast<signed char>(bytes[i]) : static_cast<unsigned char>(bytes[i]);
        if (wide)
            std::memcpy(&value, bytes.data() + i, 4);
        array.values.push_back(value);
    }
    return array;
}

// A .npy of float32 rows.
std::vector<std::vector<float>> read_float_rows(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(file)), {});
    SLUICE_CHECK(bytes.size() > 10 && bytes.compare(1, 5, "NUMPY") == 0, path.string());
    const std::size_t data =
        10 + static_cast<unsigned char>(bytes[8]) + 256 * static_cast<unsigned char>(bytes[9]);
    const std::string header = bytes.substr(10, data - 10);
    SLUICE_CHECK(header.find("<f4") != std::string::npos, path.string());
    const std::size_t rows = std::stoul(header.substr(header.find('(') + 1));
    const std::size_t size = (bytes.size() - data) / 4 / rows;
    std::vector<std::vector<float>> result(rows, std::vector<float>(size));
    for (std::size_t r = 0; r < rows; ++r)
        std::memcpy(result[r].data(), bytes.data() + data + r * size * 4, size * 4);
    return result;
}

// One frame: `pixel(y, x, c)` gives the input's value there.
template <typename Pixel>
std::vector<float> frame_of(int height, int width, int channels, const Pixel& pixel) {
    std::vector<float> frame;
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            for (int c = 0; c < channels; ++c)
                frame.push_back(static_cast<float>(pixel(y, x, c)));
    return frame;
}

// Preprocessing of one CHW image of `size` x `size` (dscnn: 49 x 10) to HWC.
std::vector<float> preprocess(const std::string& name, const int* image, int height, int width) {
    const auto at = [&](int y, int x, int c) { return image[(c * height + y) * width + x]; };
    if (name == "mnist_cntk_op7")
        return frame_of(28, 28, 1, at);
    if (name == "resnet8_cifar10")
        return frame_of(32, 32, 3, at);
    if (name == "dscnn_kws")
        return frame_of(49, 10, 1,
                        [&](int y, int x, int c) { return (at(y, x, c) - 83) * 0.5847; });
    if (name == "vww_mobilenetv1_025_96")
        return frame_of(96, 96, 3, [&](int y, int x, int c) { return at(y, x, c) / 255.0; });
    if (name == "squeezenet1_1_imagenet")
        return frame_of(224, 224, 3, [&](int y, int x, int c) {
            constexpr int kMean[] = {104, 117, 123};
            return at(y + 16, x + 16, 2 - c) - kMean[c];
        });
    SLUICE_CHECK(name == "mobilenetv1_025_128_imagenet", name);
    return frame_of(128, 128, 3, [&](int y, int x, int c) {
        const int sum = at(2 * y, 2 * x, c) + at(2 * y, 2 * x + 1, c) + at(2 * y + 1, 2 * x, c) +
                        at(2 * y + 1, 2 * x + 1, c);
        return sum / 4.0 / 127.5 - 1.0;
    });
}

SharedFrames read_frames(const std::filesystem::path& shared, const SharedNetwork& network,
                         const std::string& images, const std::string& labels) {
    const Array image = read_npy(shared / "data" / (images + ".npy"));
    SharedFrames result;
    result.labels_ = read_npy(shared / "data" / (labels + ".npy")).values;
    const int height = static_cast<int>(image.shape[image.shape.size() - 2]);
    const int width = static_cast<int>(image.shape.back());
    const std::int64_t size = static_cast<std::int64_t>(image.values.size()) / image.shape[0];
    for (std::int64_t i = 0; i < image.shape[0]; ++i)
        result.frames_.push_back(
            preprocess(network.name, image.values.data() + i * size, height, width));
    return result;
}

} // namespace

std::optional<std::filesystem::path> shared_folder() {
    const char* given = std::getenv("SLUICE_SHARED");
    const std::filesystem::path folder =
        given ? std::filesystem::path(given)
              : std::filesystem::path(SLUICE_SOURCE_DIR).parent_path() / "shared";
    if (!std::filesystem::exists(folder / "models"))
        return std::nullopt;
    return folder;
}

SharedFrames SharedFrames::rows(std::int64_t first, std::int64_t count) const {
    SharedFrames result;
    result.frames_.assign(frames_.begin() + first, frames_.begin() + first + count);
    result.labels_.assign(labels_.begin() + first, labels_.begin() + first + count);
    return result;
}

const std::vector<SharedNetwork>& shared_networks() {
    static const std::vector<SharedNetwork> networks{
        {"mnist_cntk_op7", 9891, 0},
        {"resnet8_cifar10", 439, 0},
        {"dscnn_kws", 915, 0},
        {"vww_mobilenetv1_025_96", 226, 0},
        {"squeezenet1_1_imagenet", 51, 0},
        {"mobilenetv1_025_128_imagenet", 40, 1},
    };
    return networks;
}

SharedFrames test_frames(const std::filesystem::path& shared, const SharedNetwork& network) {
    const std::string& name = network.name;
    if (name == "ad_toycar_autoencoder") {
        SharedFrames result;
        result.frames_ = read_float_rows(shared / "data" / "ad_toycar_normal_windows.npy");
        result.labels_.assign(result.frames_.size(), -1);
        return result;
    }
    if (name == "mnist_cntk_op7")
        return read_frames(shared, network, "mnist_test10k_images", "mnist_test10k_labels");
    if (name == "resnet8_cifar10")
        return read_frames(shared, network, "cifar10_test500_images", "cifar10_test500_labels");
    if (name == "dscnn_kws")
        return read_frames(shared, network, "kws_test1k_mfcc_int8", "kws_test1k_labels");
    if (name == "vww_mobilenetv1_025_96")
        return read_frames(shared, network, "vww_260_images", "vww_260_labels");
    return read_frames(shared, network, "imagenet80_256_images", "imagenet80_labels");
}

SharedFrames calibration_frames(const std::filesystem::path& shared, const SharedNetwork& network) {
    const std::string& name = network.name;
    if (name == "mnist_cntk_op7")
        return read_frames(shared, network, "mnist_train1k_images", "mnist_train1k_labels");
    if (name == "resnet8_cifar10")
        return read_frames(shared, network, "cifar10_train1k_images", "cifar10_train1k_labels");
    return test_frames(shared, network).rows(0, first_test_row(network));
}

std::int64_t first_test_row(const SharedNetwork& network) {
    const std::string& name = network.name;
    if (name == "mnist_cntk_op7" || name == "resnet8_cifar10")
        return 0;
    if (name == "ad_toycar_autoencoder")
        return 98;
    return name == "dscnn_kws" ? 100 : name[0] == 'v' ? 60 : 16;
}

} // namespace sluice::testbench
