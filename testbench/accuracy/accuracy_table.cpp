// SPDX-License-Identifier: Apache-2.0
// Float against int8 on the shared networks, for every method and correction of the quantizer.
//
//     accuracy_table [NETWORK ...] [--only SETTING ...]
//
// Prints Markdown rows as they come: frames right of those that were not calibrated on, agreement
// with float, the outputs' signal-to-quantization-noise ratio on those frames and on the held-out
// calibration frames, and the seconds that quantization took.
#include <chrono>
#include <cmath>
#include <iostream>

#include <fmt/format.h>
#include <tbb/parallel_for.h>

#include "emulator/emulator.h"
#include "frontend/frontend.h"
#include "quantizer/network/convert.h"
#include "quantizer/plan/plan.h"
#include "quantizer/quantize.h"
#include "quantizer/reference/execute.h"
#include "testbench/accuracy/shared_networks.h"

namespace sluice::testbench {

namespace {

using quantizer::Method;
using quantizer::Options;
using quantizer::Rounding;

struct Setting {
    const char* name;
    void (*change)(Options&); // from min-max without corrections
};

const Setting kSettings[] = {
    {"minmax", [](Options&) {}},
    {"percentile", [](Options& o) { o.method = Method::percentile; }},
    {"mse", [](Options& o) { o.method = Method::mse; }},
    {"kl", [](Options& o) { o.method = Method::kl; }},
    {"auto", [](Options& o) { o.method = Method::automatic; }},
    {"minmax+equalize", [](Options& o) { o.equalize = true; }},
    {"minmax+clip_weights", [](Options& o) { o.clip_weights = true; }},
    {"minmax+bias_correction", [](Options& o) { o.bias_correction = true; }},
    {"minmax+rounding", [](Options& o) { o.rounding = Rounding::optimized; }},
    {"all", [](Options& o) { o = quantizer::best_options({}); }},
    {"4 bits, minmax", [](Options& o) { o.weight_bits = 4; }},
    {"4 bits, all",
     [](Options& o) {
         o = quantizer::best_options({});
         o.weight_bits = 4;
     }},
};

// The tensor that stands for the first output, and what the float graph says of it on each frame
// (the values that a softmax at the output reads).
std::vector<std::vector<float>> float_outputs(const graph::Graph& graph,
                                              const SharedFrames& frames) {
    const quantizer::Plan plan = quantizer::plan_layers(graph);
    const graph::ValueId value = plan.tensors[plan.outputs[0]].value;
    const quantizer::Reference reference(graph);
    std::vector<std::vector<float>> result(static_cast<std::size_t>(frames.frames()));
    tbb::parallel_for(std::int64_t{0}, frames.frames(), [&](std::int64_t i) {
        reference.run({frames.frame(0, i)},
                      [&](graph::ValueId id, const quantizer::FloatValues& values) {
                          if (id == value)
                              result[i] = values;
                      });
    });
    return result;
}

struct Row {
    int float_right = 0, int8_right = 0, agree = 0;
    double signal = 0, noise = 0, steps = 0, values = 0;
};

Row compare(const network::Network& network, const SharedFrames& frames,
            const std::vector<std::vector<float>>& wanted, int label_offset) {
    Row row;
    const network::Tensor& out = network.tensors[network.outputs[0].tensor];
    emulator::run_frames(network, frames, frames.frames(), 0,
                         [&](std::int64_t i, const std::vector<emulator::Values>& outputs) {
                             const int float_class = top1(wanted[i]), int8_class = top1(outputs[0]);
                             row.float_right += float_class - label_offset == frames.label(i);
                             row.int8_right += int8_class - label_offset == frames.label(i);
                             row.agree += float_class == int8_class;
                             const std::vector<float> real = network::dequantize(out, outputs[0]);
                             for (std::size_t k = 0; k < real.size(); ++k) {
                                 const double error = static_cast<double>(real[k]) - wanted[i][k];
                                 row.signal += static_cast<double>(wanted[i][k]) * wanted[i][k];
                                 row.noise += error * error;
                                 row.steps += std::fabs(error) / out.scale;
                                 row.values += 1;
                             }
                         });
    return row;
}

void measure(const std::filesystem::path& shared, const SharedNetwork& network,
             const std::vector<std::string>& only) {
    const auto graph = frontend::import_model(shared / "models" / (network.name + ".onnx")).graph;
    const SharedFrames all = test_frames(shared, network);
    const std::int64_t first = first_test_row(network);
    const SharedFrames frames = all.rows(first, all.frames() - first);
    const SharedFrames calibration = calibration_frames(shared, network);
    const std::vector<std::vector<float>> wanted = float_outputs(graph, frames);
    const bool classifier = frames.label(0) >= 0;
    for (const Setting& setting : kSettings) {
        if (!only.empty() && std::find(only.begin(), only.end(), setting.name) == only.end())
            continue;
        Options options;
        setting.change(options);
        options.prepare_layer = emulator::prepare_layer;
        options.measure = true;
        const auto start = std::chrono::steady_clock::now();
        const quantizer::Quantized made = quantizer::quantize_measured(graph, calibration, options);
        const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
        const Row row = compare(made.network, frames, wanted, network.label_offset);
        const auto count = [&](int right) {
            return classifier ? fmt::format("{}", right) : std::string("-");
        };
        std::cout << fmt::format(
                         "| {} | {} | {} | {} | {} | {} | {:.3f} | {:.2f} | {:.2f} | {:.1f} |\n",
                         network.name, setting.name, frames.frames(), count(row.float_right),
                         count(row.int8_right), count(row.agree), row.steps / row.values,
                         10 * std::log10(row.signal / row.noise), made.quality->output_sqnr_db,
                         seconds.count())
                  << std::flush;
        if (only.size() == 1)
            for (const quantizer::Step& step : made.quality->steps)
                std::cerr << fmt::format("    {}: {:.2f} -> {:.2f} dB{}\n", step.name,
                                         step.before_db, step.after_db,
                                         step.kept ? "" : ", not kept");
    }
}

int run(const std::vector<std::string>& arguments) {
    const auto shared = shared_folder();
    if (!shared) {
        std::cerr << "no folder ../shared with models and data; name it in SLUICE_SHARED\n";
        return 2;
    }
    std::vector<std::string> names, only;
    for (std::size_t i = 0; i < arguments.size(); ++i)
        if (arguments[i] == "--only" && i + 1 < arguments.size())
            only.push_back(arguments[++i]);
        else
            names.push_back(arguments[i]);
    std::vector<SharedNetwork> networks = shared_networks();
    networks.push_back({"ad_toycar_autoencoder", 0, 0});
    std::cout << "| network | setting | test frames | float right | int8 right | agree with float "
                 "| mean error, output steps | output SQNR, test frames, dB "
                 "| held-out calibration frames, dB | seconds |\n"
                 "|---|---|---|---|---|---|---|---|---|---|\n";
    for (const SharedNetwork& network : networks)
        if (names.empty() || std::find(names.begin(), names.end(), network.name) != names.end())
            measure(*shared, network, only);
    return 0;
}

} // namespace

} // namespace sluice::testbench

int main(int argc, char** argv) {
    return sluice::testbench::run({argv + 1, argv + argc});
}
