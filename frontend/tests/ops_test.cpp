// SPDX-License-Identifier: Apache-2.0
// What each operator becomes, with weights whose values say where they came from.
#include <cmath>

#include <catch2/catch.hpp>

#include "frontend/tests/model_builder.h"

namespace sluice::frontend {

namespace {

const graph::Conv& conv_of(const graph::Graph& graph, std::size_t node = 0) {
    return std::get<graph::Conv>(graph.nodes.at(node).op);
}

const graph::FullyConnected& fc_of(const graph::Graph& graph, std::size_t node = 0) {
    return std::get<graph::FullyConnected>(graph.nodes.at(node).op);
}

} // namespace

TEST_CASE("conv weights go from OIHW to OHWI and all attributes arrive") {
    ModelBuilder b;
    b.input("x", {1, 4, 9, 11}).weights("w", {6, 2, 3, 2}).weights("b", {6}, 1.0F);
    b.node("Conv", {"x", "w", "b"}, "y",
           {{"group", std::int64_t{2}},
            {"strides", Ints{2, 3}},
            {"dilations", Ints{2, 1}},
            {"pads", Ints{1, 2, 3, 4}},
            {"kernel_shape", Ints{3, 2}}});
    b.output("y");
    const graph::Graph graph = b.graph();
    const graph::Conv& conv = conv_of(graph);
    CHECK(conv.window == Window{3, 2, 2, 3, 2, 1, 1, 2, 3, 4});
    CHECK(conv.groups == 2);
    CHECK(conv.bias == std::vector<float>{1, 2, 3, 4, 5, 6});
    CHECK(output_shape(graph, 0) == Shape{5, 6, 6});
    for (int o = 0; o < 6; ++o)
        for (int h = 0; h < 3; ++h)
            for (int w = 0; w < 2; ++w)
                for (int i = 0; i < 2; ++i)
                    CHECK(conv.weights[static_cast<std::size_t>(((o * 3 + h) * 2 + w) * 2 + i)] ==
                          static_cast<float>(((o * 2 + i) * 3 + h) * 2 + w));
}

TEST_CASE("auto_pad puts the odd pixel after or before") {
    for (const std::string mode : {"SAME_UPPER", "SAME_LOWER", "VALID"}) {
        ModelBuilder b;
        b.input("x", {1, 1, 8, 7}).weights("w", {1, 1, 3, 3});
        b.node("Conv", {"x", "w"}, "y", {{"auto_pad", mode}, {"strides", Ints{2, 2}}});
        const graph::Graph graph = b.output("y").graph();
        const Window& w = conv_of(graph).window;
        const std::vector<int> pads = {w.pad_top, w.pad_left, w.pad_bottom, w.pad_right};
        if (mode == "SAME_UPPER")
            CHECK(pads == std::vector<int>{0, 1, 1, 1});
        else if (mode == "SAME_LOWER")
            CHECK(pads == std::vector<int>{1, 1, 0, 1});
        else
            CHECK(pads == std::vector<int>{0, 0, 0, 0});
        CHECK(output_shape(graph, 0) == (mode == "VALID" ? Shape{3, 3, 1} : Shape{4, 4, 1}));
    }
}

TEST_CASE("a 1-D conv has height 1") {
    ModelBuilder b;
    b.input("x", {1, 3, 20}).weights("w", {5, 3, 4});
    b.node("Conv", {"x", "w"}, "y", {{"strides", Ints{2}}, {"pads", Ints{1, 0}}}).output("y");
    const graph::Graph graph = b.graph();
    CHECK(conv_of(graph).window == Window{1, 4, 1, 2, 1, 1, 0, 1, 0, 0});
    CHECK(output_shape(graph, 0) == Shape{1, 9, 5});
    CHECK(graph.inputs[0].dims == Ints{3, 20});
    CHECK(graph.outputs[0].dims == Ints{5, 9});
}

TEST_CASE("conv weights may come from a constant subgraph") {
    ModelBuilder b;
    b.input("x", {1, 2, 4, 4}).weights("flat", {3, 3, 2, 5}).scalar("half", 0.5F);
    b.node("Transpose", {"flat"}, "t", {{"perm", Ints{3, 2, 0, 1}}});
    b.node("Mul", {"t", "half"}, "w").node("Conv", {"x", "w"}, "y").output("y");
    const graph::Conv conv = conv_of(b.graph());
    CHECK(conv.out_channels == 5);
    // o=1 h=2 w=0 i=1 was flat[2][0][1][1].
    CHECK(conv.weights[static_cast<std::size_t>(((1 * 3 + 2) * 3 + 0) * 2 + 1)] ==
          0.5F * static_cast<float>(((2 * 3 + 0) * 2 + 1) * 5 + 1));
}

TEST_CASE("a fully connected layer behind a flatten is permuted from CHW to HWC") {
    ModelBuilder b;
    b.input("x", {1, 3, 2, 4}).weights("w", {2, 3, 1, 1}).node("Conv", {"x", "w"}, "c");
    b.node("Flatten", {"c"}, "f").weights("fw", {16, 3}).weights("fb", {3}, 5.0F);
    b.node("Gemm", {"f", "fw", "fb"}, "y", {{"alpha", 2.0}, {"beta", 3.0}}).output("y");
    const graph::Graph graph = b.graph();
    const graph::FullyConnected& fc = fc_of(graph, 1);
    CHECK(fc.bias == std::vector<float>{15, 18, 21});
    for (int o = 0; o < 3; ++o)
        for (int h = 0; h < 2; ++h)
            for (int w = 0; w < 4; ++w)
                for (int c = 0; c < 2; ++c)
                    CHECK(fc.weights[static_cast<std::size_t>(((o * 2 + h) * 4 + w) * 2 + c)] ==
                          2.0F * static_cast<float>(((c * 2 + h) * 4 + w) * 3 + o));
    CHECK(graph.nodes[1].sources == std::vector<std::string>{"y", "f"});
}

TEST_CASE("a flatten behind a transpose to NHWC needs no permutation") {
    ModelBuilder b;
    b.input("x", {1, 3, 2, 4}).weights("w", {2, 3, 1, 1}).node("Conv", {"x", "w"}, "c");
    b.node("Transpose", {"c"}, "t", {{"perm", Ints{0, 2, 3, 1}}}).ints("s", {-1, 16});
    b.node("Reshape", {"t", "s"}, "f").weights("fw", {3, 16});
    b.node("Gemm", {"f", "fw"}, "y", {{"transB", std::int64_t{1}}}).output("y");
    const graph::Graph graph = b.graph();
    for (std::size_t i = 0; i < 48; ++i)
        CHECK(fc_of(graph, 1).weights[i] == static_cast<float>(i));
}

TEST_CASE("the PyTorch flatten by Shape, Gather and Concat is a flatten") {
    ModelBuilder b;
    b.input("x", {-1, 2, 3, 3}).weights("w", {2, 2, 1, 1}).node("Conv", {"x", "w"}, "c");
    b.node("Shape", {"c"}, "s").ints("zero", {0}).node("Gather", {"s", "zero"}, "n");
    b.ints("rest", {-1}).node("Concat", {"n", "rest"}, "to", {{"axis", std::int64_t{0}}});
    b.node("Reshape", {"c", "to"}, "f").weights("fw", {18, 2}).node("MatMul", {"f", "fw"}, "y");
    CHECK(kinds(b.output("y").graph()) == "Conv FullyConnected");
}

TEST_CASE("a MatMul over the channels of every pixel is a 1x1 conv") {
    ModelBuilder b;
    b.input("x", {1, 5, 7, 3}).weights("w", {3, 2}).node("MatMul", {"x", "w"}, "y").output("y");
    const graph::Graph graph = b.graph();
    CHECK(output_shape(graph, 0) == Shape{5, 7, 2});
    CHECK(conv_of(graph).weights == std::vector<float>{0, 2, 4, 1, 3, 5});
    CHECK_FALSE(graph.inputs[0].channels_first);
}

TEST_CASE("input layouts follow the first layer that knows") {
    SECTION("NHWC with a transpose behind arithmetic") {
        ModelBuilder b;
        b.input("x", {1, 6, 8, 3}).floats("mean", {3}, {1, 2, 3}).node("Sub", {"x", "mean"}, "s");
        b.node("Transpose", {"s"}, "t", {{"perm", Ints{0, 3, 1, 2}}}).weights("w", {2, 3, 1, 1});
        b.node("Conv", {"t", "w"}, "y").output("y");
        const graph::Graph graph = b.graph();
        CHECK(graph.values[0].shape == Shape{6, 8, 3});
        CHECK_FALSE(graph.inputs[0].channels_first);
        CHECK(graph.inputs[0].dims == Ints{6, 8, 3});
        CHECK(graph.outputs[0].channels_first);
        REQUIRE(graph.nodes.size() == 1); // the mean went into the conv
        CHECK(conv_of(graph).bias == std::vector<float>{-8, -26});
    }
    SECTION("NHWC of one channel by a reshape") {
        ModelBuilder b;
        b.input("x", {1, 6, 8, 1}).ints("s", {-1, 1, 6, 8}).node("Reshape", {"x", "s"}, "t");
        b.weights("w", {2, 1, 1, 1}).node("Conv", {"t", "w"}, "y").output("y");
        const graph::Graph graph = b.graph();
        CHECK(graph.values[0].shape == Shape{6, 8, 1});
        CHECK_FALSE(graph.inputs[0].channels_first);
    }
    SECTION("a matrix that becomes an image") {
        ModelBuilder b;
        b.input("x", {1, 49, 10}).ints("s", {1, 1, 49, 10}).node("Reshape", {"x", "s"}, "t");
        b.weights("w", {2, 1, 3, 3}).node("Conv", {"t", "w"}, "y").output("y");
        CHECK(b.graph().values[0].shape == Shape{49, 10, 1});
    }
    SECTION("a vector that becomes an image") {
        ModelBuilder b;
        b.input("x", {1, 96}).ints("s", {-1, 2, 6, 8}).node("Reshape", {"x", "s"}, "t");
        b.weights("w", {2, 2, 3, 3}).node("Conv", {"t", "w"}, "y").output("y");
        const graph::Graph graph = b.graph();
        CHECK(graph.values[0].shape == Shape{6, 8, 2});
        CHECK(graph.inputs[0].dims == Ints{96});
        CHECK(graph.inputs[0].channels_first);
    }
}

TEST_CASE("activations keep their parameters, in every opset's way of giving them") {
    const auto one = [](const std::string& op, const std::vector<NamedAttribute>& attributes) {
        ModelBuilder b(6);
        b.input("x", {1, 4}).node(op, {"x"}, "y", attributes).output("y");
        return std::get<graph::Activation>(b.graph().nodes.at(0).op);
    };
    using graph::ActivationKind;
    CHECK(one("Relu", {}).kind == ActivationKind::relu);
    CHECK(one("LeakyRelu", {{"alpha", 0.25}}).alpha == 0.25);
    CHECK(one("LeakyRelu", {}).alpha == Approx(0.01));
    CHECK(one("Sigmoid", {}).kind == ActivationKind::sigmoid);
    CHECK(one("Tanh", {}).kind == ActivationKind::tanh);
    CHECK(one("HardSigmoid", {{"alpha", 0.125}}).alpha == 0.125);
    CHECK(one("HardSigmoid", {}).beta == 0.5);
    CHECK(one("HardSwish", {}).kind == ActivationKind::hard_swish);
    CHECK(one("Elu", {}).alpha == 1.0);
    CHECK(one("Softplus", {}).kind == ActivationKind::softplus);
    CHECK(one("Clip", {{"min", -1.0}, {"max", 6.0}}).low == -1.0);
    CHECK(one("Clip", {{"max", 6.0}}).low == -HUGE_VAL);
    CHECK(one("Clip", {{"min", 0.0}}).kind == ActivationKind::relu);
    ModelBuilder b(13);
    b.input("x", {1, 4}).scalar("hi", 6.0F).node("Clip", {"x", "", "hi"}, "y").output("y");
    const auto clip = std::get<graph::Activation>(b.graph().nodes.at(0).op);
    CHECK(clip.high == 6.0);
    CHECK(clip.low == -HUGE_VAL);
}

TEST_CASE("x * HardSigmoid(x) is HardSwish") {
    ModelBuilder b;
    b.input("x", {1, 4});
    b.node("HardSigmoid", {"x"}, "g", {{"alpha", 1.0 / 6.0}}).node("Mul", {"x", "g"}, "y");
    const graph::Graph graph = b.output("y").graph();
    REQUIRE(graph.nodes.size() == 1);
    CHECK(std::get<graph::Activation>(graph.nodes[0].op).kind == graph::ActivationKind::hard_swish);
}

TEST_CASE("pooling: ceil_mode becomes padding, and divisors stay exact") {
    const auto pool = [](const std::string& op, const std::vector<NamedAttribute>& attributes) {
        ModelBuilder b;
        b.input("x", {1, 2, 7, 8}).node(op, {"x"}, "y", attributes).output("y");
        return b.graph();
    };
    const NamedAttribute k3{"kernel_shape", Ints{3, 2}};
    const NamedAttribute s2{"strides", Ints{3, 2}};
    const NamedAttribute ceil{"ceil_mode", std::int64_t{1}};
    const NamedAttribute include{"count_include_pad", std::int64_t{1}};
    graph::Graph graph = pool("MaxPool", {k3, s2, ceil});
    CHECK(std::get<graph::MaxPool>(graph.nodes[0].op).window.pad_bottom == 2);
    CHECK(std::get<graph::MaxPool>(graph.nodes[0].op).window.pad_right == 0);
    CHECK(output_shape(graph, 0) == Shape{3, 4, 2});
    graph = pool("AveragePool", {k3, s2, ceil, include});
    CHECK_FALSE(std::get<graph::AveragePool>(graph.nodes[0].op).count_include_pad);
    // Pads that count, and rows and columns of ceil_mode that do not.
    graph = pool("AveragePool", {k3, s2, ceil, include, {"pads", Ints{1, 1, 1, 0}}});
    REQUIRE(kinds(graph) == "Pad AveragePool");
    CHECK(output_shape(graph, 0) == Shape{9, 9, 2});
    const auto& uncounted = std::get<graph::AveragePool>(graph.nodes[1].op);
    CHECK_FALSE(uncounted.count_include_pad);
    CHECK(uncounted.window == Window{3, 2, 3, 2, 1, 1, 0, 0, 0, 1});
    graph = pool("AveragePool", {k3, include, {"pads", Ints{1, 1, 1, 1}}});
    CHECK(std::get<graph::AveragePool>(graph.nodes[0].op).count_include_pad);
    graph = pool("AveragePool", {{"kernel_shape", Ints{7, 8}}});
    CHECK(kinds(graph) == "GlobalAveragePool");
    graph = pool("GlobalMaxPool", {});
    CHECK(output_shape(graph, 0) == Shape{1, 1, 2});
    graph = pool("ReduceMean", {{"axes", Ints{2, 3}}, {"keepdims", std::int64_t{0}}});
    CHECK(kinds(graph) == "GlobalAveragePool");
    CHECK(graph.outputs[0].dims == Ints{2});
}

TEST_CASE("a Pad node goes into the window behind it") {
    ModelBuilder b;
    b.input("x", {1, 2, 5, 5}).ints("p", {0, 0, 1, 2, 0, 0, 3, 4}).node("Pad", {"x", "p"}, "q");
    b.weights("w", {2, 2, 3, 3}).node("Conv", {"q", "w"}, "c", {{"pads", Ints{1, 0, 0, 0}}});
    b.node("Relu", {"c"}, "r").ints("p2", {0, 0, 0, 1, 0, 0, 0, 1}).node("Pad", {"r", "p2"}, "q2");
    b.node("MaxPool", {"q2"}, "m", {{"kernel_shape", Ints{2, 2}}});
    b.node("Pad", {"m", "p2"}, "q3");
    b.node("AveragePool", {"q3"}, "y", {{"kernel_shape", Ints{2, 2}}}).output("y");
    const graph::Graph graph = b.graph();
    CHECK(kinds(graph) == "Conv Activation MaxPool AveragePool");
    CHECK(conv_of(graph).window == Window{3, 3, 1, 1, 1, 1, 2, 2, 3, 4});
    CHECK(std::get<graph::MaxPool>(graph.nodes[2].op).window.pad_left == 1);
    CHECK(std::get<graph::AveragePool>(graph.nodes[3].op).count_include_pad);
}

TEST_CASE("batch normalization and arithmetic fold into the layer before") {
    ModelBuilder b;
    b.input("x", {1, 2, 4, 4}).floats("w", {2, 2, 1, 1}, {1, 2, 3, 4}).floats("cb", {2}, {1, -1});
    b.node("Conv", {"x", "w", "cb"}, "c");
    b.floats("scale", {2}, {2, 4}).floats("shift", {2}, {10, 20}).floats("mean", {2}, {1, 3});
    b.floats("var", {2}, {4, 16});
    b.node("BatchNormalization", {"c", "scale", "shift", "mean", "var"}, "n", {{"epsilon", 0.0}});
    b.scalar("two", 2.0F).node("Div", {"n", "two"}, "d").floats("add", {1, 2, 1, 1}, {1, 2});
    b.node("Add", {"add", "d"}, "a").node("Neg", {"a"}, "y").output("y");
    const graph::Graph graph = b.graph();
    REQUIRE(graph.nodes.size() == 1);
    // Scales 1 and 1, shifts 9 and 17; halved; plus 1 and 2; negated.
    CHECK(conv_of(graph).weights == std::vector<float>{-0.5F, -1, -1.5F, -2});
    CHECK(conv_of(graph).bias == std::vector<float>{-6, -10});
    CHECK(graph.nodes[0].name == "c");
    CHECK(graph.nodes[0].sources == std::vector<std::string>{"c", "n", "d", "a", "y"});
}

TEST_CASE("an affine that nothing can take in is a depthwise 1x1 conv") {
    ModelBuilder b;
    b.input("x", {1, 2, 4, 4}).node("Relu", {"x"}, "r").floats("m", {2, 1, 1}, {3, 5});
    b.node("Mul", {"r", "m"}, "s").node("Sub", {"m", "s"}, "y").output("y");
    const graph::Graph graph = b.graph();
    CHECK(kinds(graph) == "Activation Conv"); // the second went into the first
    CHECK(conv_of(graph, 1).groups == 2);
    CHECK(conv_of(graph, 1).weights == std::vector<float>{-3, -5});
    CHECK(conv_of(graph, 1).bias == std::vector<float>{3, 5});
}

TEST_CASE("a shift stays in front of a padded conv, a scale does not") {
    for (const bool shift : {false, true}) {
        ModelBuilder b;
        b.input("x", {1, 2, 4, 4}).scalar("k", 2.0F).weights("w", {1, 2, 3, 3}, 1.0F, 0.0F);
        b.node(shift ? "Add" : "Mul", {"x", "k"}, "s");
        b.node("Conv", {"s", "w"}, "y", {{"pads", Ints{1, 1, 1, 1}}}).output("y");
        CHECK(kinds(b.graph()) == (shift ? "Conv Conv" : "Conv"));
    }
}

TEST_CASE("a value with another reader is not changed by folding") {
    ModelBuilder b;
    b.input("x", {1, 2, 4, 4}).weights("w", {2, 2, 1, 1}).node("Conv", {"x", "w"}, "c");
    b.floats("k", {2, 1, 1}, {2, 3}).node("Mul", {"c", "k"}, "m");
    b.node("Add", {"c", "m"}, "y").output("y");
    CHECK(kinds(b.graph()) == "Conv Conv Add");
    ModelBuilder out;
    out.input("x", {1, 2, 4, 4}).weights("w", {2, 2, 1, 1}).node("Conv", {"x", "w"}, "c");
    out.scalar("k", 2.0F).node("Mul", {"c", "k"}, "m").output("c").output("m");
    CHECK(kinds(out.graph()) == "Conv Conv");
    CHECK(out.graph().outputs.size() == 2);
}

TEST_CASE("concat, subtraction and sums of activations") {
    ModelBuilder b;
    b.input("x", {1, 2, 4, 4}).input("z", {1, 2, 4, 4}).node("Relu", {"x"}, "r");
    b.node("Tanh", {"z"}, "t").node("Sub", {"r", "t"}, "d").node("Sum", {"r", "t", "d"}, "s");
    b.node("Concat", {"s", "t"}, "y", {{"axis", std::int64_t{1}}}).output("y");
    const graph::Graph graph = b.graph();
    CHECK(kinds(graph) == "Activation Activation Subtract Add Add Concat");
    CHECK(output_shape(graph, 5) == Shape{4, 4, 4});
}

TEST_CASE("softmax and arg-max at the end, in both meanings of axis") {
    ModelBuilder old(11);
    old.input("x", {1, 5, 1, 1}).node("Softmax", {"x"}, "y").output("y");
    CHECK(kinds(old.graph()) == "Softmax");
    ModelBuilder b;
    b.input("x", {1, 5, 4, 4}).node("Softmax", {"x"}, "s", {{"axis", std::int64_t{1}}});
    b.node("ArgMax", {"s"}, "y", {{"axis", std::int64_t{1}}, {"keepdims", std::int64_t{0}}});
    const graph::Graph graph = b.output("y").graph();
    CHECK(kinds(graph) == "ArgMax");
    CHECK(graph.nodes[0].sources == std::vector<std::string>{"y", "s"});
    CHECK(graph.outputs[0].dims == Ints{4, 4});
}

TEST_CASE("squeeze, unsqueeze, dropout, identity and cast disappear") {
    ModelBuilder b(13);
    b.input("x", {1, 3, 2, 2}).node("Identity", {"x"}, "i").node("Dropout", {"i"}, "d");
    b.node("Cast", {"d"}, "k", {{"to", std::int64_t{10}}}).node("GlobalAveragePool", {"k"}, "g");
    b.ints("a", {2, 3}).node("Squeeze", {"g", "a"}, "s").node("Unsqueeze", {"s", "a"}, "u");
    b.weights("w", {2, 3, 1, 1}).node("Conv", {"u", "w"}, "c").ints("f", {1, -1});
    b.node("Reshape", {"c", "f"}, "y").output("y");
    const graph::Graph graph = b.graph();
    CHECK(kinds(graph) == "GlobalAveragePool Conv");
    CHECK(graph.outputs[0].dims == Ints{2});
    CHECK(graph.nodes[1].sources == std::vector<std::string>{"c", "u", "s", "y"});
}

TEST_CASE("initializers of every numeric type become floats") {
    const auto with = [](int type, const std::string& raw) {
        ModelBuilder b;
        b.input("x", {1, 2, 3, 3}).weights("w", {2, 1, 1, 1});
        auto& tensor = *b.proto().mutable_graph()->mutable_initializer(0);
        tensor.clear_float_data();
        tensor.set_data_type(type);
        tensor.set_raw_data(raw);
        b.node("Conv", {"x", "w"}, "y", {{"group", std::int64_t{2}}}).output("y");
        return conv_of(b.graph()).weights;
    };
    const auto raw = [](auto a, auto c) {
        std::string bytes(reinterpret_cast<const char*>(&a), sizeof(a));
        return bytes.append(reinterpret_cast<const char*>(&c), sizeof(c));
    };
    using onnx::TensorProto;
    const std::vector<float> expected = {1.5F, -2.0F};
    CHECK(with(TensorProto::FLOAT, raw(1.5F, -2.0F)) == expected);
    CHECK(with(TensorProto::DOUBLE, raw(1.5, -2.0)) == expected);
    CHECK(with(TensorProto::FLOAT16, raw(std::uint16_t{0x3e00}, std::uint16_t{0xc000})) ==
          expected);
    CHECK(with(TensorProto::BFLOAT16, raw(std::uint16_t{0x3fc0}, std::uint16_t{0xc000})) ==
          expected);
    const std::vector<float> whole = {3.0F, -2.0F};
    CHECK(with(TensorProto::INT8, raw(std::int8_t{3}, std::int8_t{-2})) == whole);
    CHECK(with(TensorProto::INT16, raw(std::int16_t{3}, std::int16_t{-2})) == whole);
    CHECK(with(TensorProto::INT32, raw(std::int32_t{3}, std::int32_t{-2})) == whole);
    CHECK(with(TensorProto::INT64, raw(std::int64_t{3}, std::int64_t{-2})) == whole);
    CHECK(with(TensorProto::UINT8, raw(std::uint8_t{3}, std::uint8_t{254})) ==
          std::vector<float>{3.0F, 254.0F});
}

} // namespace sluice::frontend
