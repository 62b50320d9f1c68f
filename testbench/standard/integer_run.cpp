// SPDX-License-Identifier: Apache-2.0
#include "testbench/standard/integer_run.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/frames.h"
#include "emulator/emulator.h"
#include "frontend/frontend.h"
#include "quantizer/quantize.h"

namespace sluice::testbench {

namespace {

class GivenFrames : public FrameSource {
public:
    explicit GivenFrames(const FrameValues& frames) : frames_(frames) {}
    std::int64_t frames() const override { return static_cast<std::int64_t>(frames_.size()); }
    std::vector<float> frame(int input, std::int64_t index) const override {
        return frames_[static_cast<std::size_t>(index)][static_cast<std::size_t>(input)];
    }

private:
    const FrameValues& frames_;
};

} // namespace

IntegerRun run_integers(const graph::Graph& graph, const FrameValues& inputs,
                        const FrameValues& wanted) {
    IntegerRun result;
    const GivenFrames source(inputs);
    network::Network network;
    try {
        frontend::require_hardware("model", graph);
        network = quantizer::quantize(graph, source, {});
    } catch (const Error& error) {
        result.reason = error.problem();
        return result;
    }
    result.ran = true;
    if (!network.notes.empty())
        return result;
    std::vector<double> largest(network.outputs.size(), 1e-9);
    std::vector<double> apart(network.outputs.size(), 0.0);
    emulator::run_frames(
        network, source, source.frames(), 1,
        [&](std::int64_t frame, const std::vector<emulator::Values>& outputs) {
            for (std::size_t o = 0; o < outputs.size(); ++o) {
                const network::Tensor& tensor =
                    network.tensors[static_cast<std::size_t>(network.outputs[o].tensor)];
                const auto& real = wanted[static_cast<std::size_t>(frame)][o];
                SLUICE_CHECK(real.size() == outputs[o].size(), "outputs of one size");
                for (std::size_t i = 0; i < real.size(); ++i) {
                    const double value = (outputs[o][i] - tensor.zero_point) * tensor.scale;
                    const auto expected = static_cast<double>(real[i]);
                    largest[o] = std::max(largest[o], std::fabs(expected));
                    apart[o] = std::max(apart[o], std::fabs(value - expected));
                }
            }
        });
    for (std::size_t o = 0; o < apart.size(); ++o)
        result.error = std::max(result.error, apart[o] / largest[o]);
    return result;
}

} // namespace sluice::testbench
