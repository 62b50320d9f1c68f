// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <memory>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "cli/commands/command.h"
#include "cli/commands/infer_frames.h"
#include "cli/commands/numbers.h"
#include "cli/commands/parameters.h"
#include "cli/commands/shared.h"
#include "cli/output/files.h"
#include "cli/terminal/progress.h"

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
    Progress progress(context.err, context.terminal, "infer");
    const auto start = std::chrono::steady_clock::now();
    infer_frames(graph, *data, frames, threads,
                 [&](std::int64_t frame, const std::vector<quantizer::FloatValues>& result) {
                     if (accuracy)
                         accuracy->add(frame, result[0]);
                     for (std::size_t o = 0; o < outputs.size() && !options.output.empty(); ++o)
                         outputs[o].add(result[o]);
                     progress.update(frame + 1, frames);
                 });
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
