// SPDX-License-Identifier: Apache-2.0
// Small networks of the layers beside the core's, from ONNX through the command line to Verilator:
// each way that the frontend maps an operator onto blocks, in the shapes that networks have them.
#include <cstring>
#include <filesystem>
#include <random>
#include <sstream>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "cli/app.h"
#include "cli/data/npy.h"
#include "cli/output/files.h"
#include "frontend/tests/model_builder.h"

using namespace sluice;
namespace fs = std::filesystem;
using frontend::Ints;
using frontend::ModelBuilder;
using nlohmann::json;

namespace {

std::vector<float> noise(std::int64_t count, unsigned seed) {
    std::mt19937 random(seed); // its numbers are the standard's, a distribution's are not
    std::vector<float> values;
    for (std::int64_t i = 0; i < count; ++i)
        values.push_back(static_cast<float>(random() >> 8) / 8388608.0F - 1.0F);
    return values;
}

std::int64_t elements(const Ints& dims) {
    std::int64_t count = 1;
    for (const std::int64_t dim : dims)
        count *= dim;
    return count;
}

// A constant of random numbers.
std::string constant(ModelBuilder& b, const std::string& name, const Ints& dims) {
    b.floats(name, dims, noise(elements(dims), static_cast<unsigned>(name.back())));
    return name;
}

json sluice_json(std::vector<std::string> arguments) {
    arguments.emplace_back("--json");
    std::ostringstream out;
    std::ostringstream err;
    const int code = cli::run(arguments, {out, err, false, 0});
    INFO(err.str());
    REQUIRE(code == 0);
    return json::parse(out.str());
}

// Generates, and simulates two frames with stalls and three without.
void generate_and_simulate(const std::string& name, const ModelBuilder& model, Ints dims) {
    const fs::path dir = fs::path(SLUICE_BINARY_DIR) / "scratch" / "networks" / name;
    fs::remove_all(dir);
    fs::create_directories(dir.parent_path());
    const std::string data = dir.string() + ".npy";
    dims.insert(dims.begin(), 4); // frames
    const std::vector<float> values = noise(elements(dims), 1);
    cli::Array array;
    array.type = cli::ElementType::f32;
    array.shape = dims;
    array.bytes.resize(values.size() * sizeof(float));
    std::memcpy(array.bytes.data(), values.data(), array.bytes.size());
    cli::write_bytes(data, cli::format_npy(array));
    sluice_json({"generate", model.save().string(), "--calibration", data, "--budget",
                 "products=96", "-o", dir.string()});
    const json calm = sluice_json({"simulate", dir.string(), "--data", data, "--frames", "3"});
    CHECK(calm["mismatches"] == 0);
    CHECK(calm["layers_compared"] > 0);
    CHECK(calm["interval_cycles"] == calm["predicted_interval_cycles"]);
    CHECK(calm["latency_cycles"] == calm["predicted_latency_cycles"]);
    const json stalled = sluice_json({"simulate", dir.string(), "--data", data, "--frames", "2",
                                      "--stall", "0.3", "--seed", "5"});
    CHECK(stalled["mismatches"] == 0);
}

} // namespace

TEST_CASE("an encoder and decoder: shuffled, gated, enlarged, padded and cut") {
    ModelBuilder b;
    b.input("x", {1, 3, 6, 8});
    b.node("Conv", {"x", constant(b, "w1", {8, 3, 3, 3})}, "c1", {{"pads", Ints{1, 1, 1, 1}}});
    b.node("PRelu", {"c1", constant(b, "slopes", {8, 1, 1})}, "p1");
    // A channel shuffle, and its halves.
    b.ints("groups", {1, 2, 4, 6, 8}).ints("flat", {1, 8, 6, 8});
    b.node("Reshape", {"p1", "groups"}, "s1");
    b.node("Transpose", {"s1"}, "s2", {{"perm", Ints{0, 2, 1, 3, 4}}});
    b.node("Reshape", {"s2", "flat"}, "s3");
    b.ints("zero", {0}).ints("four", {4}).ints("eight", {8}).ints("one", {1});
    b.node("Slice", {"s3", "zero", "four", "one"}, "half");
    b.node("Slice", {"s3", "four", "eight", "one"}, "rest");
    b.node("Max", {"half", "rest"}, "top");
    b.node("Sub", {"half", "top"}, "less");
    b.node("Concat", {"top", "less"}, "k1", {{"axis", std::int64_t{1}}});
    // A gate for each channel from the whole frame.
    b.node("GlobalAveragePool", {"k1"}, "mean");
    b.node("Conv", {"mean", constant(b, "w2", {8, 8, 1, 1})}, "gate1");
    b.node("Sigmoid", {"gate1"}, "gate");
    b.node("Mul", {"k1", "gate"}, "gated");
    // Half the size, and back in two ways.
    b.node("MaxPool", {"gated"}, "pool", {{"kernel_shape", Ints{2, 2}}, {"strides", Ints{2, 2}}});
    b.node("ConvTranspose", {"pool", constant(b, "w3", {8, 4, 4, 4})}, "up1",
           {{"strides", Ints{2, 2}}, {"pads", Ints{1, 1, 1, 1}}});
    b.floats("twice", {4}, {1, 1, 2, 2}).floats("none", {0}, {});
    b.node("Resize", {"pool", "none", "twice"}, "up2", {{"mode", std::string("linear")}});
    b.node("Concat", {"up1", "up2"}, "joined", {{"axis", std::int64_t{1}}});
    b.ints("frame", {0, 0, 1, 1, 0, 0, 1, 1});
    b.node("Pad", {"joined", "frame"}, "padded", {{"mode", std::string("reflect")}});
    b.node("Conv", {"padded", constant(b, "weights4", {4, 12, 3, 3})}, "c4");
    b.node("Softmax", {"c4"}, "shares", {{"axis", std::int64_t{1}}});
    b.node("Mul", {"c4", "shares"}, "y").output("y");
    generate_and_simulate("decoder", b, {3, 6, 8});
}

TEST_CASE("SegNet: values go back to where the poolings found them, a rest of a row too") {
    ModelBuilder b;
    b.input("x", {1, 3, 10, 14});
    const std::vector<frontend::NamedAttribute> halves = {{"kernel_shape", Ints{2, 2}},
                                                          {"strides", Ints{2, 2}}};
    const auto pool = [&](const std::string& from, const std::string& to) {
        b.node("Relu", {from}, from + "_relu").node("MaxPool", {from + "_relu"}, to, halves);
        auto* nodes = b.proto().mutable_graph()->mutable_node();
        nodes->Mutable(nodes->size() - 1)->add_output(to + "_indices");
    };
    b.node("Conv", {"x", constant(b, "w1", {4, 3, 3, 3})}, "c1", {{"pads", Ints{1, 1, 1, 1}}});
    pool("c1", "p1");
    b.node("Conv", {"p1", constant(b, "w2", {4, 4, 1, 1})}, "c2");
    pool("c2", "p2"); // of 5x7: a row and a column are in no window
    b.node("Tanh", {"p2"}, "t2").ints("odd", {1, 4, 5, 7});
    b.node("MaxUnpool", {"t2", "p2_indices", "odd"}, "u2", halves);
    b.node("MaxUnpool", {"u2", "p1_indices"}, "y", halves).output("y");
    CHECK(b.check().supported());
    generate_and_simulate("segnet", b, {3, 10, 14});
}

TEST_CASE("a detector's heads: views joined along rows, and a vector in the model's order") {
    ModelBuilder b;
    b.input("x", {1, 3, 6, 8});
    b.node("Conv", {"x", constant(b, "w1", {6, 3, 3, 3})}, "c1", {{"pads", Ints{1, 1, 1, 1}}});
    b.node("LRN", {"c1"}, "n1", {{"size", std::int64_t{3}}, {"alpha", 0.5}, {"bias", 1.0}});
    b.node("MaxPool", {"n1"}, "pool", {{"kernel_shape", Ints{2, 2}}, {"strides", Ints{2, 2}}});
    b.ints("pairs", {1, -1, 2});
    for (const std::string from : {"n1", "pool"}) {
        b.node("Transpose", {from}, from + "t", {{"perm", Ints{0, 2, 3, 1}}});
        b.node("Reshape", {from + "t", "pairs"}, from + "r");
    }
    b.node("Concat", {"n1r", "poolr"}, "heads", {{"axis", std::int64_t{1}}});
    b.node("Flatten", {"pool"}, "vector");
    b.node("Gemm", {"vector", constant(b, "w2", {5, 72})}, "scores", {{"transB", std::int64_t{1}}});
    b.node("LpNormalization", {"pool"}, "unit", {{"axis", std::int64_t{1}}});
    b.node("Flatten", {"unit"}, "embedding");
    generate_and_simulate("heads", b.output("heads").output("scores").output("embedding"),
                          {3, 6, 8});
}

TEST_CASE("one dimension: keyword spotting and signals") {
    ModelBuilder b;
    b.input("x", {1, 3, 40});
    b.node("Conv", {"x", constant(b, "w1", {8, 3, 5})}, "c1",
           {{"pads", Ints{2, 2}}, {"dilations", Ints{1}}});
    b.node("Relu", {"c1"}, "r1");
    b.node("AveragePool", {"r1"}, "a1", {{"kernel_shape", Ints{3}}, {"strides", Ints{2}}});
    b.node("Conv", {"a1", constant(b, "w2", {8, 1, 3})}, "c2",
           {{"group", std::int64_t{8}}, {"dilations", Ints{2}}});
    b.node("ConvTranspose", {"c2", constant(b, "w3", {8, 4, 2})}, "u", {{"strides", Ints{2}}});
    b.node("ReduceMean", {"u"}, "mean", {{"axes", Ints{2}}, {"keepdims", std::int64_t{0}}});
    generate_and_simulate("signal", b.output("mean").output("u"), {3, 40});
}

TEST_CASE("transposed convolutions whose phases see different taps") {
    const std::vector<frontend::NamedAttribute> twice = {{"strides", Ints{2, 2}},
                                                         {"pads", Ints{1, 1, 1, 1}},
                                                         {"output_padding", Ints{1, 1}}};
    ModelBuilder b;
    b.input("x", {1, 3, 4, 5});
    b.node("Conv", {"x", constant(b, "w1", {8, 3, 1, 1})}, "c1").node("Relu", {"c1"}, "r1");
    b.node("ConvTranspose", {"r1", constant(b, "w2", {8, 6, 3, 3})}, "up", twice);
    b.floats("scale", {6}, noise(6, 2)).floats("shift", {6}, noise(6, 3));
    b.floats("mean", {6}, noise(6, 4)).floats("variance", {6}, {1, 2, 1, 2, 1, 2});
    b.node("BatchNormalization", {"up", "scale", "shift", "mean", "variance"}, "n");
    b.node("Relu", {"n"}, "r2");
    auto grouped = twice;
    grouped.push_back({"group", std::int64_t{2}});
    b.node("ConvTranspose", {"r2", constant(b, "w3", {6, 2, 3, 3})}, "y", grouped).output("y");
    generate_and_simulate("phases", b, {3, 4, 5});
}
