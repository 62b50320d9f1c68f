// SPDX-License-Identifier: Apache-2.0
// From the float graph and calibration frames to the integer network.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/frames.h"
#include "frontend/graph/graph.h"
#include "quantizer/network/network.h"
#include "quantizer/run_layer.h"

namespace sluice::quantizer {

// How the range of an activation is chosen; `automatic` tries the others tensor by tensor and keeps
// what the network's outputs like best.
enum class Method { automatic, minmax, percentile, mse, kl };

enum class Rounding { nearest, optimized };

// The default is the plainest: no search, no correction, nothing measured.
struct Options {
    Method method = Method::minmax;
    double percentile = 99.99; // of absolute mass kept, percentile method only
    int weight_bits = 8;
    std::map<std::string, int> layer_weight_bits; // by layer name, instead of weight_bits
    // Widths of the weights by layer, as narrow as the outputs' SQNR stays within this of what 8
    // bits give, in dB; layers in layer_weight_bits keep theirs, weight_bits does not count.
    std::optional<double> max_drop_db;
    bool equalize = false;
    bool clip_weights = false;
    bool bias_correction = false;
    Rounding rounding = Rounding::nearest;
    bool measure = false;        // Quantized::quality even where no step needs it
    std::int64_t max_frames = 0; // 0: all of the calibration set
    int threads = 0;             // 0: all cores
    PrepareLayer prepare_layer;  // the emulator; needed for all that is measured

    bool measured() const {
        return measure || max_drop_db || method == Method::automatic || equalize || clip_weights ||
               bias_correction || rounding != Rounding::nearest;
    }
};

// Everything on: what `sluice generate` does unless told otherwise.
Options best_options(PrepareLayer prepare_layer);

// One step of the quantizer and the output's signal-to-quantization-noise ratio around it, in dB,
// on the calibration frames that no step was fitted to. A step that does not help is not kept.
struct Step {
    std::string name; // equalize, method, bias_correction, rounding, clip_weights, weight_bits
    double before_db = 0.0;
    double after_db = 0.0;
    bool kept = false;
};

struct Quality {
    double output_sqnr_db = 0.0; // of the network as it is returned
    double minmax_sqnr_db = 0.0; // of the plainest one
    std::vector<Step> steps;
    std::int64_t fitted_frames = 0;   // what the steps were fitted to
    std::int64_t held_out_frames = 0; // what the figures were measured on
    // Method by tensor name, inputs and outputs (always their whole range) excepted.
    std::vector<std::pair<std::string, std::string>> methods;
};

// What a layer's output channels were multiplied by, its readers undoing it.
struct ChannelFactors {
    std::string value; // the layer's output in the float graph
    std::vector<double> factors;
};

struct Quantized {
    network::Network network;
    std::optional<Quality> quality = std::nullopt;    // where options.measured()
    std::vector<ChannelFactors> channel_factors = {}; // of the equalisation, in the graph's order
};

// Called with what is going on, how much of it is done and how much there is, from one thread at a
// time; `stage` changes from one step to the next.
using Progress = std::function<void(std::string_view stage, std::int64_t done, std::int64_t total)>;

// Calibrates and quantizes. Deterministic: the same graph, frames and options give the same
// network, whatever the number of threads. Throws Error when the calibration set is empty or the
// graph holds what integers cannot say.
Quantized quantize_measured(const graph::Graph& graph, const FrameSource& calibration,
                            const Options& options, const Progress& progress = {});

// The network alone.
// An already quantized model, without data: its own scales, and where it has none, those of all
// that the weights allow (a note says so). Throws Error where that is not known.
network::Network quantize_given(const graph::Graph& graph, const Options& options);

network::Network quantize(const graph::Graph& graph, const FrameSource& calibration,
                          const Options& options, const Progress& progress = {});

} // namespace sluice::quantizer
