// SPDX-License-Identifier: Apache-2.0
// Float against int8 on the shared networks, for every method and correction of the quantizer.
//
//     accuracy_table [NETWORK ...] [--only SETTING ...] [--calibration FRAMES]
//
// Prints Markdown rows as they come, of the frames that were not calibrated on. Float and int8:
// frames right; of images to images the mean PSNR against the wanted image in dB; of the detector
// the places that it takes for a face. Agreement: frames, or places of the detector, whose class is
// float's. Then the outputs' error in steps, their signal-to-quantization-noise ratio on those
// frames and on the held-out calibration frames, and the CPU seconds that quantization took.
#include <algorithm>
#include <cmath>
#include <ctime>
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

using Frame = std::vector<std::vector<float>>; // by output

// What the float graph gives on each frame; a softmax at an output is the host's, so that of the
// tensor before it.
std::vector<Frame> float_outputs(const graph::Graph& graph, const SharedFrames& frames) {
    const quantizer::Plan plan = quantizer::plan_layers(graph);
    const quantizer::Reference reference(graph);
    std::vector<Frame> result(static_cast<std::size_t>(frames.frames()),
                              Frame(plan.outputs.size()));
    tbb::parallel_for(std::int64_t{0}, frames.frames(), [&](std::int64_t i) {
        reference.run({frames.frame(0, i)},
                      [&](graph::ValueId id, const quantizer::FloatValues& values) {
                          for (std::size_t o = 0; o < plan.outputs.size(); ++o)
                              if (plan.tensors[plan.outputs[o]].value == id)
                                  result[i][o] = values;
                      });
    });
    return result;
}

double psnr_db(const std::vector<float>& values, const std::vector<float>& target) {
    double sum = 0.0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const double error = std::clamp(values[i], 0.0F, 1.0F) - target[i];
        sum += error * error;
    }
    return -10.0 * std::log10(sum / static_cast<double>(values.size()));
}

struct Row {
    double float_good = 0, int8_good = 0, agree = 0;
    std::vector<double> signal, noise; // by output
    double steps = 0, values = 0;

    // As the quantizer's probe has it: the mean noise share of the outputs.
    double sqnr_db() const {
        double share = 0.0;
        for (std::size_t o = 0; o < signal.size(); ++o)
            share += noise[o] / signal[o];
        return -10.0 * std::log10(share / static_cast<double>(signal.size()));
    }
};

class Evaluation {
public:
    Evaluation(const std::filesystem::path& shared, const SharedNetwork& network,
               const graph::Graph& graph)
        : offset_(network.label_offset), detector_(network.name == "ultraface_rfb_320"),
          frames_(evaluated_frames(shared, network)), targets_(target_images(shared, network)),
          wanted_(float_outputs(graph, frames_)) {}

    std::int64_t frames() const { return frames_.frames(); }

    Row compare(const network::Network& network) const {
        Row row;
        row.signal.resize(network.outputs.size());
        row.noise.resize(network.outputs.size());
        emulator::run_frames(network, frames_, frames_.frames(), 0,
                             [&](std::int64_t i, const std::vector<emulator::Values>& outputs) {
                                 Frame real;
                                 for (std::size_t o = 0; o < outputs.size(); ++o) {
                                     const network::Tensor& out =
                                         network.tensors[network.outputs[o].tensor];
                                     real.push_back(network::dequantize(out, outputs[o]));
                                     add_errors(row, i, o, real[o], out.scale);
                                 }
                                 judge(row, i, real[0]);
                             });
        return row;
    }

    std::string text(double good, double frames) const {
        return !targets_.empty()                      ? fmt::format("{:.2f} dB", good / frames)
               : detector_ || frames_.labels_[0] >= 0 ? fmt::format("{:.0f}", good)
                                                      : "-";
    }
    std::string agreement(double agree) const {
        return detector_ || frames_.labels_[0] >= 0 ? fmt::format("{:.0f}", agree) : "-";
    }

private:
    void add_errors(Row& row, std::int64_t i, std::size_t o, const std::vector<float>& real,
                    double scale) const {
        for (std::size_t k = 0; k < real.size(); ++k) {
            const double wanted = wanted_[i][o][k], error = real[k] - wanted;
            row.signal[o] += wanted * wanted;
            row.noise[o] += error * error;
            row.steps += std::fabs(error) / scale;
            row.values += 1;
        }
    }

    void judge(Row& row, std::int64_t i, const std::vector<float>& real) const {
        const std::vector<float>& wanted = wanted_[i][0];
        if (!targets_.empty()) {
            row.float_good += psnr_db(wanted, targets_[i]);
            row.int8_good += psnr_db(real, targets_[i]);
        } else if (detector_) { // pairs: no face, face
            for (std::size_t k = 0; k < real.size(); k += 2) {
                const bool face = wanted[k + 1] > wanted[k], found = real[k + 1] > real[k];
                row.float_good += face;
                row.int8_good += found;
                row.agree += face == found;
            }
        } else {
            const int float_class = top1(wanted), int8_class = top1(real);
            row.float_good += float_class - offset_ == frames_.label(i);
            row.int8_good += int8_class - offset_ == frames_.label(i);
            row.agree += float_class == int8_class;
        }
    }

    int offset_;
    bool detector_;
    SharedFrames frames_;
    std::vector<std::vector<float>> targets_;
    std::vector<Frame> wanted_;
};

void measure(const std::filesystem::path& shared, const SharedNetwork& network,
             const std::vector<std::string>& only, std::int64_t calibration_frames_used) {
    const auto graph = frontend::import_model(shared / "models" / (network.name + ".onnx")).graph;
    const SharedFrames calibration = calibration_frames(shared, network);
    const Evaluation evaluation(shared, network, graph);
    for (const Setting& setting : kSettings) {
        if (!only.empty() && std::find(only.begin(), only.end(), setting.name) == only.end())
            continue;
        Options options;
        setting.change(options);
        options.prepare_layer = emulator::prepare_layer;
        options.measure = true;
        options.max_frames = calibration_frames_used;
        const std::clock_t start = std::clock();
        const quantizer::Quantized made = quantizer::quantize_measured(graph, calibration, options);
        const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
        const Row row = evaluation.compare(made.network);
        const auto frames = static_cast<double>(evaluation.frames());
        std::cout << fmt::format(
                         "| {} | {} | {} | {} | {} | {} | {:.3f} | {:.2f} | {:.2f} | {:.1f} |\n",
                         network.name, setting.name, evaluation.frames(),
                         evaluation.text(row.float_good, frames),
                         evaluation.text(row.int8_good, frames), evaluation.agreement(row.agree),
                         row.steps / row.values, row.sqnr_db(), made.quality->output_sqnr_db,
                         seconds)
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
    std::int64_t calibration = 0; // all
    for (std::size_t i = 0; i < arguments.size(); ++i)
        if (arguments[i] == "--only" && i + 1 < arguments.size())
            only.push_back(arguments[++i]);
        else if (arguments[i] == "--calibration" && i + 1 < arguments.size())
            calibration = std::stoll(arguments[++i]);
        else
            names.push_back(arguments[i]);
    std::vector<SharedNetwork> networks = shared_networks();
    networks.insert(networks.end(), other_shared_networks().begin(), other_shared_networks().end());
    std::cout << "| network | setting | test frames | float | int8 | agree with float "
                 "| mean error, output steps | output SQNR, test frames, dB "
                 "| held-out calibration frames, dB | CPU seconds |\n"
                 "|---|---|---|---|---|---|---|---|---|---|\n";
    for (const SharedNetwork& network : networks)
        if (names.empty() || std::find(names.begin(), names.end(), network.name) != names.end())
            measure(*shared, network, only, calibration);
    return 0;
}

} // namespace

} // namespace sluice::testbench

int main(int argc, char** argv) {
    return sluice::testbench::run({argv + 1, argv + argc});
}
