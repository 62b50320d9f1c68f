// SPDX-License-Identifier: Apache-2.0
// What is not supported is refused by name, with what to do.
#include <limits>

#include <catch2/catch.hpp>

#include "frontend/tests/model_builder.h"

namespace sluice::frontend {

using Catch::Matchers::Contains;

namespace {

const std::int64_t kOne = 1;

// One node on an image of 1x4x6x6.
std::string error_of(const std::string& op, const std::vector<NamedAttribute>& attributes = {},
                     std::int64_t opset = 13) {
    ModelBuilder b(opset);
    b.input("x", {1, 4, 6, 6}).node(op, {"x"}, "y", attributes).output("y");
    return b.error();
}

} // namespace

TEST_CASE("operators that are not supported are named with a rewrite") {
    CHECK_THAT(error_of("DepthToSpace", {{"blocksize", std::int64_t{2}}}),
               Contains("node 'y' (DepthToSpace) is not supported; end the model before it"));
    for (const std::string op : {"LSTM", "Loop", "Resize", "Gelu", "TopK", "ConvTranspose"})
        CHECK_THAT(error_of(op), Contains("node 'y' (" + op + ") is not supported; "));
    ModelBuilder custom;
    custom.input("x", {1, 4}).node("Relu", {"x"}, "y").output("y");
    custom.proto().mutable_graph()->mutable_node(0)->set_domain("com.example");
    CHECK_THAT(custom.error(), Contains("operator of the domain 'com.example'"));
}

TEST_CASE("attributes that are not supported are refused") {
    const NamedAttribute k2{"kernel_shape", Ints{2, 2}};
    CHECK_THAT(error_of("MaxPool", {k2, {"pads", Ints{2, 0, 0, 0}}}), Contains("as large as its"));
    CHECK_THAT(error_of("MaxPool", {k2, {"pads", Ints{-1, 0, 0, 0}}}), Contains("pads=-1"));
    CHECK_THAT(error_of("MaxPool", {k2, {"strides", Ints{0, 1}}}), Contains("strides=0"));
    CHECK_THAT(error_of("MaxPool", {k2, {"strides", Ints{1}}}), Contains("1 values of 'strides'"));
    CHECK_THAT(error_of("MaxPool", {k2, {"auto_pad", std::string("ODD")}}), Contains("'ODD'"));
    CHECK_THAT(error_of("MaxPool", {{"kernel_shape", Ints{9, 9}}}), Contains("window of 9"));
    CHECK_THAT(error_of("MaxPool", {}), Contains("no kernel_shape"));
    CHECK_THAT(error_of("MaxPool", {{"kernel_shape", kOne}}), Contains("wrong type"));
    CHECK_THAT(error_of("AveragePool", {{"kernel_shape", Ints{4, 4}},
                                        {"strides", Ints{2, 2}},
                                        {"pads", Ints{1, 1, 0, 0}},
                                        {"ceil_mode", kOne},
                                        {"count_include_pad", kOne}}),
               Contains("ceil_mode=1 and padding that counts"));
    CHECK_THAT(error_of("MaxPool", {{"kernel_shape", Ints{2, 2}},
                                    {"strides", Ints{4, 7}},
                                    {"pads", Ints{0, 0, 0, 1}},
                                    {"ceil_mode", kOne}}),
               Contains("last window outside the image"));
    CHECK_THAT(error_of("Softmax", {{"axis", std::int64_t{3}}}), Contains("not the channels"));
    CHECK_THAT(error_of("Softmax", {}, 11), Contains("not the channels"));
    CHECK_THAT(error_of("Softmax", {{"axis", std::int64_t{9}}}), Contains("names axis 9"));
    CHECK_THAT(error_of("ArgMax", {{"axis", std::int64_t{2}}}), Contains("not the channels"));
    CHECK_THAT(error_of("ArgMax", {{"axis", kOne}, {"select_last_index", kOne}}),
               Contains("select_last_index=1"));
    CHECK_THAT(error_of("ReduceMean", {{"axes", Ints{1}}}),
               Contains("other than height and width"));
    CHECK_THAT(error_of("Transpose", {{"perm", Ints{0, 2, 1}}}), Contains("not a permutation"));
    CHECK_THAT(error_of("Cast", {{"to", std::int64_t{3}}}), Contains("casts to int8"));
    CHECK_THAT(error_of("Pad", {{"mode", std::string("reflect")}}, 9), Contains("mode 'reflect'"));
    CHECK_THAT(error_of("Clip", {{"min", 2.0}, {"max", 1.0}}, 9), Contains("clips to 2"));
}

TEST_CASE("two activations that are not one shape or one layout are refused") {
    ModelBuilder b;
    b.input("x", {1, 4, 6, 6}).node("GlobalAveragePool", {"x"}, "g");
    b.node("Add", {"x", "g"}, "y").output("y");
    CHECK_THAT(b.error(), Contains("different shapes, 1x4x6x6 and 1x4x1x1"));
    ModelBuilder m;
    m.input("x", {1, 4, 6, 6}).node("Relu", {"x"}, "r").node("Mul", {"x", "r"}, "y").output("y");
    CHECK_THAT(m.error(), Contains("multiplies two activations"));
    ModelBuilder t;
    t.input("x", {1, 6, 6, 6}).node("Relu", {"x"}, "r").weights("w", {6, 6, 1, 1});
    t.node("Conv", {"x", "w"}, "c").node("Transpose", {"r"}, "t", {{"perm", Ints{0, 2, 1, 3}}});
    t.node("Add", {"c", "t"}, "y").output("y");
    CHECK_THAT(t.error(), Contains("layouts differ"));
    ModelBuilder c;
    c.input("x", {1, 4, 6, 6}).node("Relu", {"x"}, "r");
    c.node("Concat", {"x", "r"}, "y", {{"axis", std::int64_t{2}}}).output("y");
    CHECK_THAT(c.error(), Contains("joins along dimension 2"));
}

TEST_CASE("a constant that differs between pixels is refused") {
    ModelBuilder b;
    b.input("x", {1, 2, 2, 2}).weights("k", {2, 2, 2}).node("Add", {"x", "k"}, "y").output("y");
    CHECK_THAT(b.error(), Contains("differs between pixels"));
    ModelBuilder even;
    even.input("x", {1, 2, 2, 2}).floats("k", {2, 2, 2}, {1, 1, 1, 1, 2, 2, 2, 2});
    even.node("Add", {"x", "k"}, "y").output("y");
    CHECK(even.error().empty());
}

TEST_CASE("a flattened image is for fully connected layers") {
    ModelBuilder b;
    b.input("x", {1, 2, 4, 4}).weights("w", {2, 2, 1, 1}).node("Conv", {"x", "w"}, "c");
    b.node("Flatten", {"c"}, "f").node("Softmax", {"f"}, "y").output("y");
    CHECK_THAT(b.error(), Contains("node 'y' (Softmax)") && Contains("not the channels (1xCHW)"));
    ModelBuilder r;
    r.input("x", {1, 4, 6, 6}).weights("w", {4, 4, 1, 1}).node("Conv", {"x", "w"}, "c");
    r.ints("s", {1, 2, 2, 36}).node("Reshape", {"c", "s"}, "y").output("y");
    CHECK_THAT(r.error(), Contains("splits a dimension"));
    ModelBuilder e;
    e.input("x", {1, 4, 6, 6}).ints("s", {1, 5, -1}).node("Reshape", {"x", "s"}, "y").output("y");
    CHECK_THAT(e.error(), Contains("cannot turn a tensor of 1x4x6x6 into 1x5x-1"));
}

TEST_CASE("a Pad that no window takes in is refused") {
    ModelBuilder b;
    b.input("x", {1, 2, 4, 4}).ints("p", {0, 0, 1, 1, 0, 0, 1, 1}).node("Pad", {"x", "p"}, "q");
    b.node("Relu", {"q"}, "y").output("y");
    CHECK_THAT(b.error(), Contains("follows the Pad node 'q'"));
    ModelBuilder v;
    v.input("x", {1, 2, 4, 4}).ints("p", {0, 0, 1, 1, 0, 0, 1, 1}).scalar("one", 1.0F);
    v.node("Pad", {"x", "p", "one"}, "q").weights("w", {2, 2, 1, 1});
    v.node("Conv", {"q", "w"}, "y").output("y");
    CHECK_THAT(v.error(), Contains("with the value 1, not 0"));
    ModelBuilder m;
    m.input("x", {1, 2, 4, 4}).ints("p", {0, 0, 1, 1, 0, 0, 1, 1}).node("Pad", {"x", "p"}, "q");
    m.node("MaxPool", {"q"}, "y", {{"kernel_shape", Ints{2, 2}}}).output("y");
    CHECK_THAT(m.error(), Contains("can be larger than a pixel"));
}

TEST_CASE("softmax in the middle and broken weights are refused") {
    ModelBuilder b;
    b.input("x", {1, 4}).node("Softmax", {"x"}, "s").node("Relu", {"s"}, "y").output("y");
    CHECK_THAT(b.error(), Contains("'s' (Softmax) is not at the end"));
    ModelBuilder n;
    n.input("x", {1, 2}).floats("w", {2, 1}, {1.0F, std::numeric_limits<float>::quiet_NaN()});
    n.node("MatMul", {"x", "w"}, "y").output("y");
    CHECK_THAT(n.error(), Contains("node 'y' has weights that are infinite or no numbers"));
    ModelBuilder w;
    w.input("x", {1, 4, 6, 6}).weights("w", {2, 3, 1, 1}).node("Conv", {"x", "w"}, "y").output("y");
    CHECK_THAT(w.error(), Contains("weights of shape 2x3x1x1 and group=1 for 4 channels"));
    ModelBuilder d;
    d.input("x", {1, 4}).node("Dropout", {"x"}, "y").output("mask");
    d.proto().mutable_graph()->mutable_node(0)->add_output("mask");
    CHECK_THAT(d.error(), Contains("use of its output number 1 ('mask')"));
}

TEST_CASE("shapes: the batch is 1, every other dimension must be known") {
    const auto relu = [](const Ints& dims) {
        ModelBuilder b;
        b.input("x", dims).node("Relu", {"x"}, "y").output("y");
        return b;
    };
    CHECK(relu({-1, 3, 4, 4}).error().empty());
    CHECK(relu({0, 3, 4, 4}).error().empty());
    ModelBuilder open = relu({1, 3, -1, 4});
    open.proto()
        .mutable_graph()
        ->mutable_input(0)
        ->mutable_type()
        ->mutable_tensor_type()
        ->mutable_shape()
        ->mutable_dim(2)
        ->set_dim_param("height");
    CHECK_THAT(open.error(),
               Contains("input 'x' has the unknown dimension 'height'; fix it with --shape"));
    CHECK(open.import({{{"x", {1, 3, 9, 4}}}}).graph.values[0].shape == Shape{9, 4, 3});
    CHECK(open.import({{{"x", {0, 3, 9, 4}}}}).graph.values[0].shape == Shape{9, 4, 3});
    CHECK_THAT(open.error({{{"x", {1, 5, 9, 4}}}}), Contains("fix only dimensions"));
    CHECK_THAT(open.error({{{"x", {3, 9, 4}}}}), Contains("3 dimensions"));
    CHECK_THAT(open.error({{{"z", {1}}}}), Contains("'z', which is not an input"));
    CHECK_FALSE(open.check().supported());
    CHECK(open.check({{{"x", {1, 3, 9, 4}}}}).supported());
    CHECK_THAT(relu({1, 1, 1, 4, 4}).error(), Contains("5 dimensions"));
}

TEST_CASE("a fixed batch is taken as 1 where the model allows it") {
    ModelBuilder b;
    b.input("x", {8, 2, 3, 3}).ints("s", {8, 18}).node("Reshape", {"x", "s"}, "f");
    b.weights("w", {18, 2}).node("MatMul", {"f", "w"}, "y").output("y");
    const ImportResult result = b.import();
    CHECK(kinds(result.graph) == "FullyConnected");
    REQUIRE(result.warnings.size() == 1);
    CHECK_THAT(result.warnings[0], Contains("batch of 8"));
    ModelBuilder mixed;
    mixed.input("x", {8, 2, 3, 3}).ints("s", {4, 36}).node("Reshape", {"x", "s"}, "f");
    mixed.output("f");
    CHECK_THAT(mixed.error(), Contains("export the model with batch size 1"));
}

TEST_CASE("an opset newer than known is tried with a warning") {
    ModelBuilder b(99);
    b.input("x", {1, 3}).node("Relu", {"x"}, "y").output("y");
    REQUIRE(b.import().warnings.size() == 1);
    CHECK_THAT(b.import().warnings[0], Contains("opset 99"));
}

TEST_CASE("check judges every node and what follows an unsupported one") {
    ModelBuilder b;
    b.input("x", {1, 4, 6, 6}).weights("w", {4, 4, 1, 1}).node("Conv", {"x", "w"}, "c");
    b.node("Identity", {"c"}, "i").node("Mish", {"i"}, "m").weights("w3", {4, 3, 1, 1});
    b.node("Conv", {"m", "w3"}, "bad").node("Loop", {"c"}, "l").node("Relu", {"l"}, "r");
    b.node("Tanh", {"c"}, "dead").output("bad").output("r");
    const CheckReport report = b.check();
    REQUIRE(report.nodes.size() == 7);
    CHECK(report.inputs == std::vector<std::string>{"x: 1x4x6x6"});
    const auto verdict = [&](std::size_t i) { return report.nodes[i].verdict; };
    CHECK(verdict(0) == Verdict::supported);
    CHECK(report.nodes[0].reason == "Conv");
    CHECK(verdict(1) == Verdict::folded);
    CHECK(verdict(2) == Verdict::unsupported);
    CHECK(verdict(3) == Verdict::unsupported); // its weights are wrong, whatever Mish is
    CHECK_THAT(report.nodes[3].reason, Contains("4x3x1x1"));
    CHECK(verdict(4) == Verdict::unsupported);
    CHECK(verdict(5) == Verdict::supported);
    CHECK(verdict(6) == Verdict::folded);
    CHECK(report.nodes[6].reason == "no output depends on it");
}

} // namespace sluice::frontend
