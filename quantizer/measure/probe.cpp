// SPDX-License-Identifier: Apache-2.0
#include "quantizer/measure/probe.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/error.h"
#include "quantizer/measure/parallel.h"
#include "quantizer/network/convert.h"

namespace sluice::quantizer {

namespace {

double sum_of_squares(const FloatValues& values) {
    double sum = 0.0;
    for (const double x : values)
        sum += x * x;
    return sum;
}

double squared_error(const FloatValues& wanted, const network::Tensor& tensor,
                     const std::vector<std::int16_t>& integers) {
    double sum = 0.0;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        const double error = wanted[i] - (integers[i] - tensor.zero_point) * tensor.scale;
        sum += error * error;
    }
    return sum;
}

bool gives_indices(const graph::Op& op) {
    const auto* top_k = std::get_if<graph::TopK>(&op);
    return std::holds_alternative<graph::ArgMax>(op) || (top_k != nullptr && top_k->indices);
}

bool same_numbers(const network::Tensor& a, const network::Tensor& b) {
    return a.scale == b.scale && a.zero_point == b.zero_point;
}

} // namespace

Probe::Probe(const graph::Graph& graph, const Plan& plan, const FrameSource& frames,
             const std::vector<std::int64_t>& indices, const Options& options)
    : prepare_(options.prepare_layer), threads_(options.threads) {
    SLUICE_CHECK(prepare_ != nullptr, "what is measured needs the emulator");
    for (const PlanTensorId output : plan.outputs) {
        PlanTensorId id = output;
        for (const PlanLayer& layer : plan.layers)
            if (layer.output == output && gives_indices(*layer.op))
                id = layer.inputs[0];
        if (std::find(measured_.begin(), measured_.end(), id) == measured_.end())
            measured_.push_back(id);
    }
    inputs_.resize(indices.size());
    wanted_.resize(indices.size());
    const Reference reference(graph);
    parallel_items(threads_, static_cast<std::int64_t>(indices.size()), [&](std::int64_t i) {
        inputs_[i] = read_frame(graph, frames, indices[i]);
        wanted_[i].resize(measured_.size());
        reference.run(inputs_[i], [&](graph::ValueId value, const FloatValues& values) {
            for (std::size_t m = 0; m < measured_.size(); ++m)
                if (plan.tensors[measured_[m]].value == value)
                    wanted_[i][m] = values;
        });
    });
    for (std::size_t m = 0; m < measured_.size(); ++m) {
        double sum = 0.0;
        for (const std::vector<FloatValues>& frame : wanted_)
            sum += sum_of_squares(frame[m]);
        signal_.push_back(sum);
    }
}

std::vector<Probe::Run> Probe::run(const network::Network& network, bool keep,
                                   Runners& runners) const {
    const bool fresh = accepted_.layers.empty();
    runners.resize(network.layers.size());
    std::vector<bool> dirty(network.tensors.size(), fresh);
    std::vector<std::size_t> last_use(network.tensors.size(), 0);
    std::vector<std::size_t> layers;
    for (const network::Interface& input : network.inputs)
        if (!fresh)
            dirty[input.tensor] =
                !same_numbers(network.tensors[input.tensor], accepted_.tensors[input.tensor]);
    for (std::size_t l = 0; l < network.layers.size(); ++l) {
        const network::Layer& layer = network.layers[l];
        const bool another = fresh || !(layer.kind == accepted_.layers[l].kind);
        bool run_it = another;
        for (const network::TensorId id : layer.inputs) {
            run_it = run_it || dirty[id];
            last_use[id] = l;
        }
        if (!run_it)
            continue;
        dirty[layer.output] = true;
        layers.push_back(l);
        if (another)
            runners[l] = std::make_shared<const RunLayer>(
                prepare_(layer.kind, network::input_shapes(network, layer)));
    }
    for (const PlanTensorId id : measured_)
        last_use[id] = network.layers.size();

    std::vector<Run> runs(inputs_.size());
    parallel_items(threads_, frames(), [&](std::int64_t f) {
        Tensors tensors(network.tensors.size());
        for (std::size_t i = 0; i < network.inputs.size(); ++i) {
            const network::TensorId id = network.inputs[i].tensor;
            if (dirty[id])
                tensors[id] = network::quantize(network.tensors[id], inputs_[f][i]);
        }
        const auto values = [&](network::TensorId id) -> const std::vector<std::int16_t>& {
            return dirty[id] ? tensors[id] : accepted_tensors_[f][id];
        };
        for (const std::size_t l : layers) {
            const network::Layer& layer = network.layers[l];
            std::vector<std::span<const std::int16_t>> operands;
            for (const network::TensorId id : layer.inputs)
                operands.emplace_back(values(id));
            tensors[layer.output] = (*runners[l])(operands);
            for (const network::TensorId id : layer.inputs)
                if (!keep && last_use[id] == l)
                    tensors[id] = {};
        }
        for (std::size_t m = 0; m < measured_.size(); ++m)
            runs[f].noise.push_back(
                squared_error(wanted_[f][m], network.tensors[measured_[m]], values(measured_[m])));
        if (keep)
            runs[f].tensors = std::move(tensors);
    });
    return runs;
}

double Probe::sqnr_db(const std::vector<Run>& runs) const {
    double share = 0.0;
    for (std::size_t m = 0; m < measured_.size(); ++m) {
        double noise = 0.0;
        for (const Run& run : runs)
            noise += run.noise[m];
        share += signal_[m] > 0.0 ? noise / signal_[m] : (noise > 0.0 ? 1.0 : 0.0);
    }
    share /= static_cast<double>(measured_.size());
    return share > 0.0 ? std::min(kExactDb, -10.0 * std::log10(share)) : kExactDb;
}

double Probe::measure(const network::Network& network) const {
    Runners runners = accepted_runners_;
    return sqnr_db(run(network, false, runners));
}

double Probe::accept(const network::Network& network) {
    std::vector<Run> runs = run(network, true, accepted_runners_);
    accepted_tensors_.resize(inputs_.size());
    for (std::size_t f = 0; f < runs.size(); ++f) {
        accepted_tensors_[f].resize(network.tensors.size());
        for (std::size_t id = 0; id < network.tensors.size(); ++id)
            if (!runs[f].tensors[id].empty())
                accepted_tensors_[f][id] = std::move(runs[f].tensors[id]);
    }
    accepted_ = network;
    return sqnr_db(runs);
}

} // namespace sluice::quantizer
