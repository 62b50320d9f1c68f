// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <memory>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "cli/commands/command.h"
#include "cli/commands/numbers.h"
#include "cli/commands/shared.h"
#include "cli/output/files.h"
#include "cli/terminal/progress.h"
#include "emulator/emulator.h"

namespace sluice::cli {

namespace {

struct EmulateOptions {
    std::filesystem::path directory;
    std::vector<std::string> data;
    std::string labels;
    std::int64_t label_offset = 0;
    std::int64_t frames = 0;
    int threads = 0;
    std::string output;
    bool json = false;
};

void run_emulate(const EmulateOptions& options, Context& context) {
    if (!options.output.empty())
        check_writable(options.output);
    const network::Network network = load_generated(options.directory);
    const Config config = generated_config(options.directory);
    const std::unique_ptr<DataSet> data =
        open_data(data_arguments(options.data), input_specs(network), config.input);
    const std::int64_t frames = frames_to_run(options.frames, *data);
    const std::vector<OutputSpec> specs = output_specs(network);
    std::optional<Accuracy> accuracy =
        open_labels(options.labels, options.label_offset, *data, options.data[0], frames);
    if (accuracy)
        check_classifier(specs[0]);
    std::vector<OutputArray> outputs;
    for (std::size_t i = 0; i < specs.size(); ++i) {
        const auto tensor = static_cast<std::size_t>(network.outputs[i].tensor);
        outputs.emplace_back(specs[i],
                             network.tensors[tensor].bits <= 8 ? ElementType::i8 : ElementType::i16,
                             data->unframed());
    }

    const int threads = thread_count(options.threads);
    Progress progress(context.err, context.terminal, "emulate");
    const auto start = std::chrono::steady_clock::now();
    emulator::run_frames(network, *data, frames, threads,
                         [&](std::int64_t frame, const std::vector<emulator::Values>& result) {
                             if (accuracy)
                                 accuracy->add(frame, result[0]);
                             for (std::size_t i = 0; i < outputs.size(); ++i)
                                 if (!options.output.empty())
                                     outputs[i].add(result[i]);
                             progress.update(frame + 1, frames);
                         });
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    if (!options.output.empty())
        write_outputs(options.output, outputs);
    context.out << (options.json ? run_json(frames, accuracy, seconds.count(), threads)
                                 : run_text(frames, accuracy, seconds.count(), threads));
}

} // namespace

void add_emulate(CLI::App& app, Context& context) {
    const auto options = std::make_shared<EmulateOptions>();
    CLI::App* command =
        app.add_subcommand("emulate", "Run the integer network exactly as the hardware does.");
    command->add_option("dir", options->directory, "A folder that `sluice generate` wrote")
        ->type_name("DIR")
        ->required();
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
    command->add_option("--output", options->output, "Write the outputs, int8")
        ->type_name("FILE.npy");
    command->add_flag("--json", options->json, "Print one JSON object");
    command->footer("Example: sluice emulate out/mnist --data t10k-images.gz --labels "
                    "t10k-labels.gz");
    command->callback([options, &context] { run_emulate(*options, context); });
}

} // namespace sluice::cli
