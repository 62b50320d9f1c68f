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
    if (name == "superres_x3" || name == "unet_sed_224")
        return frame_of(height, width, 1, [&](int y, int x, int c) { return at(y, x, c) / 255.0; });
    if (name == "ultraface_rfb_320")
        return frame_of(height, width, 3,
                        [&](int y, int x, int c) { return (at(y, x, c) - 127) / 128.0; });
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

// Of the test data, the first row that is not calibrated on.
std::int64_t first_test_row(const std::string& name) {
    if (name == "mnist_cntk_op7" || name == "resnet8_cifar10")
        return 0;
    if (name == "ad_toycar_autoencoder")
        return 98;
    return name == "dscnn_kws" ? 100 : name[0] == 'v' ? 60 : 16;
}

bool takes_every_second(const std::string& name) {
    return name == "superres_x3" || name == "unet_sed_224" || name == "ultraface_rfb_320";
}

SharedFrames read_frames(const std::filesystem::path& shared, const SharedNetwork& network,
                         const std::string& images, const std::string& labels) {
    const Array image = read_npy(shared / "data" / (images + ".npy"));
    SharedFrames result;
    result.labels_ = labels.empty() ? std::vector<int>(static_cast<std::size_t>(image.shape[0]), -1)
                                    : read_npy(shared / "data" / (labels + ".npy")).values;
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

SharedFrames SharedFrames::every_second(std::int64_t first) const {
    SharedFrames result;
    for (std::int64_t i = first; i < frames(); i += 2) {
        result.frames_.push_back(frames_[i]);
        result.labels_.push_back(labels_[i]);
    }
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

const std::vector<SharedNetwork>& other_shared_networks() {
    static const std::vector<SharedNetwork> networks{
        {"ad_toycar_autoencoder", 0, 0},
        {"superres_x3", 0, 0},
        {"unet_sed_224", 0, 0},
        {"ultraface_rfb_320", 0, 0},
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
    if (name == "superres_x3")
        return read_frames(shared, network, "superres_lo224", "");
    if (name == "unet_sed_224")
        return read_frames(shared, network, "sed_input224", "");
    if (name == "ultraface_rfb_320")
        return read_frames(shared, network, "faces8_240x320", "");
    return read_frames(shared, network, "imagenet80_256_images", "imagenet80_labels");
}

SharedFrames calibration_frames(const std::filesystem::path& shared, const SharedNetwork& network) {
    const std::string& name = network.name;
    if (name == "mnist_cntk_op7")
        return read_frames(shared, network, "mnist_train1k_images", "mnist_train1k_labels");
    if (name == "resnet8_cifar10")
        return read_frames(shared, network, "cifar10_train1k_images", "cifar10_train1k_labels");
    const SharedFrames all = test_frames(shared, network);
    return takes_every_second(name) ? all.every_second(0) : all.rows(0, first_test_row(name));
}

SharedFrames evaluated_frames(const std::filesystem::path& shared, const SharedNetwork& network) {
    const SharedFrames all = test_frames(shared, network);
    const std::int64_t first = first_test_row(network.name);
    return takes_every_second(network.name) ? all.every_second(1)
                                            : all.rows(first, all.frames() - first);
}

std::vector<std::vector<float>> target_images(const std::filesystem::path& shared,
                                              const SharedNetwork& network) {
    const bool superres = network.name == "superres_x3";
    if (!superres && network.name != "unet_sed_224")
        return {};
    return read_frames(shared, network, superres ? "superres_hi672" : "sed_target224", "")
        .every_second(1)
        .frames_;
}

} // namespace sluice::testbench
