// SPDX-License-Identifier: Apache-2.0
// What several commands need.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/data/data_set.h"
#include "cli/output/accuracy.h"
#include "cli/output/tensors.h"
#include "frontend/frontend.h"
#include "quantizer/network/network.h"

namespace sluice::cli {

std::vector<InputSpec> input_specs(const graph::Graph& graph);
std::vector<InputSpec> input_specs(const network::Network& network);
std::vector<OutputSpec> output_specs(const graph::Graph& graph);
std::vector<OutputSpec> output_specs(const network::Network& network);

// "NAME=1x3x48x192", as --shape takes it, once per input.
frontend::ImportOptions import_options(const std::vector<std::string>& shapes);

std::vector<DataArgument> data_arguments(const std::vector<std::string>& texts);

// Loads DIR's network; throws Error when DIR was not written by `generate`.
network::Network load_generated(const std::filesystem::path& directory);
// The --config that DIR was generated with.
Config generated_config(const std::filesystem::path& directory);

// The labels of --labels, else those that the data carries; none when neither is there.
std::optional<Accuracy> open_labels(const std::string& labels_path, std::int64_t offset,
                                    const DataSet& data, const std::string& data_path,
                                    std::int64_t frames);

// min(frames asked for, frames there); 0 asks for all. Throws Error when more are asked for.
std::int64_t frames_to_run(std::int64_t asked, const FrameSource& data);

// A comparison with labels needs one value per class.
void check_classifier(const OutputSpec& output);

// Threads that --threads N means: all cores for 0.
int thread_count(int asked);

// {"frames", "top1"?, "top5"?, "frames_per_second", "threads"} on one line, or words.
std::string run_json(std::int64_t frames, const std::optional<Accuracy>& accuracy, double seconds,
                     int threads);
std::string run_text(std::int64_t frames, const std::optional<Accuracy>& accuracy, double seconds,
                     int threads);

} // namespace sluice::cli
