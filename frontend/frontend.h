// SPDX-License-Identifier: Apache-2.0
// From an ONNX file to the float graph.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "frontend/graph/graph.h"

namespace sluice::frontend {

struct ImportOptions {
    // Fixes dynamic dimensions: input name to its full shape, batch included (1 or omitted as 0).
    std::map<std::string, std::vector<std::int64_t>> shapes;
};

struct ImportResult {
    graph::Graph graph;
    std::vector<std::string> warnings; // one sentence each
};

// Throws Error (naming file, node, reason, remedy) on the first thing that is not supported.
ImportResult import_model(const std::filesystem::path& path, const ImportOptions& options = {});

enum class Verdict { supported, folded, unsupported };

struct NodeVerdict {
    std::string name; // the ONNX node's name, or "#index" when it has none
    std::string op;   // "Conv", or "domain::Op" outside the default domain
    Verdict verdict = Verdict::supported;
    std::string reason;  // unsupported: why; folded: into what; supported: the layer kind
    std::string rewrite; // unsupported: the nearest supported rewrite, may be empty
};

struct CheckReport {
    std::string model;
    std::string producer;
    std::int64_t ir_version = 0;
    std::int64_t opset = 0;
    std::vector<std::string> inputs; // "name: 1x3x32x32"
    std::vector<std::string> outputs;
    std::vector<NodeVerdict> nodes; // every node of the file, in its order
    std::vector<std::string> warnings;
    bool supported() const;
};

// A verdict on every node; collects all problems instead of throwing. Throws Error only when the
// file cannot be read as an ONNX model. Loads no data set.
CheckReport check_model(const std::filesystem::path& path, const ImportOptions& options = {});

} // namespace sluice::frontend
