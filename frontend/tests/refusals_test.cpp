// SPDX-License-Identifier: Apache-2.0
// What is not supported is refused by name, with what to do.
#include <limits>

#include <catch2/catch.hpp>

#include "frontend/tests/model_builder.h"

namespace sluice::frontend {

using Catch::Matchers::Contains;

namespace {

const std::int64_t kOneElement = 1;

// One node on an image of 1x4x6x6.
std::string error_of(const std::string& op, const std::vector<NamedAttribute>& attributes = {},
                     std::int64_t opset = 13) {
    ModelBuilder b(opset);
    b.input("x", {1, 4, 6, 6}).node(op, {"x"}, "y", attributes).output("y");
    return b.error();
}

} // namespace

TEST_CASE("operators that are not supported are named with a rewrite") {
    CHECK_THAT(error_of("LSTM"), Contains("node 'y' (LSTM) keeps a state from step to step") &&
                                     Contains("; use a 1-D convolution over the time axis"));
    for (const std::string op : {"LSTM", "Loop", "If", "NonZero", "Einsum", "LayerNormalization"})
        CHECK_THAT(error_of(op), Contains("node 'y' (" + op + ") ") && Contains("; "));
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
    CHECK_THAT(error_of("MaxPool", {{"kernel_shape", kOneElement}}), Contains("wrong type"));
    CHECK_THAT(error_of("Softmax", {{"axis", std::int64_t{9}}}), Contains("names axis 9"));
    CHECK_THAT(error_of("Transpose", {{"perm", Ints{0, 2, 1}}}), Contains("not a permutation"));
    CHECK_THAT(error_of("Cast", {{"to", std::int64_t{3}}}), Contains("casts to int8"));
    CHECK_THAT(error_of("Pad", {{"mode", std::string("odd")}}, 9), Contains("mode 'odd'"));
    CHECK_THAT(error_of("Pad", {{"pads", Ints{1, 0, 0, 0, 0, 0, 0, 0}}}, 9),
               Contains("pads the batch"));
    CHECK_THAT(error_of("Pad",
                        {{"pads", Ints{0, 0, 6, 0, 0, 0, 0, 0}}, {"mode", std::string("reflect")}},
                        9),
               Contains("reflects more pixels than there are"));
    CHECK_THAT(error_of("DepthToSpace", {{"blocksize", std::int64_t{3}}}),
               Contains("4 channels for blocks of 9"));
    CHECK_THAT(error_of("SpaceToDepth", {{"blocksize", std::int64_t{4}}}),
               Contains("blocks of 4 on an image of 1x4x6x6"));
    CHECK_THAT(error_of("LpNormalization", {{"axis", kOneElement}, {"p", std::int64_t{3}}}),
               Contains("p=3"));
    CHECK_THAT(error_of("LRN", {{"size", std::int64_t{0}}}), Contains("size=0"));
    CHECK_THAT(error_of("TopK", {{"axis", kOneElement}, {"k", std::int64_t{5}}}, 9),
               Contains("the 5 largest of 4"));
    CHECK_THAT(error_of("Upsample", {}, 7), Contains("has no scales"));
    CHECK_THAT(error_of("Slice", {{"starts", Ints{2}}, {"ends", Ints{2}}, {"axes", Ints{1}}}, 9),
               Contains("makes an empty tensor"));
}

TEST_CASE("tensors that do not go together are refused") {
    ModelBuilder b;
    b.input("x", {1, 4, 6, 6}).input("z", {1, 4, 3, 6}).node("Mul", {"x", "z"}, "y").output("y");
    CHECK_THAT(b.error(), Contains("combines tensors of 1x4x6x6 and 1x4x3x6"));
    ModelBuilder c;
    c.input("x", {1, 4, 6, 6}).input("z", {1, 4, 3, 6});
    c.node("Concat", {"x", "z"}, "y", {{"axis", kOneElement}}).output("y");
    CHECK_THAT(c.error(), Contains("joins tensors of 1x4x6x6 and 1x4x3x6"));
    ModelBuilder f;
    f.input("x", {1, 4, 6, 6}).input("z", {1, 4, 6, 6});
    f.node("Concat", {"x", "z"}, "y", {{"axis", std::int64_t{0}}}).output("y");
    CHECK_THAT(f.error(), Contains("joins along the batch"));
    ModelBuilder m;
    m.input("x", {1, 4, 6}).input("z", {1, 6, 5}).node("MatMul", {"x", "z"}, "y").output("y");
    CHECK_THAT(m.error(), Contains("multiplies two activations; compute the attention"));
    ModelBuilder e;
    e.input("x", {1, 4, 6, 6}).ints("s", {1, 5, -1}).node("Reshape", {"x", "s"}, "y").output("y");
    CHECK_THAT(e.error(), Contains("cannot turn a tensor of 1x4x6x6 into 1x5x-1"));
}

TEST_CASE("what joins the frames of a batch is refused") {
    const auto error = [](const std::string& op, const std::vector<NamedAttribute>& attributes) {
        ModelBuilder b;
        b.input("x", {3, 4, 5}).node(op, {"x"}, "y", attributes).output("y");
        return b.error();
    };
    const std::int64_t zero = 0;
    CHECK_THAT(error("Softmax", {{"axis", zero}}), Contains("across the frames of a batch of 3"));
    CHECK_THAT(error("ArgMax", {{"axis", zero}}), Contains("across the frames of a batch of 3"));
    ModelBuilder slopes;
    slopes.input("x", {3, 4, 5}).weights("s", {3, 4, 5}).node("PRelu", {"x", "s"}, "y").output("y");
    CHECK_THAT(slopes.error(), Contains("across the frames of a batch of 3"));
    ModelBuilder part;
    part.input("x", {3, 4, 5}).ints("from", {0}).ints("to", {2});
    part.node("Slice", {"x", "from", "to"}, "y").output("y");
    CHECK_THAT(part.error(), Contains("across the frames of a batch of 3"));
    CHECK_THAT(error("Unsqueeze", {{"axes", Ints{0}}}), Contains("across the frames"));
    CHECK_THAT(error("ReduceMax", {{"axes", Ints{0}}}), Contains("across the frames"));
    CHECK_THAT(error("Flatten", {{"axis", zero}}),
               Contains("works across the frames of a batch of 3"));
    CHECK_THAT(error("Transpose", {{"perm", Ints{1, 0, 2}}}), Contains("moves the batch"));
    CHECK(error("Softmax", {{"axis", std::int64_t{1}}}).empty());
}

TEST_CASE("broken weights and unused outputs are refused") {
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
    b.node("Identity", {"c"}, "i").node("LayerNormalization", {"i"}, "m");
    b.weights("w3", {4, 3, 1, 1});
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
    CHECK(verdict(3) == Verdict::unsupported); // its weights are wrong, whatever comes before
    CHECK_THAT(report.nodes[3].reason, Contains("4x3x1x1"));
    CHECK(verdict(4) == Verdict::unsupported);
    CHECK(verdict(5) == Verdict::supported);
    CHECK(verdict(6) == Verdict::folded);
    CHECK(report.nodes[6].reason == "no output depends on it");
}

} // namespace sluice::frontend
