// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/quantize_model.h"

#include <filesystem>
#include <memory>

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/files.h"
#include "cli/commands/parameters.h"
#include "cli/terminal/progress.h"
#include "emulator/emulator.h"
#include "frontend/take_bytes.h"
#include "quantizer/calibration/bounds.h"
#include "quantizer/reference/execute.h"

namespace sluice::cli {

namespace {

constexpr const char* kFactorsFile = "channel_factors.json";

quantizer::Method method_of(const std::string& name) {
    if (name == "minmax")
        return quantizer::Method::minmax;
    if (name == "percentile")
        return quantizer::Method::percentile;
    if (name == "mse")
        return quantizer::Method::mse;
    if (name == "kl")
        return quantizer::Method::kl;
    SLUICE_CHECK(name == "auto", name);
    return quantizer::Method::automatic;
}

// Top-1 of the float graph and of the integer network on the test data.
void measure_accuracy(const QuantizeRequest& request, const graph::Graph& graph,
                      const Config& config, QuantizedModel& result, Context& context) {
    const std::unique_ptr<DataSet> data =
        open_data(data_arguments(request.test), input_specs(graph), config.input);
    const std::int64_t frames = data->frames();
    const auto labels = [&] {
        return open_labels(request.labels, request.label_offset, *data, request.test[0], frames);
    };
    std::optional<Accuracy> real = labels(), integers = labels();
    if (!real)
        throw Error(request.test[0], "has no labels to compare with", "give them with --labels");
    check_classifier(output_specs(graph)[0]);
    Progress progress(context.err, context.terminal, "test");
    const quantizer::Reference reference(graph);
    emulator::run_frames(result.network, *data, frames, 0,
                         [&](std::int64_t frame, const std::vector<emulator::Values>& outputs) {
                             integers->add(frame, outputs[0]);
                         });
    for (std::int64_t frame = 0; frame < frames; ++frame) {
        std::vector<quantizer::FloatValues> inputs;
        for (std::size_t i = 0; i < graph.inputs.size(); ++i)
            inputs.push_back(data->frame(static_cast<int>(i), frame));
        real->add(frame, reference.run(inputs)[0]);
        progress.update(frame + 1, frames);
    }
    result.float_accuracy = real->top1();
    result.int8_accuracy = integers->top1();
}

// Shows a step's progress under its name.
quantizer::Progress shown_in(Context& context) {
    struct Shown {
        std::optional<Progress> progress;
        std::string stage;
    };
    return [&context, shown = std::make_shared<Shown>()](std::string_view now, std::int64_t done,
                                                         std::int64_t total) {
        if (!shown->progress || shown->stage != now) {
            shown->stage = now;
            shown->progress.emplace(context.err, context.terminal, shown->stage);
        }
        shown->progress->update(done, total);
    };
}

} // namespace

void write_channel_factors(const std::filesystem::path& directory,
                           const std::vector<quantizer::ChannelFactors>& factors) {
    nlohmann::ordered_json file = nlohmann::ordered_json::array();
    for (const quantizer::ChannelFactors& own : factors)
        file.push_back({{"value", own.value}, {"factors", own.factors}});
    write_file(directory / kFactorsFile,
               file.dump(1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n");
}

std::vector<quantizer::ChannelFactors>
read_channel_factors(const std::filesystem::path& directory) {
    const std::filesystem::path path = directory / kFactorsFile;
    std::error_code ignored;
    std::vector<quantizer::ChannelFactors> factors;
    if (!std::filesystem::exists(path, ignored))
        return factors;
    try {
        for (const auto& own : nlohmann::json::parse(read_file(path)))
            factors.push_back({own.at("value"), own.at("factors")});
    } catch (const nlohmann::json::exception&) {
        throw Error(path.string(), "is no list of channel factors", "generate again");
    }
    return factors;
}

frontend::ImportResult import_named(const std::filesystem::path& path,
                                    const frontend::ImportOptions& options) {
    frontend::ImportResult model = frontend::import_model(path, options);
    model.graph.name = path.stem().string();
    return model;
}

quantizer::Options quantizer_options(const Config& config) {
    const QuantizationConfig& chosen = config.quantization;
    quantizer::Options options;
    options.method = method_of(chosen.method);
    options.percentile = chosen.percentile;
    options.weight_bits = chosen.weight_bits;
    options.max_drop_db = chosen.max_drop;
    for (const auto& [name, layer] : config.layers)
        if (layer.weight_bits)
            options.layer_weight_bits[name] = *layer.weight_bits;
    options.equalize = chosen.equalize;
    options.clip_weights = chosen.clip_weights;
    options.bias_correction = chosen.bias_correction;
    options.rounding = chosen.rounding == "nearest" ? quantizer::Rounding::nearest
                                                    : quantizer::Rounding::optimized;
    options.measure = true;
    options.prepare_layer = emulator::prepare_layer;
    return options;
}

QuantizedModel quantize_graph(const std::string& model, const graph::Graph& graph,
                              const FrameSource* calibration, const Config& config,
                              const quantizer::Progress& progress) {
    frontend::require_hardware(model, graph);
    const quantizer::Options options = quantizer_options(config);
    if (calibration == nullptr) {
        if (!quantizer::is_quantized(graph))
            throw Error(model, "is not quantized yet", "give --calibration");
        return {quantizer::quantize_given(graph, options), {}, {}, {}, {}};
    }
    quantizer::Quantized made =
        quantizer::quantize_measured(graph, *calibration, options, progress);
    return {
        std::move(made.network), std::move(made.quality), std::move(made.channel_factors), {}, {}};
}

QuantizedModel quantize_model(const QuantizeRequest& request, const Config& config,
                              Context& context) {
    frontend::ImportOptions import = import_options(request.shapes);
    const std::vector<DataArgument> calibration =
        take_parameters(request.model, request.calibration, import);
    frontend::ImportResult model = import_named(request.model, import);
    if (config.input.raw_uint8)
        model.graph = frontend::take_bytes(
            std::move(model.graph), {config.input.scale, config.input.mean, config.input.std});
    for (const std::string& warning : model.warnings)
        context.err << "sluice: warning: " << warning << "\n";
    frontend::require_hardware(request.model, model.graph); // before the data are read
    std::unique_ptr<DataSet> data;
    if (!calibration.empty())
        data = open_data(calibration, input_specs(model.graph), config.input);
    QuantizedModel result =
        quantize_graph(request.model, model.graph, data.get(), config, shown_in(context));
    if (!request.test.empty())
        measure_accuracy(request, model.graph, config, result, context);
    return result;
}

} // namespace sluice::cli
