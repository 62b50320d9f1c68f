// SPDX-License-Identifier: Apache-2.0
// The float graph executed: the reference for calibration and accuracy.
//
// Every sum runs in one fixed order without fused multiply-add, so the same frame gives the same
// bits on every machine and for any number of threads.
#pragma once

#include <functional>
#include <vector>

#include "frontend/graph/graph.h"
#include "quantizer/reference/prepared.h"

namespace sluice::quantizer {

using FloatValues = std::vector<float>; // one value, HWC

// Sees each value once, as soon as it is computed (inputs first, then in node order).
using ValueVisitor = std::function<void(graph::ValueId, const FloatValues&)>;

// A graph made ready to run many frames. Running is thread-safe. Keeps a reference to the graph.
class Reference {
public:
    explicit Reference(const graph::Graph& graph);

    // One frame; `inputs` in the order of graph.inputs. Returns the values of graph.outputs in
    // their order; others are freed after their last use.
    std::vector<FloatValues> run(const std::vector<FloatValues>& inputs,
                                 const ValueVisitor& visitor = {}) const;

private:
    const graph::Graph& graph_;
    std::vector<Prepared> prepared_;                     // per node
    std::vector<std::vector<graph::ValueId>> last_used_; // per node: values nobody reads later
};

// Runs one frame; `inputs` in the order of graph.inputs. Returns every value of the graph, indexed
// by graph::ValueId. Prepares the graph anew each time: for many frames use Reference.
std::vector<FloatValues> execute(const graph::Graph& graph, const std::vector<FloatValues>& inputs);

// The same, with Reference's freeing: returns the outputs alone.
std::vector<FloatValues> execute(const graph::Graph& graph, const std::vector<FloatValues>& inputs,
                                 const ValueVisitor& visitor);

} // namespace sluice::quantizer
