// SPDX-License-Identifier: Apache-2.0
// The networks and data sets of the shared folder, preprocessed as its README says.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/frames.h"

namespace sluice::testbench {

// SLUICE_SHARED, or ../shared beside the project; empty when there is none.
std::optional<std::filesystem::path> shared_folder();

// Rows [first, first + count) of a data set as the network's own input, HWC.
class SharedFrames : public FrameSource {
public:
    std::int64_t frames() const override { return static_cast<std::int64_t>(frames_.size()); }
    std::vector<float> frame(int, std::int64_t index) const override { return frames_[index]; }
    int label(std::int64_t index) const { return labels_[index]; }
    SharedFrames rows(std::int64_t first, std::int64_t count) const;
    SharedFrames every_second(std::int64_t first) const;

    std::vector<std::vector<float>> frames_;
    std::vector<int> labels_; // -1: none
};

struct SharedNetwork {
    std::string name; // of the model file, without .onnx
    int float_right;  // of all test frames, as measured with onnxruntime-node (README)
    int label_offset; // class = output index - label_offset
};

// The classifiers: mnist, resnet8, dscnn, vww, squeezenet, mobilenet.
const std::vector<SharedNetwork>& shared_networks();

// The others with data: images to images (superres, unet), a detector, an autoencoder. No labels.
const std::vector<SharedNetwork>& other_shared_networks();

SharedFrames test_frames(const std::filesystem::path& shared, const SharedNetwork& network);

// Training rows where there are some, else the first rows of the test data; of the few images that
// the other networks have, every second one, since they are sorted.
SharedFrames calibration_frames(const std::filesystem::path& shared, const SharedNetwork& network);

// The test data that are not calibrated on.
SharedFrames evaluated_frames(const std::filesystem::path& shared, const SharedNetwork& network);

// Of the same frames, the images that the network should give, 0 to 1; empty where it gives none.
std::vector<std::vector<float>> target_images(const std::filesystem::path& shared,
                                              const SharedNetwork& network);

// The index of the largest value, the lowest among equals.
template <typename Values> int top1(const Values& values) {
    int best = 0;
    for (int i = 1; i < static_cast<int>(values.size()); ++i)
        if (values[i] > values[best])
            best = i;
    return best;
}

} // namespace sluice::testbench
