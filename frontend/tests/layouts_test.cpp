// SPDX-License-Identifier: Apache-2.0
// Views that are not whole axes, broadcasts, and what is moved for whom.
#include <cmath>
#include <set>

#include <catch2/catch.hpp>

#include "base/error.h"
#include "frontend/frontend.h"
#include "frontend/tests/model_builder.h"

namespace sluice::frontend {

namespace {

using Digit = graph::Rearrange::Digit;

const std::int64_t kOne = 1;

const graph::Rearrange& rearrange_of(const graph::Graph& graph, std::size_t node) {
    return std::get<graph::Rearrange>(graph.nodes.at(node).op);
}

} // namespace

TEST_CASE("DepthToSpace and its spelling in reshapes and transposes are one rearrangement") {
    ModelBuilder direct;
    direct.input("x", {1, 12, 3, 5});
    direct.node("DepthToSpace", {"x"}, "y",
                {{"blocksize", std::int64_t{2}}, {"mode", std::string("CRD")}});
    const graph::Graph one = direct.output("y").graph();
    REQUIRE(kinds(one) == "Rearrange");
    CHECK(one.nodes[0].name == "y");
    CHECK(output_shape(one, 0) == Shape{6, 10, 3});
    // Rows and their halves, columns and their halves, channels.
    CHECK(rearrange_of(one, 0).digits ==
          std::vector<Digit>{{3, 60}, {2, 2}, {5, 12}, {2, 1}, {3, 4}});

    ModelBuilder spelled;
    spelled.input("x", {1, 12, 3, 5}).ints("a", {1, 3, 2, 2, 3, 5}).ints("b", {1, 3, 6, 10});
    spelled.node("Reshape", {"x", "a"}, "r");
    spelled.node("Transpose", {"r"}, "t", {{"perm", Ints{0, 1, 4, 2, 5, 3}}});
    spelled.node("Reshape", {"t", "b"}, "s").weights("w", {1, 3, 1, 1});
    spelled.node("Conv", {"s", "w"}, "y");
    const graph::Graph two = spelled.output("y").graph();
    REQUIRE(kinds(two) == "Rearrange Conv");
    CHECK(rearrange_of(two, 0).digits == rearrange_of(one, 0).digits);
    CHECK(two.nodes[0].name == "y_arranged");
}

TEST_CASE("a channel shuffle moves channels inside each pixel") {
    ModelBuilder b;
    b.input("x", {1, 6, 4, 5}).ints("a", {1, 2, 3, 4, 5}).ints("b", {1, 6, 4, 5});
    b.node("Reshape", {"x", "a"}, "r");
    b.node("Transpose", {"r"}, "t", {{"perm", Ints{0, 2, 1, 3, 4}}});
    b.node("Reshape", {"t", "b"}, "s").weights("w", {1, 6, 1, 1}).node("Conv", {"s", "w"}, "y");
    const graph::Graph graph = b.output("y").graph();
    REQUIRE(kinds(graph) == "Rearrange Conv");
    CHECK(rearrange_of(graph, 0).digits == std::vector<Digit>{{20, 6}, {3, 1}, {2, 3}});
}

TEST_CASE("the heads of a detector only change their shape") {
    ModelBuilder b;
    b.input("x", {1, 3, 4, 5}).weights("w", {6, 3, 1, 1}).weights("v", {6, 3, 1, 1});
    b.node("Conv", {"x", "w"}, "c").node("Conv", {"x", "v"}, "d").ints("s", {1, -1, 2});
    for (const std::string name : {"c", "d"}) {
        b.node("Transpose", {name}, name + "t", {{"perm", Ints{0, 2, 3, 1}}});
        b.node("Reshape", {name + "t", "s"}, name + "r");
    }
    b.node("Concat", {"cr", "dr"}, "k", {{"axis", kOne}});
    b.node("Softmax", {"k"}, "y", {{"axis", std::int64_t{2}}}).output("y");
    const graph::Graph graph = b.graph();
    REQUIRE(kinds(graph) == "Conv Conv Rearrange Rearrange Concat Rearrange Softmax");
    for (const std::size_t node : {2, 3}) {
        CHECK(graph::only_reshapes(rearrange_of(graph, node), 120));
        CHECK(output_shape(graph, node) == Shape{1, 1, 120});
    }
    CHECK(graph::only_reshapes(rearrange_of(graph, 5), 240));
    CHECK(output_shape(graph, 5) == Shape{1, 120, 2});
    CHECK(graph.outputs[0].dims == Ints{120, 2});
    CHECK_FALSE(graph.outputs[0].channels_first);
}

TEST_CASE("a vector keeps the order of its channels and pixels") {
    ModelBuilder b;
    b.input("x", {1, 2, 4, 5}).weights("w", {3, 2, 1, 1}).node("Conv", {"x", "w"}, "c");
    b.node("Flatten", {"c"}, "f").node("Softmax", {"f"}, "y").output("y");
    const graph::Graph graph = b.graph();
    REQUIRE(kinds(graph) == "Conv Rearrange Softmax");
    CHECK(output_shape(graph, 1) == Shape{1, 1, 60});
    CHECK(rearrange_of(graph, 1).digits == std::vector<Digit>{{3, 1}, {20, 3}});
}

TEST_CASE("a tensor is repeated along the axes that it lacks") {
    ModelBuilder b;
    b.input("x", {1, 4, 3, 5}).node("GlobalAveragePool", {"x"}, "g").node("Sigmoid", {"g"}, "s");
    b.node("Mul", {"x", "s"}, "y").output("y");
    const graph::Graph graph = b.graph();
    REQUIRE(kinds(graph) == "GlobalAveragePool Activation Rearrange Multiply");
    CHECK(rearrange_of(graph, 2).digits == std::vector<Digit>{{15, 0}, {4, 1}});
    CHECK(output_shape(graph, 3) == Shape{3, 5, 4});
    // A vector stands for the last dimension, here the columns.
    ModelBuilder v;
    v.input("x", {1, 4, 5}).input("z", {5}).node("Max", {"x", "z"}, "y").output("y");
    const graph::Graph last = v.graph();
    REQUIRE(kinds(last) == "Rearrange Maximum");
    CHECK(rearrange_of(last, 0).digits == std::vector<Digit>{{5, 1}, {4, 0}});
    CHECK(output_shape(last, 1) == Shape{1, 5, 4});
}

TEST_CASE("a constant that differs between pixels is a value of the graph") {
    ModelBuilder b;
    b.input("x", {1, 2, 2, 3}).weights("k", {2, 2, 3}).node("Add", {"x", "k"}, "y").output("y");
    const graph::Graph graph = b.graph();
    REQUIRE(kinds(graph) == "Constant Add");
    CHECK(std::get<graph::Constant>(graph.nodes[0].op).values ==
          std::vector<float>{0, 6, 1, 7, 2, 8, 3, 9, 4, 10, 5, 11});
    ModelBuilder even;
    even.input("x", {1, 2, 2, 2}).floats("k", {2, 2, 2}, {1, 1, 1, 1, 2, 2, 2, 2});
    CHECK(kinds(even.node("Add", {"x", "k"}, "y").output("y").graph()) == "Conv");
}

TEST_CASE("a Pad that no window takes in is a layer, once the window's own cannot say it") {
    const Ints pads = {0, 0, 1, 2, 0, 0, 3, 4};
    ModelBuilder b;
    b.input("x", {1, 2, 4, 5}).ints("p", pads).node("Pad", {"x", "p"}, "q");
    const graph::Graph alone = b.node("Relu", {"q"}, "y").output("y").graph();
    REQUIRE(kinds(alone) == "Pad Activation");
    CHECK(output_shape(alone, 0) == Shape{8, 11, 2});
    ModelBuilder v;
    v.input("x", {1, 2, 4, 5}).ints("p", pads).scalar("one", 1.0F);
    v.node("Pad", {"x", "p", "one"}, "q").weights("w", {2, 2, 1, 1});
    const graph::Graph ones = v.node("Conv", {"q", "w"}, "y").output("y").graph();
    REQUIRE(kinds(ones) == "Pad Conv");
    CHECK(std::get<graph::Pad>(ones.nodes[0].op).value == 1.0);
    CHECK_FALSE(std::get<graph::Conv>(ones.nodes[1].op).window.has_padding());
    ModelBuilder cut;
    cut.input("x", {1, 2, 4, 5}).ints("p", {0, 0, -1, 0, 0, 0, 0, -2}).node("Pad", {"x", "p"}, "y");
    const graph::Graph cropped = cut.output("y").graph();
    REQUIRE(kinds(cropped) == "Rearrange");
    CHECK(rearrange_of(cropped, 0).offset == 10);
    CHECK(rearrange_of(cropped, 0).digits == std::vector<Digit>{{3, 10}, {6, 1}});
    CHECK(output_shape(cropped, 0) == Shape{3, 3, 2});
}

TEST_CASE("what a Pad repeats or reflects is joined from parts") {
    ModelBuilder b;
    b.input("x", {1, 2, 4, 5}).ints("p", {0, 0, 2, 1, 0, 0, 0, 3});
    b.node("Pad", {"x", "p"}, "y", {{"mode", std::string("reflect")}}).output("y");
    const graph::Graph graph = b.graph();
    REQUIRE(kinds(graph) == "Rearrange Rearrange Concat Rearrange Rearrange Rearrange Concat "
                            "Rearrange");
    CHECK(rearrange_of(graph, 0).offset == 20); // rows 2 and 1
    CHECK(rearrange_of(graph, 0).digits == std::vector<Digit>{{2, -10}, {10, 1}});
    CHECK(output_shape(graph, 7) == Shape{6, 9, 2});
}

TEST_CASE("enlarging by whole factors is a convolution whose channels are moved apart") {
    ModelBuilder b;
    b.input("x", {1, 3, 4, 5}).floats("up", {4}, {1, 1, 2, 3}).floats("none", {0}, {});
    b.node("Resize", {"x", "none", "up"}, "y", {{"mode", std::string("linear")}}).output("y");
    const graph::Graph graph = b.graph();
    const auto& last = graph.nodes.back();
    CHECK(output_shape(graph, graph.nodes.size() - 1) == Shape{8, 15, 3});
    CHECK(std::holds_alternative<graph::Rearrange>(last.op));
    const auto& conv = std::get<graph::Conv>(graph.nodes.at(graph.nodes.size() - 2).op);
    CHECK(conv.groups == 3);
    CHECK(conv.out_channels == 18);
    CHECK(conv.window.kernel_h == 3);
    CHECK(conv.weights[0] == Approx(0.25 / 3)); // a quarter of the row above, a third before
    CHECK(conv.weights[4] == Approx(0.75 * 2 / 3));
    ModelBuilder half; // bilinear to half the size is the mean of two pixels each way
    half.input("x", {1, 3, 4, 6}).floats("down", {4}, {1, 1, 0.5F, 0.5F}).floats("none", {0}, {});
    half.node("Resize", {"x", "none", "down"}, "y", {{"mode", std::string("linear")}}).output("y");
    const graph::Graph smaller = half.graph();
    REQUIRE(kinds(smaller).ends_with("Conv"));
    const auto& mean = std::get<graph::Conv>(smaller.nodes.back().op);
    CHECK(mean.window.stride_h == 2);
    CHECK(mean.weights == std::vector<float>(12, 0.25F));
    // No whole factor: a Resize.
    ModelBuilder odd;
    odd.input("x", {1, 3, 4, 4}).floats("up", {4}, {1, 1, 1.5F, 1.5F}).floats("none", {0}, {});
    odd.node("Resize", {"x", "none", "up"}, "y", {{"mode", std::string("linear")}}).output("y");
    CHECK(kinds(odd.graph()) == "Resize");
}

TEST_CASE("ConvTranspose is a convolution whose channels are moved apart") {
    ModelBuilder b;
    b.input("x", {1, 4, 3, 5}).weights("w", {4, 3, 2, 2});
    b.node("ConvTranspose", {"x", "w"}, "y", {{"group", std::int64_t{2}}, {"strides", Ints{2, 2}}});
    const graph::Graph graph = b.output("y").graph();
    REQUIRE(kinds(graph) == "Conv Rearrange");
    const auto& conv = std::get<graph::Conv>(graph.nodes.at(0).op);
    CHECK(output_shape(graph, 1) == Shape{6, 10, 6});
    CHECK(conv.window == Window{});
    CHECK(conv.groups == 2);
    CHECK(graph::macs(graph, graph.nodes[0]) == 15 * 6 * 4 * 2); // none but those that exist
    // Output [group][phase][channel]: the tap of its phase.
    for (int o = 0; o < 24; ++o)
        for (int i = 0; i < 2; ++i)
            CHECK(conv.weights[static_cast<std::size_t>(o * 2 + i)] ==
                  static_cast<float>(((o / 12 * 2 + i) * 3 + o % 3) * 4 + o / 3 % 4));
    CHECK(rearrange_of(graph, 1).digits ==
          std::vector<Digit>{{3, 120}, {2, 6}, {5, 24}, {2, 3}, {2, 12}, {3, 1}});
}

TEST_CASE("ConvTranspose: what its padding takes away is cut off") {
    ModelBuilder s;
    s.input("x", {1, 1, 3, 3}).weights("w", {1, 2, 3, 3});
    s.node("ConvTranspose", {"x", "w"}, "y",
           {{"strides", Ints{3, 2}},
            {"output_shape", Ints{8, 7}},
            {"auto_pad", std::string("SAME_UPPER")}});
    const graph::Graph shaped = s.output("y").graph();
    // A kernel of 3 gives every row one tap with stride 3; columns with stride 2 have two or one.
    REQUIRE(kinds(shaped) == "Conv Conv Conv Conv Conv Conv Concat Rearrange Rearrange");
    CHECK(output_shape(shaped, 7) == Shape{9, 8, 2});
    CHECK(output_shape(shaped, 8) == Shape{8, 7, 2});
    CHECK(rearrange_of(shaped, 8).offset == 0);
    const Window& even = std::get<graph::Conv>(shaped.nodes[0].op).window;
    CHECK(even.kernel_h == 1);
    CHECK(even.kernel_w == 2);
    CHECK(even.pad_left == 1);
    CHECK(even.pad_right == 1);
    const Window& odd = std::get<graph::Conv>(shaped.nodes[1].op).window;
    CHECK(odd.kernel_w == 1);
    CHECK(odd.pad_left == 0);
    CHECK(odd.pad_right == 1);
    ModelBuilder wide; // the kernel is twice the stride: one window, unless the image is small
    wide.input("x", {1, 1, 20, 20}).weights("w", {1, 1, 4, 4}, 1.0F);
    wide.node("ConvTranspose", {"x", "w"}, "y",
              {{"strides", Ints{2, 2}}, {"pads", Ints{1, 1, 1, 1}}});
    CHECK(kinds(wide.output("y").graph()) == "Conv Rearrange");
    ModelBuilder one; // without a stride it is a convolution with the kernel turned around
    one.input("x", {1, 1, 4, 4}).weights("w", {1, 1, 3, 3});
    one.node("ConvTranspose", {"x", "w"}, "y", {{"pads", Ints{1, 1, 1, 1}}}).output("y");
    const graph::Graph plain = one.graph();
    REQUIRE(kinds(plain) == "Conv");
    CHECK(std::get<graph::Conv>(plain.nodes[0].op).weights ==
          std::vector<float>{8, 7, 6, 5, 4, 3, 2, 1, 0});
    CHECK(std::get<graph::Conv>(plain.nodes[0].op).window.pad_top == 1);
}

TEST_CASE("ConvTranspose: phases with different taps end in the same function") {
    ModelBuilder b;
    b.input("x", {1, 2, 3, 3}).weights("w", {2, 3, 3, 3}, 1.0F);
    b.node("ConvTranspose", {"x", "w"}, "t",
           {{"strides", Ints{2, 2}}, {"pads", Ints{1, 1, 1, 1}}, {"output_padding", Ints{1, 1}}});
    b.floats("k", {3, 1, 1}, {1, 2, 3}).node("Mul", {"t", "k"}, "m").node("Relu", {"m"}, "y");
    const graph::Graph graph = b.output("y").graph();
    CHECK(kinds(graph) == "Conv Activation Conv Activation Conv Activation Conv Activation "
                          "Concat Rearrange");
    CHECK(output_shape(graph, 9) == Shape{6, 6, 3});
    std::set<std::string> names;
    std::int64_t products = 0;
    for (const graph::Node& node : graph.nodes) {
        names.insert(node.name);
        products += graph::macs(graph, node);
    }
    CHECK(names.size() == graph.nodes.size());
    CHECK(products == 9 * 9 * 2 * 3);
    // The kernel's centre is all that the first of four neighbouring outputs sees.
    const auto& first = std::get<graph::Conv>(graph.nodes[0].op);
    CHECK(first.window == Window{});
    CHECK(first.weights == std::vector<float>{5, 32, 28, 82, 69, 150});
}

TEST_CASE("what follows a rearrangement becomes part of the layer before it") {
    ModelBuilder b;
    b.input("x", {1, 2, 3, 3}).weights("w", {2, 3, 2, 2});
    b.node("ConvTranspose", {"x", "w"}, "t", {{"strides", Ints{2, 2}}});
    b.floats("k", {3, 1, 1}, {1, 2, 3}).node("Mul", {"t", "k"}, "m").node("Relu", {"m"}, "y");
    const graph::Graph graph = b.output("y").graph();
    CHECK(kinds(graph) == "Conv Activation Rearrange");
    CHECK(output_shape(graph, 2) == Shape{6, 6, 3});
    CHECK(std::get<graph::Conv>(graph.nodes[0].op).weights[2] == 4.0F * 2); // of channel 1
}

TEST_CASE("rearrangements one after another are one") {
    ModelBuilder b;
    b.input("x", {1, 4, 6, 6}).weights("w", {4, 4, 1, 1}).node("Conv", {"x", "w"}, "c");
    b.node("SpaceToDepth", {"c"}, "s", {{"blocksize", std::int64_t{2}}});
    b.node("DepthToSpace", {"s"}, "d", {{"blocksize", std::int64_t{2}}}).node("Relu", {"d"}, "y");
    CHECK(kinds(b.output("y").graph()) == "Conv Activation Rearrange"); // nothing moves in the end
    ModelBuilder half;
    half.input("x", {1, 4, 6, 6}).floats("up", {4}, {1, 1, 2, 2}).floats("none", {0}, {});
    half.node("Resize", {"x", "none", "up"}, "r",
              {{"mode", std::string("nearest")},
               {"nearest_mode", std::string("floor")},
               {"coordinate_transformation_mode", std::string("asymmetric")}});
    half.ints("from", {2, 2}).ints("to", {8, 8}).ints("axes", {2, 3});
    half.node("Slice", {"r", "from", "to", "axes"}, "y");
    const graph::Graph graph = half.output("y").graph();
    REQUIRE(kinds(graph) == "Rearrange");
    CHECK(rearrange_of(graph, 0).offset == 28);
    CHECK(rearrange_of(graph, 0).digits ==
          std::vector<Digit>{{3, 24}, {2, 0}, {3, 4}, {2, 0}, {4, 1}});
}

TEST_CASE("composed functions are found whatever the exporter's way to write them") {
    const auto kind_of = [](ModelBuilder& b) {
        const graph::Graph graph = b.output("y").graph();
        REQUIRE(kinds(graph) == "Activation");
        return std::get<graph::Activation>(graph.nodes[0].op).kind;
    };
    using graph::ActivationKind;
    ModelBuilder swish;
    swish.input("x", {1, 4}).node("Sigmoid", {"x"}, "s").node("Mul", {"s", "x"}, "y");
    CHECK(kind_of(swish) == ActivationKind::swish);
    ModelBuilder gelu;
    gelu.input("x", {1, 4}).scalar("root", std::sqrt(2.0F)).scalar("one", 1).scalar("half", 0.5F);
    gelu.node("Div", {"x", "root"}, "d").node("Erf", {"d"}, "e").node("Add", {"e", "one"}, "a");
    gelu.node("Mul", {"x", "a"}, "m").node("Mul", {"m", "half"}, "y");
    CHECK(kind_of(gelu) == ActivationKind::gelu);
    ModelBuilder other;
    other.input("x", {1, 4}).scalar("root", std::sqrt(2.0F)).scalar("one", 1).scalar("half", 0.5F);
    other.node("Div", {"x", "root"}, "d").node("Erf", {"d"}, "e").node("Add", {"e", "one"}, "a");
    other.node("Mul", {"x", "half"}, "h").node("Mul", {"h", "a"}, "y");
    CHECK(kind_of(other) == ActivationKind::gelu);
    ModelBuilder mish;
    mish.input("x", {1, 4}).node("Softplus", {"x"}, "s").node("Tanh", {"s"}, "t");
    mish.node("Mul", {"x", "t"}, "y");
    CHECK(kind_of(mish) == ActivationKind::mish);
    ModelBuilder hard;
    hard.input("x", {1, 4}).scalar("three", 3).scalar("six", 6).scalar("zero", 0);
    hard.node("Add", {"x", "three"}, "a").node("Clip", {"a", "zero", "six"}, "c");
    hard.node("Mul", {"x", "c"}, "m").node("Div", {"m", "six"}, "y");
    CHECK(kind_of(hard) == ActivationKind::hard_swish);
    ModelBuilder quick; // no name, but a function all the same
    quick.input("x", {1, 4}).scalar("k", 1.702F).node("Mul", {"x", "k"}, "m");
    quick.node("Sigmoid", {"m"}, "s").node("Mul", {"x", "s"}, "y");
    CHECK(kind_of(quick) == ActivationKind::composed);
    const graph::Graph graph = quick.graph();
    CHECK(graph::activate(std::get<graph::Activation>(graph.nodes[0].op), 1.0) ==
          Approx(1.0 / (1.0 + std::exp(-1.702))));
}

TEST_CASE("what differs by channel is no function of one value") {
    ModelBuilder b;
    b.input("x", {1, 2, 3, 3}).floats("k", {2, 1, 1}, {1, 2}).node("Mul", {"x", "k"}, "m");
    b.node("Sigmoid", {"m"}, "s").node("Mul", {"x", "s"}, "y").output("y");
    CHECK(kinds(b.graph()) == "Conv Activation Multiply");
}

TEST_CASE("split takes its parts, and outputs that nothing reads are left out") {
    ModelBuilder b(18);
    b.input("x", {1, 7, 3, 3})
        .node("Split", {"x"}, "a", {{"axis", kOne}, {"num_outputs", std::int64_t{3}}});
    auto* node = b.proto().mutable_graph()->mutable_node(0);
    node->add_output("b");
    node->add_output("c");
    const graph::Graph graph = b.output("a").output("c").graph();
    REQUIRE(kinds(graph) == "Rearrange Rearrange");
    CHECK(output_shape(graph, 0) == Shape{3, 3, 3});
    CHECK(rearrange_of(graph, 1).offset == 6);
    CHECK(output_shape(graph, 1) == Shape{3, 3, 1});
}

TEST_CASE("weights that the file leaves open are bound as constants") {
    ModelBuilder b;
    b.input("x", {1, 2, 4, 4}).input("w", {3, 2, 1, 1}).node("Conv", {"x", "w"}, "y").output("y");
    CHECK(parameter_inputs(b.save()) == std::vector<std::string>{"w"});
    CHECK_FALSE(b.error().empty());
    Tensor weights;
    weights.dims = {3, 2, 1, 1};
    weights.floats = {1, 2, 3, 4, 5, 6};
    ImportOptions options;
    options.constants["w"] = std::make_shared<const Tensor>(weights);
    const graph::Graph graph = b.import(options).graph;
    CHECK(kinds(graph) == "Conv");
    CHECK(graph.inputs.size() == 1);
}

TEST_CASE("check keeps what runs in float apart from what has hardware") {
    ModelBuilder b;
    b.input("x", {1, 12, 4, 4}).weights("w", {12, 12, 1, 1}).node("Conv", {"x", "w"}, "c");
    b.floats("up", {4}, {1, 1, 1.5F, 1.5F}).floats("none", {0}, {});
    b.node("Resize", {"c", "none", "up"}, "y", {{"mode", std::string("cubic")}}).output("y");
    const CheckReport report = b.check();
    CHECK_FALSE(report.supported());
    CHECK(report.nodes[0].verdict == Verdict::supported);
    CHECK(report.nodes[1].verdict == Verdict::float_only);
    CHECK_FALSE(report.nodes[1].reason.empty());
    CHECK_FALSE(report.nodes[1].rewrite.empty());
    CHECK_THROWS_AS(require_hardware("m.onnx", b.graph()), Error);
}

TEST_CASE("TopK has hardware up to 32 ranks, its indices at the end of a model alone") {
    const auto verdict = [](std::int64_t count, bool read) {
        ModelBuilder b;
        b.input("x", {1, 40, 4, 5}).ints("k", {count});
        b.node("TopK", {"x", "k"}, "v", {{"axis", std::int64_t{1}}}).output("v");
        b.proto().mutable_graph()->mutable_node(0)->add_output("i");
        if (read)
            b.node("Relu", {"i"}, "r").output("r");
        else
            b.output("i");
        return b.check().nodes[0].verdict;
    };
    CHECK(verdict(3, false) == Verdict::supported);
    CHECK(verdict(32, false) == Verdict::supported);
    CHECK(verdict(33, false) == Verdict::float_only);
    CHECK(verdict(3, true) == Verdict::float_only);
}

namespace {

struct Unpooling {
    Ints kernel{2, 2};     // of the MaxPool
    Ints strides{2, 2};    // as well
    Ints pads{0, 0, 0, 0}; // as well
    Ints back{2, 2};       // kernel and strides of the MaxUnpool
    Ints shape = {};       // output_shape, where not empty
    bool also_output = false;
    bool also_read = false;
    std::int64_t column_major = 0;
};

ModelBuilder unpooling(const Unpooling& u) {
    ModelBuilder b;
    b.input("x", {1, 3, 6, 7});
    b.node("MaxPool", {"x"}, "p",
           {{"kernel_shape", u.kernel},
            {"strides", u.strides},
            {"pads", u.pads},
            {"storage_order", u.column_major}});
    b.proto().mutable_graph()->mutable_node(0)->add_output("i");
    std::vector<std::string> inputs{"p", "i"};
    if (!u.shape.empty()) {
        b.ints("shape", u.shape);
        inputs.push_back("shape");
    }
    b.node("MaxUnpool", inputs, "y", {{"kernel_shape", u.back}, {"strides", u.back}}).output("y");
    if (u.also_output)
        b.output("i");
    if (u.also_read)
        b.node("Relu", {"i"}, "r").output("r");
    return b;
}

} // namespace

TEST_CASE("MaxUnpool has hardware where it mirrors a MaxPool, and says so where it does not") {
    const auto supported = [](const Unpooling& u) { return unpooling(u).check().supported(); };
    CHECK(supported({.shape = {1, 3, 6, 7}}));
    CHECK(supported({.kernel = {3, 7}, .strides = {3, 7}, .back = {3, 7}})); // nothing left over
    CHECK(supported({.pads = {0, 0, 0, 1}, .shape = {1, 3, 6, 7}}));         // windows cut off
    CHECK_FALSE(supported({})); // indices count through 7 columns, the output has 6
    CHECK_FALSE(supported({.kernel = {3, 3}, .shape = {1, 3, 6, 7}}));     // they overlap
    CHECK_FALSE(supported({.pads = {1, 0, 1, 0}, .shape = {1, 3, 6, 7}})); // begin outside
    CHECK_FALSE(supported({.kernel = {2, 1}, .strides = {2, 1}, .back = {1, 2}}));
    CHECK_FALSE(supported({.kernel = {1, 1}, .strides = {1, 1}, .back = {1, 1}}));
    CHECK_FALSE(supported({.shape = {1, 3, 6, 7}, .also_output = true}));
    CHECK_FALSE(supported({.shape = {1, 3, 6, 7}, .also_read = true}));
    CHECK_FALSE(supported({.shape = {1, 3, 6, 7}, .column_major = 1}));
    const CheckReport report = unpooling({}).check();
    CHECK_THAT(report.nodes[1].reason, Catch::Contains("mirrors no MaxPool"));
    CHECK_THAT(report.nodes[1].rewrite, Catch::Contains("own Indices, kernel, strides and shape"));
}

TEST_CASE("a MaxUnpool's output shape is that of the pooled image: a rest is 0, or cut off") {
    const graph::Graph rest = unpooling({.shape = {1, 3, 6, 7}}).graph();
    CHECK(kinds(rest) == "MaxPool MaxPoolIndex MaxUnpool Pad");
    const auto& op = std::get<graph::MaxUnpool>(rest.nodes[2].op);
    CHECK(op.shape == Shape{6, 6, 3});
    CHECK(op.frame == Shape{6, 7, 3});
    CHECK(graph::mirrored_pool(rest, rest.nodes[2]) == &rest.nodes[1]);
    const graph::Graph cut = unpooling({.pads = {0, 0, 0, 1}, .shape = {1, 3, 6, 7}}).graph();
    CHECK(kinds(cut) == "MaxPool MaxPoolIndex MaxUnpool Rearrange");
    CHECK(output_shape(cut, 3) == Shape{6, 7, 3});
}

TEST_CASE("check says how much of the work lies before and behind what is not supported") {
    ModelBuilder b;
    b.input("x", {1, 4, 5, 5}).weights("w", {4, 4, 1, 1}).node("Conv", {"x", "w"}, "c");
    b.node("LayerNormalization", {"c"}, "n").weights("v", {4, 4, 3, 3});
    b.node("Conv", {"n", "v"}, "d").node("Conv", {"x", "v"}, "e").output("d").output("e");
    const CheckReport report = b.check();
    CHECK(report.nodes[1].verdict == Verdict::unsupported);
    CHECK(report.nodes[1].macs_before == 25 * 16);
    CHECK(report.nodes[1].macs_behind == 9 * 144);
    CHECK(report.macs == 25 * 16 + 2 * 9 * 144);
    CHECK(report.nodes[1].macs_known);
    b.node("Loop", {"d"}, "l").weights("u", {4, 4, 1, 1}).node("Conv", {"l", "u"}, "f").output("f");
    CHECK_FALSE(b.check().nodes[1].macs_known);
}

} // namespace sluice::frontend
