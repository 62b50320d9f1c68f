// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <chrono>
#include <memory>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <tbb/global_control.h>
#include <tbb/parallel_for.h>

#include "cli/commands/command.h"
#include "cli/commands/numbers.h"
#include "cli/commands/parameters.h"
#include "cli/commands/shared.h"
#include "cli/output/files.h"
#include "cli/terminal/progress.h"
#include "quantizer/reference/execute.h"

namespace sluice::cli {

namespace {

struct InferOptions {
    std::string model;
    std::vector<std::string> data;
    std::vector<std::string> shapes;
    std::string labels;
    std::int64_t label_offset = 0;
    std::int64_t frames = 0;
    int threads = 0;
    std::string config;
    std::string output;
    bool json = false;
};

// The outputs of one frame, in the model's order.
std::vector<quantizer::FloatValues> run_frame(const graph::Graph& graph, const FrameSource& data,
                                              std::int64_t frame) {
    std::vector<quantizer::FloatValues> inputs;
    for (std::size_t i = 0; i < graph.inputs.size(); ++i)
        inputs.push_back(data.frame(static_cast<int>(i), frame));
    std::vector<quantizer::FloatValues> values = quantizer::execute(graph, inputs);
    std::vector<quantizer::FloatValues> outputs;
    for (const graph::Interface& output : graph.outputs)
        outputs.push_back(values.at(static_cast<std::size_t>(output.value)));
    return outputs;
}

void run_infer(const InferOptions& options, Context& context) {
    if (!options.output.empty())
        check_writable(options.output);
    Config config = options.config.empty() ? Config{} : read_config(options.config);
    config.input.raw_uint8 = false; // the model itself takes what is made of the bytes
    frontend::ImportOptions import = import_options(options.shapes);
    const std::vector<DataArgument> arguments =
        take_parameters(options.model, options.data, import);
    const frontend::ImportResult model = frontend::import_model(options.model, import);
    for (const std::string& warning : model.warnings)
        context.err << "sluice: warning: " << warning << "\n";
    const graph::Graph& graph = model.graph;
    const std::unique_ptr<DataSet> data = open_data(arguments, input_specs(graph), config.input);
    const std::int64_t frames = frames_to_run(options.frames, *data);
    const std::vector<OutputSpec> specs = output_specs(graph);
    std::optional<Accuracy> accuracy =
        open_labels(options.labels, options.label_offset, *data, options.data[0], frames);
    if (accuracy)
        check_classifier(specs[0]);
    std::vector<OutputArray> outputs;
    for (const OutputSpec& spec : specs)
        outputs.emplace_back(spec, ElementType::f32, data->unframed());

    const int threads = thread_count(options.threads);
    const tbb::global_control limit(tbb::global_control::max_allowed_parallelism,
                                    static_cast<std::size_t>(threads));
    Progress progress(context.err, context.terminal, "infer");
    const auto start = std::chrono::steady_clock::now();
    constexpr std::int64_t kFramesAtOnce = 64; // bounds what waits to be written in order
    for (std::int64_t first = 0; first < frames; first += kFramesAtOnce) {
        const std::int64_t count = std::min(kFramesAtOnce, frames - first);
        std::vector<std::vector<quantizer::FloatValues>> results(static_cast<std::size_t>(count));
        tbb::parallel_for(std::int64_t{0}, count, [&](std::int64_t i) {
            results[static_cast<std::size_t>(i)] = run_frame(graph, *data, first + i);
        });
        for (std::int64_t i = 0; i < count; ++i) {
            const auto& result = results[static_cast<std::size_t>(i)];
            if (accuracy)
                accuracy->add(first + i, result[0]);
            for (std::size_t o = 0; o < outputs.size() && !options.output.empty(); ++o)
                outputs[o].add(result[o]);
        }
        progress.update(first + count, frames);
    }
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    if (!options.output.empty())
        write_outputs(options.output, outputs);
    context.out << (options.json ? run_json(frames, accuracy, seconds.count(), threads)
                                 : run_text(frames, accuracy, seconds.count(), threads));
}

} // namespace

void add_infer(CLI::App& app, Context& context) {
    const auto options = std::make_shared<InferOptions>();
    CLI::App* command =
        app.add_subcommand("infer", "Run the float model: the reference for accuracy.");
    command->add_option("model", options->model, "ONNX file")->type_name("MODEL.onnx")->required();
    command->add_option("--data", options->data, "Input data; NAME=DATA for one of several inputs")
        ->type_name("DATA")
        ->allow_extra_args(false)
        ->required();
    command->add_option("--labels", options->labels, "Labels: prints top-1 and top-5")
        ->type_name("FILE");
    command->add_option("--label-offset", options->label_offset, "Added to every label")
        ->type_name("N");
    command->add_option("--frames", options->frames, "Only the first N frames")
        ->check(above_zero())
        ->type_name("N");
    command->add_option("--threads", options->threads, "Threads, all cores by default")
        ->check(CLI::Range(1, 1024))
        ->type_name("N");
    command->add_option("--config", options->config, "Preprocessing of the data")
        ->type_name("FILE.yaml");
    command->add_option("--shape", options->shapes, "Fix an input's dynamic shape")
        ->type_name("NAME=1x3x48x192")
        ->allow_extra_args(false);
    command->add_option("--output", options->output, "Write the outputs, float32")
        ->type_name("FILE.npy");
    command->add_flag("--json", options->json, "Print one JSON object");
    command->footer("Example: sluice infer mnist.onnx --data t10k-images.gz --labels "
                    "t10k-labels.gz");
    command->callback([options, &context] { run_infer(*options, context); });
}

} // namespace sluice::cli
