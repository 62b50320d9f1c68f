// SPDX-License-Identifier: Apache-2.0
// An ONNX file as plain structs. The file is from a stranger: whatever it says about sizes, names
// and paths is checked here, before anything is allocated or opened.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "frontend/tensor.h"

namespace sluice::frontend {

enum class AttributeKind {
    number,
    integer,
    text,
    numbers,
    integers,
    texts,
    tensor,
    subgraph,
    other
};

struct Attribute {
    AttributeKind kind = AttributeKind::other;
    double number = 0.0;
    std::int64_t integer = 0;
    std::string text;
    std::vector<double> numbers;
    std::vector<std::int64_t> integers;
    TensorPtr tensor;
};

struct OnnxNode {
    std::string name; // as in the file, may be empty or repeated
    std::string op;
    std::string domain;              // empty: the default domain ("ai.onnx" is normalised to it)
    std::vector<std::string> inputs; // an empty name: not given
    std::vector<std::string> outputs;
    std::map<std::string, Attribute> attributes;
};

struct Dimension {
    std::int64_t size = -1; // -1: not known
    std::string symbol;     // its name when not known, may be empty
};

struct ValueInfo {
    std::string name;
    std::string type; // "float", "uint8", ..., "unknown" when not a tensor
    bool has_shape = false;
    std::vector<Dimension> dims;
};

struct OnnxModel {
    std::string where; // the file, for errors
    std::string producer;
    std::string graph_name;
    std::int64_t ir_version = 0;
    std::int64_t opset = 0; // of the default domain
    std::vector<OnnxNode> nodes;
    std::vector<ValueInfo> inputs; // initialisers listed as inputs (IR 3) left out
    std::vector<ValueInfo> outputs;
    std::map<std::string, ValueInfo> value_infos;
    std::map<std::string, TensorPtr> initializers;
};

// Throws Error when the file cannot be read as an ONNX model.
OnnxModel read_onnx_file(const std::filesystem::path& path);

} // namespace sluice::frontend
