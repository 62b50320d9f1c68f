// SPDX-License-Identifier: Apache-2.0
// Already quantized models, and inputs that are bytes.
#include <catch2/catch.hpp>

#include "frontend/take_bytes.h"
#include "frontend/tests/model_builder.h"

namespace sluice::frontend {

namespace {

using Catch::Contains;
using onnx::TensorProto;

// A constant of integers of an ONNX type.
void integers(ModelBuilder& b, const std::string& name, int type, const Ints& dims,
              const std::vector<int>& values) {
    auto* tensor = b.proto().mutable_graph()->add_initializer();
    tensor->set_name(name);
    tensor->set_data_type(type);
    for (const std::int64_t dim : dims)
        tensor->add_dims(dim);
    for (const int value : values)
        tensor->add_int32_data(value);
}

// x -> Q -> DQ with `zero`, then a 1x1 convolution of two channels.
ModelBuilder quantized_input(int type, int zero) {
    ModelBuilder b;
    b.input("x", {1, 2, 3, 4}).scalar("s", 0.5F);
    integers(b, "z", type, {}, {zero});
    b.node("QuantizeLinear", {"x", "s", "z"}, "q").node("DequantizeLinear", {"q", "s", "z"}, "d");
    return b;
}

const graph::Quantization& levels(const graph::Graph& graph, graph::ValueId value) {
    REQUIRE(graph.values.at(static_cast<std::size_t>(value)).quantization);
    return *graph.values[static_cast<std::size_t>(value)].quantization;
}

} // namespace

TEST_CASE("levels of uint8 and int8 become those of signed 8 bits") {
    for (const bool is_unsigned : {true, false}) {
        ModelBuilder b = is_unsigned ? quantized_input(TensorProto::UINT8, 140)
                                     : quantized_input(TensorProto::INT8, 12);
        const graph::Graph graph =
            b.node("MaxPool", {"d"}, "y", {{"kernel_shape", Ints{1, 1}}}).output("y").graph();
        CHECK(levels(graph, graph.inputs[0].value) == graph::Quantization{0.5, 12, -128, 127});
        CHECK(levels(graph, graph.outputs[0].value) == graph::Quantization{0.5, 12, -128, 127});
    }
}

TEST_CASE("weights are dequantized by channel, with zero points") {
    ModelBuilder b = quantized_input(TensorProto::INT8, 0);
    integers(b, "w", TensorProto::UINT8, {2, 2, 1, 1}, {130, 128, 126, 120});
    integers(b, "wz", TensorProto::UINT8, {2}, {128, 120});
    b.floats("ws", {2}, {0.5F, 0.25F});
    b.node("DequantizeLinear", {"w", "ws", "wz"}, "dw", {{"axis", std::int64_t{0}}});
    const graph::Graph graph = b.node("Conv", {"d", "dw"}, "y").output("y").graph();
    CHECK(std::get<graph::Conv>(graph.nodes.at(0).op).weights ==
          std::vector<float>{1.0F, 0.0F, 1.5F, 0.0F});
}

TEST_CASE("integers read by another scale than they were written by are scaled") {
    ModelBuilder b = quantized_input(TensorProto::INT8, 0);
    b.scalar("s2", 2.0F).weights("w", {1, 2, 1, 1}, 1.0F);
    b.node("DequantizeLinear", {"q", "s2", "z"}, "e").node("Conv", {"e", "w"}, "y").output("y");
    const graph::Graph graph = b.graph();
    CHECK(std::get<graph::Conv>(graph.nodes.at(0).op).weights == std::vector<float>{4.0F, 8.0F});
}

TEST_CASE("an input of bytes takes the levels of its first reader") {
    ModelBuilder b;
    b.input("x", {1, 2, 3, 4}).scalar("s", 0.5F);
    b.proto()
        .mutable_graph()
        ->mutable_input(0)
        ->mutable_type()
        ->mutable_tensor_type()
        ->set_elem_type(TensorProto::UINT8);
    integers(b, "z", TensorProto::UINT8, {}, {140});
    b.node("DequantizeLinear", {"x", "s", "z"}, "d").node("Relu", {"d"}, "y").output("y");
    const graph::Graph graph = b.graph();
    CHECK(graph.inputs[0].integer_offset == 128);
    CHECK(levels(graph, graph.inputs[0].value) == graph::Quantization{0.5, 12, -128, 127});
}

TEST_CASE("what cannot be taken as it is is refused in one sentence") {
    {
        ModelBuilder b;
        b.input("x", {1, 2, 3, 4}).floats("s", {2}, {0.5F, 0.25F});
        b.node("QuantizeLinear", {"x", "s"}, "q").node("DequantizeLinear", {"q", "s"}, "y");
        CHECK_THAT(b.output("y").error(), Contains("more than one scale"));
    }
    {
        ModelBuilder b = quantized_input(TensorProto::UINT16, 12);
        CHECK_THAT(b.output("d").error(), Contains("4 or 8 bits"));
    }
    {
        ModelBuilder b;
        b.input("x", {1, 2, 3, 4}).scalar("s", 0.5F);
        b.node("DequantizeLinear", {"x", "s"}, "y").output("y");
        CHECK_THAT(b.error(), Contains("no QuantizeLinear gave"));
    }
    {
        ModelBuilder b = quantized_input(TensorProto::INT8, 0);
        b.scalar("zero", 0.0F).scalar("bits", 4.0F);
        b.node("Quant", {"d", "s", "zero", "bits"}, "y", {{"rounding_mode", std::string("CEIL")}});
        b.proto().mutable_graph()->mutable_node(2)->set_domain("qonnx.custom_op.general");
        CHECK_THAT(b.output("y").error(), Contains("rounds by 'CEIL'"));
    }
}

TEST_CASE("bytes fold into the first layer where its padding allows") {
    const auto network = [](const Ints& pads) {
        ModelBuilder b;
        b.input("x", {1, 1, 4, 4}).weights("w", {1, 1, 3, 3}, 1.0F);
        return b.node("Conv", {"x", "w"}, "y", {{"pads", pads}}).output("y").graph();
    };
    const graph::Graph whole = take_bytes(network({0, 0, 0, 0}), {0.5, {3.0}, {2.0}});
    REQUIRE(whole.nodes.size() == 1);
    const auto& conv = std::get<graph::Conv>(whole.nodes[0].op);
    CHECK(conv.weights[2] == 3.0F * 0.25F);
    CHECK(conv.bias[0] == 45.0F * -1.5F);
    CHECK(whole.inputs[0].integer_offset == 128);
    // A mean of 0: the padding's zero is the byte 0.
    CHECK(take_bytes(network({1, 1, 1, 1}), {0.5, {0.0}, {2.0}}).nodes.size() == 1);
    const graph::Graph padded = take_bytes(network({1, 1, 1, 1}), {0.5, {3.0}, {2.0}});
    REQUIRE(padded.nodes.size() == 2);
    CHECK(std::get<graph::Conv>(padded.nodes[0].op).groups == 1);
    CHECK(std::get<graph::Conv>(padded.nodes[1].op).window.has_padding());
    CHECK_THROWS_WITH(take_bytes(network({0, 0, 0, 0}), {1.0, {1.0, 2.0}, {1.0}}),
                      Contains("2 values, the model's input 1 channels"));
}

} // namespace sluice::frontend
