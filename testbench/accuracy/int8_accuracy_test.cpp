// SPDX-License-Identifier: Apache-2.0
// What quantization costs on real data, calibrated on rows that are not tested.
#include <iostream>

#include <catch2/catch.hpp>

#include "emulator/emulator.h"
#include "frontend/frontend.h"
#include "quantizer/quantize.h"
#include "quantizer/reference/execute.h"
#include "testbench/accuracy/shared_networks.h"

namespace sluice::testbench {

namespace {

struct Accuracy {
    int float_right = 0;
    int int8_right = 0;
};

Accuracy measure(const graph::Graph& graph, const network::Network& network,
                 const SharedFrames& frames, int label_offset) {
    const quantizer::Reference reference(graph);
    Accuracy accuracy;
    emulator::run_frames(network, frames, frames.frames(), 0,
                         [&](std::int64_t i, const std::vector<emulator::Values>& outputs) {
                             accuracy.int8_right +=
                                 top1(outputs[0]) - label_offset == frames.label(i);
                         });
    for (std::int64_t i = 0; i < frames.frames(); ++i)
        accuracy.float_right +=
            top1(reference.run({frames.frame(0, i)})[0]) - label_offset == frames.label(i);
    return accuracy;
}

const SharedNetwork& named(const std::string& name) {
    for (const SharedNetwork& network : shared_networks())
        if (network.name == name)
            return network;
    throw std::logic_error(name);
}

// Frames that may be lost of those that the float graph gets right.
void check_loss(const std::string& name, std::int64_t first_test_row, std::int64_t test_rows,
                int most_lost) {
    const auto shared = shared_folder();
    if (!shared) {
        WARN("skipped: no folder ../shared with models and data (or SLUICE_SHARED)");
        return;
    }
    const SharedNetwork& network = named(name);
    const auto graph = frontend::import_model(*shared / "models" / (name + ".onnx")).graph;
    const SharedFrames all = test_frames(*shared, network);
    const SharedFrames frames =
        all.rows(first_test_row, std::min(test_rows, all.frames() - first_test_row));
    const auto integers = quantizer::quantize(graph, calibration_frames(*shared, network),
                                              quantizer::best_options(emulator::prepare_layer));
    const Accuracy accuracy = measure(graph, integers, frames, network.label_offset);
    std::cout << name << ": float " << accuracy.float_right << ", int8 " << accuracy.int8_right
              << " of " << frames.frames() << "\n";
    CHECK(accuracy.int8_right >= accuracy.float_right - most_lost);
}

} // namespace

// The bounds are 0.3 points of the test set, or one image where that is less.

TEST_CASE("mnist in int8 stays within 0.1 points of float") {
    check_loss("mnist_cntk_op7", 0, 10000, 10);
}

TEST_CASE("resnet8 in int8 loses at most one of 500") {
    check_loss("resnet8_cifar10", 0, 500, 1);
}

TEST_CASE("dscnn in int8 loses at most 2 of the 900 clips that it was not calibrated on") {
    check_loss("dscnn_kws", 100, 900, 2);
}

TEST_CASE("the visual wake words network in int8 loses at most one of 200") {
    check_loss("vww_mobilenetv1_025_96", 60, 200, 1);
}

TEST_CASE("mobilenet in int8 loses at most one of 64") {
    check_loss("mobilenetv1_025_128_imagenet", 16, 64, 1);
}

} // namespace sluice::testbench
