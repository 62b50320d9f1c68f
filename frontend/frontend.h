// SPDX-License-Identifier: Apache-2.0
// From an ONNX file to the float graph.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "frontend/graph/graph.h"
#include "frontend/tensor.h"

namespace sluice::frontend {

struct ImportOptions {
    // Fixes dynamic dimensions: input name to its full shape, batch included (1 or omitted as 0).
    std::map<std::string, std::vector<std::int64_t>> shapes;
    // Inputs of the model that are constants here: weights that the file leaves open.
    std::map<std::string, TensorPtr> constants = {};
};

// The inputs that every node reads only where it needs a constant (weights, bias, shapes, pads).
// Throws Error when the file cannot be read as an ONNX model.
std::vector<std::string> parameter_inputs(const std::filesystem::path& path);

struct ImportResult {
    graph::Graph graph;
    std::vector<std::string> warnings; // one sentence each
};

// Throws Error (naming file, node, reason, remedy) on the first thing that is not supported.
ImportResult import_model(const std::filesystem::path& path, const ImportOptions& options = {});

// float_only: `infer` runs it, the hardware has no block for it.
enum class Verdict { supported, folded, float_only, unsupported };

struct NodeVerdict {
    std::string name; // the ONNX node's name, or "#index" when it has none
    std::string op;   // "Conv", or "domain::Op" outside the default domain
    Verdict verdict = Verdict::supported;
    std::string
        reason; // unsupported, float_only: why; folded: into what; supported: the layer kind
    std::string rewrite; // of these two: the nearest supported rewrite, may be empty
    // Of these two: the network's multiply-accumulates that it depends on, and those that depend on
    // it; `macs_known` is false when shapes behind it are not known.
    std::int64_t macs_before = 0;
    std::int64_t macs_behind = 0;
    bool macs_known = true;
};

struct CheckReport {
    std::string model;
    std::string producer;
    std::int64_t ir_version = 0;
    std::int64_t opset = 0;
    std::vector<std::string> inputs; // "name: 1x3x32x32"
    std::vector<std::string> outputs;
    std::int64_t macs = 0;          // of all nodes whose shapes are known
    std::vector<NodeVerdict> nodes; // every node of the file, in its order
    std::vector<std::string> warnings;
    // All of it can be generated.
    bool supported() const;
};

// Throws Error on the first node that the hardware has no block for. `where`: the model file.
void require_hardware(const std::string& where, const graph::Graph& graph);

// A verdict on every node; collects all problems instead of throwing. Throws Error only when the
// file cannot be read as an ONNX model. Loads no data set.
CheckReport check_model(const std::filesystem::path& path, const ImportOptions& options = {});

} // namespace sluice::frontend
