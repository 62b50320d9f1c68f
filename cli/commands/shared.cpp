// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/shared.h"

#include <algorithm>
#include <charconv>
#include <thread>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "cli/output/files.h"

namespace sluice::cli {

namespace {

namespace fs = std::filesystem;

std::vector<std::int64_t> parse_shape(const std::string& text, const std::string& argument) {
    std::vector<std::int64_t> shape;
    for (std::size_t start = 0; start <= text.size();) {
        const std::size_t end = std::min(text.find('x', start), text.size());
        std::int64_t dim = 0;
        const auto [stop, status] = std::from_chars(text.data() + start, text.data() + end, dim);
        if (status != std::errc{} || stop != text.data() + end || dim < 0 || dim > (1 << 30))
            throw Error("", fmt::format("--shape {} gives no shape", printable(argument)),
                        "write NAME=1x3x48x192");
        shape.push_back(dim);
        start = end + 1;
    }
    return shape;
}

double per_second(std::int64_t frames, double seconds) {
    return seconds > 0 ? static_cast<double>(frames) / seconds : 0.0;
}

} // namespace

std::vector<InputSpec> input_specs(const graph::Graph& graph) {
    std::vector<InputSpec> specs;
    for (const graph::Interface& input : graph.inputs) {
        const graph::Value& value = graph.values.at(static_cast<std::size_t>(input.value));
        specs.push_back({input.name, value.shape, input.dims, input.channels_first});
        if (input.integer_offset && value.quantization) {
            specs.back().scale = value.quantization->scale;
            specs.back().zero_point = value.quantization->zero_point + *input.integer_offset;
        }
    }
    return specs;
}

std::vector<InputSpec> input_specs(const network::Network& network) {
    std::vector<InputSpec> specs;
    for (const network::Interface& input : network.inputs) {
        const network::Tensor& tensor = network.tensors.at(static_cast<std::size_t>(input.tensor));
        specs.push_back({input.name, tensor.shape, input.dims, input.channels_first});
        if (input.integer_offset) {
            specs.back().scale = tensor.scale;
            specs.back().zero_point = tensor.zero_point + *input.integer_offset;
        }
    }
    return specs;
}

std::vector<OutputSpec> output_specs(const graph::Graph& graph) {
    std::vector<OutputSpec> specs;
    for (const graph::Interface& output : graph.outputs)
        specs.push_back({output.name, graph.values.at(static_cast<std::size_t>(output.value)).shape,
                         output.dims, output.channels_first});
    return specs;
}

std::vector<OutputSpec> output_specs(const network::Network& network) {
    std::vector<OutputSpec> specs;
    for (const network::Interface& output : network.outputs)
        specs.push_back({output.name,
                         network.tensors.at(static_cast<std::size_t>(output.tensor)).shape,
                         output.dims, output.channels_first});
    return specs;
}

frontend::ImportOptions import_options(const std::vector<std::string>& shapes) {
    frontend::ImportOptions options;
    for (const std::string& text : shapes) {
        const std::size_t equals = text.rfind('=');
        if (equals == std::string::npos || equals == 0)
            throw Error("", fmt::format("--shape {} names no input", printable(text)),
                        "write NAME=1x3x48x192");
        options.shapes[text.substr(0, equals)] = parse_shape(text.substr(equals + 1), text);
    }
    return options;
}

std::vector<DataArgument> data_arguments(const std::vector<std::string>& texts) {
    std::vector<DataArgument> arguments;
    for (const std::string& text : texts)
        arguments.push_back(parse_data_argument(text));
    return arguments;
}

network::Network load_generated(const fs::path& directory) {
    std::error_code ignored;
    if (!fs::is_directory(directory, ignored))
        throw Error(directory.string(), "is not a folder",
                    "name a folder that `sluice generate` wrote");
    if (!is_generated(directory))
        throw Error(directory.string(), "was not written by `sluice generate`",
                    "name a folder that it wrote");
    return network::load(directory);
}

Config generated_config(const fs::path& directory) {
    std::error_code ignored;
    const fs::path path = directory / "config.yaml";
    return fs::exists(path, ignored) ? read_config(path) : Config{};
}

std::optional<Accuracy> open_labels(const std::string& labels_path, std::int64_t offset,
                                    const DataSet& data, const std::string& data_path,
                                    std::int64_t frames) {
    std::optional<Accuracy> accuracy;
    if (!labels_path.empty())
        accuracy.emplace(read_labels(labels_path), offset, labels_path);
    else if (data.labels())
        accuracy.emplace(*data.labels(), offset, data_path);
    if (accuracy)
        accuracy->expect_frames(frames);
    return accuracy;
}

std::int64_t frames_to_run(std::int64_t asked, const FrameSource& data) {
    if (asked > data.frames())
        throw Error(
            "", fmt::format("--frames asks for {} frames, the data holds {}", asked, data.frames()),
            "ask for fewer or give more data");
    return asked == 0 ? data.frames() : asked;
}

void check_classifier(const OutputSpec& output) {
    if (output.shape.pixels() != 1)
        throw Error("",
                    fmt::format("the model's output '{}' has the shape {}, which labels say "
                                "nothing about",
                                printable(output.name), shape_text(output.dims)),
                    "leave --labels out and compare with --output");
}

int thread_count(int asked) {
    return asked > 0 ? asked : std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

std::string run_json(std::int64_t frames, const std::optional<Accuracy>& accuracy, double seconds,
                     int threads) {
    nlohmann::ordered_json object = {{"frames", frames}};
    if (accuracy) {
        object["top1"] = accuracy->top1();
        if (accuracy->top5())
            object["top5"] = *accuracy->top5();
    }
    object["frames_per_second"] = per_second(frames, seconds);
    object["threads"] = threads;
    return object.dump() + "\n";
}

std::string run_text(std::int64_t frames, const std::optional<Accuracy>& accuracy, double seconds,
                     int threads) {
    std::string text = fmt::format("{} frames, {:.1f} per second on {} thread{}\n", frames,
                                   per_second(frames, seconds), threads, threads == 1 ? "" : "s");
    if (accuracy) {
        text += fmt::format("top-1 {:.2f} %\n", 100.0 * accuracy->top1());
        if (accuracy->top5())
            text += fmt::format("top-5 {:.2f} %\n", 100.0 * *accuracy->top5());
    }
    return text;
}

} // namespace sluice::cli
