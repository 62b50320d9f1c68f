// SPDX-License-Identifier: Apache-2.0
// Files from strangers: damaged, hostile, or merely odd.
#include <fstream>
#include <functional>

#include <catch2/catch.hpp>

#include "base/error.h"
#include "frontend/tests/model_builder.h"

namespace sluice::frontend {

using Catch::Matchers::Contains;

namespace {

ModelBuilder small_model() {
    ModelBuilder b;
    b.input("x", {1, 2, 6, 6}).weights("w", {3, 2, 3, 3}).weights("b", {3});
    b.node("Conv", {"x", "w", "b"}, "conv", {{"strides", Ints{2, 2}}}).node("Relu", {"conv"}, "y");
    b.node("Flatten", {"y"}, "flat").weights("fw", {12, 4}).node("Gemm", {"flat", "fw"}, "z");
    b.output("z");
    return b;
}

onnx::TensorProto& weights_of(ModelBuilder& b) {
    return *b.proto().mutable_graph()->mutable_initializer(0);
}

std::string file_error(const std::filesystem::path& path) {
    try {
        import_model(path);
    } catch (const Error& error) {
        return error.what();
    }
    return "";
}

} // namespace

TEST_CASE("every prefix of a model is refused with one sentence, or is the model") {
    const std::string bytes = small_model().proto().SerializeAsString();
    for (std::size_t length = 0; length < bytes.size(); ++length) {
        const auto path = write_test_file("cut.onnx", bytes.substr(0, length));
        const std::string error = file_error(path);
        CAPTURE(length);
        CHECK_THAT(error, Contains("cut.onnx: "));
        CHECK(error.find('\n') == std::string::npos);
    }
}

TEST_CASE("a model with any byte changed imports or is refused, and never breaks an invariant") {
    const std::string bytes = small_model().proto().SerializeAsString();
    for (std::size_t at = 0; at < bytes.size(); ++at)
        for (const int flip : {0x01, 0x80, 0xff}) {
            std::string changed = bytes;
            changed[at] = static_cast<char>(changed[at] ^ flip);
            const auto path = write_test_file("changed.onnx", changed);
            CAPTURE(at, flip);
            CHECK_NOTHROW(file_error(path)); // only Error is caught there
            try {
                check_model(path);
            } catch (const Error&) {
            }
        }
}

TEST_CASE("what is not a file or not a model is said to be so") {
    CHECK_THAT(file_error("/nonexistent/net.onnx"), Contains("no such file"));
    CHECK_THAT(file_error("/tmp"), Contains("not a file"));
    CHECK_THAT(file_error(write_test_file("empty.onnx", "")), Contains("not an ONNX model"));
    CHECK_THAT(file_error(write_test_file("text.onnx", "hello, this is not a model\n")),
               Contains("not an ONNX model"));
}

TEST_CASE("bad tensors are named with what is wrong") {
    struct Fault {
        const char* message;
        std::function<void(onnx::TensorProto&)> plant;
    };
    const std::vector<Fault> faults = {
        {"impossible shape", [](auto& t) { t.set_dims(0, std::int64_t{1} << 60); }},
        {"impossible shape", [](auto& t) { t.set_dims(0, -3); }},
        {"has 54 values, where its shape 4x2x3x3 needs 72", [](auto& t) { t.set_dims(0, 4); }},
        {"bytes of data, where its shape",
         [](auto& t) {
             t.clear_float_data();
             t.set_raw_data(std::string(7, 'x'));
         }},
        {"elements of type string", [](auto& t) { t.set_data_type(onnx::TensorProto::STRING); }},
        {"not supported", [](auto& t) { t.set_data_type(99); }},
        {"in segments", [](auto& t) { t.mutable_segment()->set_begin(0); }},
    };
    for (const Fault& fault : faults) {
        ModelBuilder b = small_model();
        fault.plant(weights_of(b));
        CHECK_THAT(b.error(), Contains("node 'conv' (Conv)") && Contains(fault.message));
        CHECK_FALSE(b.check().supported());
    }
}

TEST_CASE("external data is read from the model's folder and from nowhere else") {
    ModelBuilder b = small_model();
    onnx::TensorProto& tensor = weights_of(b);
    std::string bytes;
    for (int i = 0; i < 54; ++i) {
        const float value = static_cast<float>(i);
        bytes.append(reinterpret_cast<const char*>(&value), sizeof(value));
    }
    tensor.clear_float_data();
    tensor.set_data_location(onnx::TensorProto::EXTERNAL);
    auto* location = tensor.add_external_data();
    location->set_key("location");
    const auto place = [&](const std::string& path) {
        location->set_value(path);
        return b.error();
    };
    const auto file = write_test_file("weights.bin", bytes);
    CHECK(place("weights.bin").empty());
    CHECK(std::get<graph::Conv>(b.graph().nodes[0].op).weights[2] == 1.0F);
    CHECK_THAT(place("../weights.bin"), Contains("not inside the model's folder"));
    CHECK_THAT(place("a/../../weights.bin"), Contains("not inside the model's folder"));
    CHECK_THAT(place(file.string()), Contains("not inside the model's folder"));
    CHECK_THAT(place("/etc/passwd"), Contains("not inside the model's folder"));
    CHECK_THAT(place(""), Contains("not inside the model's folder"));
    CHECK_THAT(place("missing.bin"), Contains("cannot be read"));
    std::error_code ignored;
    std::filesystem::create_symlink("/etc/passwd", file.parent_path() / "link.bin", ignored);
    CHECK_THAT(place("link.bin"), Contains("not inside the model's folder"));
    write_test_file("short.bin", bytes.substr(0, 100));
    CHECK_THAT(place("short.bin"), Contains("needs 216 bytes"));
    auto* offset = tensor.add_external_data();
    offset->set_key("offset");
    offset->set_value("18446744073709551615");
    CHECK_THAT(place("weights.bin"), Contains("needs 216 bytes"));
    offset->set_value("-4");
    CHECK_THAT(place("weights.bin"), Contains("not a number"));
}

TEST_CASE("a graph that is not a graph is refused") {
    ModelBuilder cycle;
    cycle.input("x", {1, 4}).node("Add", {"x", "b"}, "a").node("Relu", {"a"}, "b").output("b");
    CHECK_THAT(cycle.error(), Contains("depends on its own output"));
    ModelBuilder twice = small_model();
    twice.node("Relu", {"x"}, "y");
    CHECK_THAT(twice.error(), Contains("defines the value 'y' twice"));
    ModelBuilder initializers = small_model();
    initializers.weights("w", {1});
    CHECK_THAT(initializers.error(), Contains("two initializers named 'w'"));
    ModelBuilder missing;
    missing.input("x", {1, 4}).node("Add", {"x", "nowhere"}, "y").output("y");
    CHECK_THAT(missing.error(), Contains("reads 'nowhere', which nothing defines"));
    ModelBuilder no_output;
    no_output.input("x", {1, 4}).node("Relu", {"x"}, "y");
    CHECK_THAT(no_output.error(), Contains("has no output"));
    no_output.output("z");
    CHECK_THAT(no_output.error(), Contains("names the output 'z', which nothing defines"));
    ModelBuilder empty;
    empty.input("x", {1, 4}).output("x");
    CHECK(kinds(empty.graph()) == "Rearrange"); // given back as it is
}

TEST_CASE("nodes out of order are put in order, and repeated names made unique") {
    ModelBuilder b;
    b.input("x", {1, 4}).node("Tanh", {"a"}, "y").node("Relu", {"x"}, "a").output("y");
    for (auto& node : *b.proto().mutable_graph()->mutable_node())
        node.set_name("same");
    const graph::Graph graph = b.graph();
    REQUIRE(graph.nodes.size() == 2);
    CHECK(std::get<graph::Activation>(graph.nodes[0].op).kind == graph::ActivationKind::relu);
    CHECK(graph.nodes[0].name == "same_1");
    CHECK(graph.nodes[1].name == "same");
}

TEST_CASE("hostile names stay one line") {
    ModelBuilder b;
    b.input("x", {1, 4}).node("Loop\n\x1b[31m", {"x"}, "a\nb'").output("a\nb'");
    const std::string error = b.error();
    CHECK_THAT(error, Contains("a\\x0ab\\x27"));
    CHECK(error.find('\n') == std::string::npos);
    CHECK(error.find('\x1b') == std::string::npos);
}

TEST_CASE("impossible sizes are refused before anything is allocated") {
    ModelBuilder huge;
    huge.input("x", {1, 1 << 20, 1 << 20, 1 << 20}).node("Relu", {"x"}, "y").output("y");
    CHECK_THAT(huge.error(), Contains("impossible shape"));
    ModelBuilder fill;
    fill.input("x", {1, 4}).ints("s", {1 << 20, 1 << 20}).node("ConstantOfShape", {"s"}, "c");
    fill.node("Add", {"x", "c"}, "y").output("y");
    CHECK_THAT(fill.error(), Contains("too large a constant"));
    ModelBuilder pads;
    pads.input("x", {1, 1, 4, 4}).weights("w", {1, 1, 3, 3});
    pads.node("Conv", {"x", "w"}, "y", {{"pads", Ints{0, 0, 1 << 30, 0}}}).output("y");
    CHECK_THAT(pads.error(), Contains("pads=1073741824"));
}

} // namespace sluice::frontend
