// SPDX-License-Identifier: Apache-2.0
// Import and float execution, against what ONNX Runtime measured on the same files.
#include <atomic>

#include <catch2/catch.hpp>
#include <tbb/parallel_for.h>

#include "frontend/frontend.h"
#include "quantizer/reference/execute.h"
#include "testbench/accuracy/shared_networks.h"

namespace sluice::testbench {

TEST_CASE("float accuracy equals ONNX Runtime's on every shared network") {
    const auto shared = shared_folder();
    if (!shared) {
        WARN("skipped: no folder ../shared with models and data (or SLUICE_SHARED)");
        return;
    }
    for (const SharedNetwork& network : shared_networks()) {
        const auto graph =
            frontend::import_model(*shared / "models" / (network.name + ".onnx")).graph;
        const SharedFrames frames = test_frames(*shared, network);
        const quantizer::Reference reference(graph);
        std::atomic<int> right = 0;
        tbb::parallel_for(std::int64_t{0}, frames.frames(), [&](std::int64_t i) {
            const auto outputs = reference.run({frames.frame(0, i)});
            right += top1(outputs[0]) - network.label_offset == frames.label(i);
        });
        INFO(network.name << ": " << right << " of " << frames.frames());
        CHECK(right == network.float_right);
    }
}

} // namespace sluice::testbench
