// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <optional>
#include <string>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "base/error.h"
#include "base/files.h"
#include "cli/commands/command.h"
#include "cli/commands/make_ip.h"
#include "cli/commands/numbers.h"
#include "cli/commands/report_origin.h"
#include "cli/output/files.h"

namespace sluice::cli {

namespace {

struct GenerateOptions {
    QuantizeRequest quantize;
    std::string method;
    std::string weight_bits; // a number or "auto"
    std::optional<double> max_drop;
    std::string config;
    std::string device;
    std::string budget;
    double clock_mhz = 0;
    double fps = 0;
    std::string objective;
    std::string tuner;
    std::string control;
    std::string directory;
    bool json = false;
};

// The file's target, a command-line option taking the place of what it says.
TargetConfig target_config(const GenerateOptions& options, TargetConfig target) {
    if (!options.device.empty())
        target.device = options.device;
    if (!options.budget.empty())
        target.budget = parse_budget(options.budget);
    if (options.clock_mhz > 0)
        target.clock_mhz = options.clock_mhz;
    if (options.fps > 0) {
        target.fps = options.fps;
        if (target.objective != "area")
            target.objective.reset();
    }
    if (!options.objective.empty()) {
        target.objective = options.objective;
        if (options.fps == 0 && options.objective != "area")
            target.fps.reset();
    }
    if (!options.control.empty())
        target.control = options.control;
    return target;
}

void apply_weight_bits(const GenerateOptions& options, QuantizationConfig& config) {
    if (options.weight_bits == "auto") {
        config.max_drop = options.max_drop.value_or(config.max_drop.value_or(kDefaultDropDb));
        return;
    }
    if (!options.weight_bits.empty()) {
        config.weight_bits = options.weight_bits[0] - '0';
        config.max_drop.reset();
    }
    if (options.max_drop && !config.max_drop)
        throw Error("", "--max-drop is given without --weight-bits auto", "add it");
    if (options.max_drop)
        config.max_drop = options.max_drop;
}

std::vector<ReportSource> sources(const GenerateOptions& options) {
    std::vector<ReportSource> list = {report_source("model", options.quantize.model)};
    for (const std::string& data : options.quantize.calibration)
        list.push_back(report_source("calibration", data));
    for (const std::string& data : options.quantize.test)
        list.push_back(report_source("test", data));
    if (!options.quantize.labels.empty())
        list.push_back(report_source("labels", options.quantize.labels));
    if (!options.config.empty())
        list.push_back(report_source("config", options.config));
    return list;
}

void run_generate(const GenerateOptions& options, Context& context) {
    Config config = options.config.empty() ? Config{} : read_config(options.config);
    if (!options.method.empty())
        config.quantization.method = options.method;
    apply_weight_bits(options, config.quantization);
    config.target = target_config(options, config.target);
    check_target(config.target); // says what is wrong with it before the work
    OutputFolder folder(options.directory);
    const QuantizedModel model = quantize_model(options.quantize, config, context);
    const Report report =
        make_ip(model,
                {config, options.tuner == "greedy" ? tuner::Method::greedy : tuner::Method::optimum,
                 options.quantize.model, options.config, context.arguments, sources(options)},
                folder.staging());
    const std::string text =
        options.json ? read_file(folder.staging() / "report.json") : report_text(report);
    folder.commit();
    context.out << text;
}

} // namespace

void add_generate(CLI::App& app, Context& context) {
    const auto options = std::make_shared<GenerateOptions>();
    CLI::App* command = app.add_subcommand(
        "generate", "Quantize a model, fit it to a device and write the IP: RTL, test bench, "
                    "report.");
    command->add_option("model", options->quantize.model, "ONNX file")
        ->type_name("MODEL.onnx")
        ->required();
    command
        ->add_option("--calibration", options->quantize.calibration,
                     "Data to calibrate on; NAME=DATA for one of several inputs; an already "
                     "quantized model needs none")
        ->type_name("DATA")
        ->allow_extra_args(false);
    command
        ->add_option("--calibration-method", options->method,
                     "How ranges are chosen; auto, the default, tries the others")
        ->check(CLI::IsMember({"auto", "minmax", "percentile", "mse", "kl"}))
        ->type_name("METHOD");
    command
        ->add_option("--weight-bits", options->weight_bits,
                     "Bits of every weight, 2 to 8, 8 by default; auto: by layer, see --max-drop")
        ->check(CLI::IsMember({"2", "3", "4", "5", "6", "7", "8", "auto"}))
        ->type_name("N|auto");
    command
        ->add_option("--max-drop", options->max_drop,
                     "What --weight-bits auto may cost, in dB of the outputs' SQNR, 3 by default")
        ->check(zero_or_more())
        ->type_name("DB");
    command
        ->add_option("--test", options->quantize.test,
                     "Labelled data: reports the accuracy in float and in int8")
        ->type_name("DATA")
        ->allow_extra_args(false);
    command->add_option("--labels", options->quantize.labels, "Labels of the --test data")
        ->type_name("FILE");
    command->add_option("--label-offset", options->quantize.label_offset, "Added to every label")
        ->type_name("N");
    command->add_option("-o,--output", options->directory, "Folder to write")
        ->type_name("DIR")
        ->required();
    command
        ->add_option("--device", options->device,
                     "Device or board, see `sluice devices`; auto: the smallest that has --fps")
        ->type_name("NAME");
    command
        ->add_option("--budget", options->budget,
                     "Limits; products are int8 products per cycle, bram counts 36 Kibit")
        ->type_name("products=N,dsp=N,lut=N,ff=N,bram=N");
    command->add_option("--clock-mhz", options->clock_mhz, "Clock, 100 by default")
        ->check(above_zero())
        ->type_name("F");
    command->add_option("--fps", options->fps, "The smallest design of at least this frame rate")
        ->check(above_zero())
        ->type_name("F");
    command
        ->add_option("--objective", options->objective,
                     "throughput: the fastest design that fits; area: the smallest, of at least "
                     "--fps where given; latency: the least latency of one frame")
        ->check(CLI::IsMember({"throughput", "latency", "area"}))
        ->type_name("GOAL");
    command
        ->add_option("--tuner", options->tuner,
                     "optimum (default), or greedy: the slowest layer first, its steps reported")
        ->check(CLI::IsMember({"optimum", "greedy"}))
        ->type_name("NAME");
    command
        ->add_option("--control", options->control,
                     "axi-lite: registers with frame counters, stall meters, interrupt and soft "
                     "reset; none by default")
        ->check(CLI::IsMember({"none", "axi-lite"}))
        ->type_name("BUS");
    command->add_option("--config", options->config, "Preprocessing, quantization, pinned layers")
        ->type_name("FILE.yaml");
    command->add_option("--shape", options->quantize.shapes, "Fix an input's dynamic shape")
        ->type_name("NAME=1x3x48x192")
        ->allow_extra_args(false);
    command->add_flag("--json", options->json, "Print one JSON object");
    command->footer("Example: sluice generate mnist.onnx --calibration train-images.gz "
                    "--device xc7z020 -o out/mnist");
    command->callback([options, &context] { run_generate(*options, context); });
}

} // namespace sluice::cli
