// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <optional>
#include <string>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <nlohmann/json.hpp>

#include "base/devices.h"
#include "base/error.h"
#include "base/files.h"
#include "cli/commands/command.h"
#include "cli/commands/make_report.h"
#include "cli/commands/numbers.h"
#include "cli/commands/pins.h"
#include "cli/commands/quantize_model.h"
#include "cli/commands/report_origin.h"
#include "cli/commands/shared.h"
#include "cli/commands/sweep_json.h"
#include "cli/commands/target.h"
#include "cli/output/files.h"
#include "cli/report/page.h"
#include "generator/control/network_hash.h"
#include "generator/driver/driver.h"
#include "generator/emit/emit.h"
#include "generator/lower/lower.h"
#include "generator/package/package.h"
#include "quantizer/onnx_export/onnx_export.h"
#include "testbench/simulate.h"

namespace sluice::cli {

namespace {

// Of a model that is kept for `compare`; a larger one has to be named to it.
constexpr std::uintmax_t kMostModelBytes = 64 << 20;

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

tuner::Options tuner_options(const network::Network& network, const design::Skeleton& skeleton,
                             const Config& config, const Target& target) {
    tuner::Options options;
    options.budget = target.budget;
    options.family = target.family;
    options.interval_goal_cycles = target.interval_goal_cycles;
    const PinnedLayers pinned = pinned_layers(network, skeleton, config.layers);
    options.pinned = pinned.parallelism;
    options.mappings = pinned.mapping;
    options.method = target.method;
    options.control = target.control;
    return options;
}

tuner::TuneResult make_design(const network::Network& network, const Config& config,
                              const Target& target) {
    const design::Skeleton skeleton = lower::lower(network);
    tuner::TuneResult tuned =
        tuner::tune(skeleton, tuner_options(network, skeleton, config, target));
    if (!config.fifos.empty()) {
        tuned.design = with_fifo_depths(tuned.design, config.fifos);
        tuned.timing = design::simulate(tuned.design);
        tuned.use = tuner::use_of(tuned.design, target.family, target.control);
        if (tuned.timing.deadlock)
            throw CheckFailed("", "the design deadlocks with the FIFO depths of the configuration",
                              "raise them or leave the section `fifos` out");
    }
    return tuned;
}

struct Tuned {
    Target target;
    tuner::TuneResult result;
};

// The design on the device that is named, or on the smallest that has the frame rate.
Tuned tune(const network::Network& network, const Config& config, const TargetConfig& wanted,
           tuner::Method method) {
    const auto on = [&](const TargetConfig& device) {
        Target target = resolve_target(device);
        if (method != tuner::Method::optimum)
            target.method = method;
        return Tuned{target, make_design(network, config, target)};
    };
    if (wanted.device != kAnyDevice)
        return on(wanted);
    for (const TargetConfig& device : devices_by_size(wanted)) {
        try {
            return on(device);
        } catch (const CheckFailed&) { // too small: the next
        }
    }
    throw CheckFailed("", "no known device reaches the frame rate", "ask for fewer frames");
}

// The front on which the report shows the design, up to the same budget.
void write_front(const network::Network& network, const Config& config, const Target& target,
                 const std::filesystem::path& directory) {
    constexpr int kPoints = 10;
    const design::Skeleton skeleton = lower::lower(network);
    try {
        const tuner::Sweep sweep =
            tuner::sweep(skeleton, tuner_options(network, skeleton, config, target), kPoints);
        write_file(directory / "sweep.json",
                   sweep_json(network, sweep, target)
                           .dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) +
                       "\n");
    } catch (const CheckFailed&) { // the design fits, but no other on the way to it
    }
}

std::vector<ReportStep> beside(const network::Network& network, const Config& config,
                               const Target& target) {
    const design::Skeleton skeleton = lower::lower(network);
    return report_steps(
        network, tuner::greedy_walk(skeleton, tuner_options(network, skeleton, config, target)));
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

package::Target package_target(const Target& target, bool control) {
    package::Target result;
    result.version = SLUICE_VERSION;
    result.control = control;
    result.clock_mhz = target.clock_mhz;
    if (!target.device.empty()) {
        const Device& device = find_device(target.device);
        result.device = device.name;
        result.family = device.family.name;
        result.vendor = device.family.vendor;
    }
    return result;
}

// A copy that its owner may replace, whatever the model's permissions.
void keep_model(const std::filesystem::path& model, const std::filesystem::path& copy) {
    std::filesystem::copy_file(model, copy);
    std::filesystem::permissions(copy, std::filesystem::perms::owner_write,
                                 std::filesystem::perm_options::add);
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
    const TargetConfig wanted = target_config(options, config.target);
    if (wanted.device != kAnyDevice)
        resolve_target(wanted); // says what is wrong with it before the work
    else if (!wanted.fps)
        throw Error("", "--device auto asks for the smallest device of a frame rate",
                    "give --fps, or name a device");
    if (options.tuner == "greedy" && wanted.objective == "latency")
        throw Error("", "both --tuner greedy and the objective 'latency' are given",
                    "keep one of them: the walk looks for throughput");
    if (options.quantize.test.empty() && !options.quantize.labels.empty())
        throw Error("--labels", "is given without the data that they belong to",
                    "give it with --test");
    const tuner::Method method =
        options.tuner == "greedy" ? tuner::Method::greedy : tuner::Method::optimum;
    OutputFolder folder(options.directory);
    const std::filesystem::path& staging = folder.staging();

    const QuantizedModel model = quantize_model(options.quantize, config, context);
    const network::Network& network = model.network;
    const auto [target, tuned] = tune(network, config, wanted, method);
    network::save(network, staging);
    std::optional<emit::Control> control;
    if (target.control)
        control = emit::Control{SLUICE_VERSION, control::network_hash(staging)};
    const emit::Emitted emitted = emit::emit(network, tuned.design, staging, control);
    package::write_package(tuned.design, emitted, package_target(target, control.has_value()),
                           staging);
    driver::write_driver(network, tuned.design, control, staging);
    quantizer::export_qdq(network, staging / "quantized_qdq.onnx");
    quantizer::export_exact(network, staging / "quantized_exact.onnx");
    testbench::write_testbench(network, tuned.design, staging, control);
    if (std::filesystem::file_size(options.quantize.model) <= kMostModelBytes)
        keep_model(options.quantize.model, staging / kModelFile);
    write_channel_factors(staging, model.channel_factors);
    if (!options.config.empty())
        write_file(staging / "config.yaml", read_file(options.config));

    Report report = make_report(network, tuned, target);
    report.quality = model.quality;
    report.float_accuracy = model.float_accuracy;
    report.int8_accuracy = model.int8_accuracy;
    if (target.method == tuner::Method::optimum)
        report.walk = beside(network, config, target);
    report.origin = report_origin(context.arguments, sources(options), staging);
    const std::string json =
        report_json(report).dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
    write_file(staging / "report.json", json + "\n");
    write_file(staging / "report.txt", report_text(report));
    write_front(network, config, target, staging);
    write_report_page(staging);
    folder.commit();
    context.out << (options.json ? json + "\n" : report_text(report));
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
