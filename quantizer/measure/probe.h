// SPDX-License-Identifier: Apache-2.0
// How far a network's outputs are from the float graph's on a few frames: the figure that the
// quantizer's choices are judged by.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "quantizer/calibration/observe.h"
#include "quantizer/plan/plan.h"

namespace sluice::quantizer {

// The signal-to-quantization-noise ratio is 10 log10 of the inverse noise share; the noise share of
// an output is its summed squared error over the sum of its squares, all frames together, and that
// of the network is the mean over its outputs. An arg-max is judged by what it reads.
class Probe {
public:
    // Runs `graph`, the reference, on the calibration frames `indices`. The networks to be measured
    // have the layers and tensors of `plan`.
    Probe(const graph::Graph& graph, const Plan& plan, const FrameSource& frames,
          const std::vector<std::int64_t>& indices, const Options& options);

    // In dB. Only layers that differ from the accepted network's, and those behind them, are run.
    double measure(const network::Network& network) const;
    // The same, and later networks are compared with this one.
    double accept(const network::Network& network);

    std::int64_t frames() const { return static_cast<std::int64_t>(inputs_.size()); }

private:
    using Tensors = std::vector<std::vector<std::int16_t>>; // by tensor
    struct Run {
        std::vector<double> noise; // by measured tensor
        Tensors tensors;           // those that were computed anew
    };
    using Runners = std::vector<std::shared_ptr<const RunLayer>>; // by layer
    // `runners` gets those of the layers that were run, the others stay.
    std::vector<Run> run(const network::Network& network, bool keep, Runners& runners) const;
    double sqnr_db(const std::vector<Run>& runs) const;

    PrepareLayer prepare_;
    int threads_;
    std::vector<PlanTensorId> measured_;
    std::vector<std::vector<FloatValues>> inputs_; // by frame, by input
    std::vector<std::vector<FloatValues>> wanted_; // by frame, by measured tensor
    std::vector<double> signal_;                   // by measured tensor
    network::Network accepted_;                    // no layers: none yet
    Runners accepted_runners_;
    std::vector<Tensors> accepted_tensors_; // by frame
};

// The largest figure that is reported, for outputs without any error.
constexpr double kExactDb = 200.0;

} // namespace sluice::quantizer
