// SPDX-License-Identifier: Apache-2.0
// Small ONNX models, made through the ONNX protobuf classes and imported from a real file.
#pragma once

#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <string>
#include <variant>
#include <vector>

#include <onnx/onnx_pb.h>

#include "frontend/frontend.h"

namespace sluice::frontend {

using Ints = std::vector<std::int64_t>;
using AttributeValue = std::variant<std::int64_t, double, std::string, Ints>;

struct NamedAttribute {
    std::string name;
    AttributeValue value;
};

class ModelBuilder {
public:
    explicit ModelBuilder(std::int64_t opset = 13);

    // -1: a dimension without a name.
    ModelBuilder& input(const std::string& name, const Ints& dims);
    ModelBuilder& output(const std::string& name);
    // Values 0, 1, 2, ... times `step` plus `start`, so that a test can tell where each one went.
    ModelBuilder& weights(const std::string& name, const Ints& dims, float start = 0.0F,
                          float step = 1.0F);
    ModelBuilder& floats(const std::string& name, const Ints& dims,
                         const std::vector<float>& values);
    ModelBuilder& ints(const std::string& name, const Ints& values);
    ModelBuilder& scalar(const std::string& name, float value);
    // The node is named like its output.
    ModelBuilder& node(const std::string& op, const std::vector<std::string>& inputs,
                       const std::string& output,
                       const std::vector<NamedAttribute>& attributes = {});

    onnx::ModelProto& proto() { return proto_; }
    std::filesystem::path save() const;
    ImportResult import(const ImportOptions& options = {}) const;
    graph::Graph graph() const { return import().graph; }
    CheckReport check(const ImportOptions& options = {}) const;
    // The sentence of the Error that the import throws; empty when it does not.
    std::string error(const ImportOptions& options = {}) const;

private:
    onnx::ModelProto proto_;
};

// Writes bytes to a file of the test's own folder.
std::filesystem::path write_test_file(const std::string& name, const std::string& bytes);

// The names of the kinds of all nodes, in order, with spaces between.
std::string kinds(const graph::Graph& graph);

const Shape& output_shape(const graph::Graph& graph, std::size_t node);

} // namespace sluice::frontend
