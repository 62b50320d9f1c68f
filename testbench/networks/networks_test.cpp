// SPDX-License-Identifier: Apache-2.0
// Whole networks end to end through the command line. Those of ../shared are skipped, with a
// message, where that folder is absent; testbench/measure.py runs all of them.
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <sstream>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "base/files.h"
#include "cli/app.h"
#include "cli/tests/pages_for_tests.h"

using namespace sluice;
namespace fs = std::filesystem;
using nlohmann::json;

namespace {

const fs::path kSource = SLUICE_SOURCE_DIR;

// What the command prints with --json; requires that it succeeds.
json sluice_json(std::vector<std::string> arguments) {
    arguments.emplace_back("--json");
    std::ostringstream out;
    std::ostringstream err;
    const int code = cli::run(arguments, {out, err, false, 0});
    INFO(err.str());
    REQUIRE(code == 0);
    return json::parse(out.str());
}

std::string output_folder(const std::string& name) {
    const fs::path dir = fs::path(SLUICE_BINARY_DIR) / "scratch" / "networks" / name;
    fs::remove_all(dir);
    fs::create_directories(dir.parent_path());
    return dir.string();
}

std::optional<fs::path> shared_folder() {
    const char* named = std::getenv("SLUICE_SHARED");
    const fs::path dir = named != nullptr ? fs::path(named) : kSource.parent_path() / "shared";
    if (fs::is_directory(dir / "models"))
        return dir;
    WARN("skipped: there is no folder " << dir.filename() << " with models beside the sources");
    return std::nullopt;
}

// Three frames without stalls and three with: no difference, and the cycles that were predicted.
void simulate_both_ways(const std::string& dir, const std::string& data) {
    const json calm = sluice_json({"simulate", dir, "--data", data, "--frames", "3"});
    CHECK(calm["mismatches"] == 0);
    CHECK(calm["outputs_compared"] > 0);
    CHECK(calm["layers_compared"] > 0);
    CHECK(calm["interval_cycles"] == calm["predicted_interval_cycles"]);
    CHECK(calm["latency_cycles"] == calm["predicted_latency_cycles"]);
    const auto promised =
        cli::promised_json_keys(read_file(kSource / "docs" / "command-line.md")).at("simulate");
    REQUIRE(promised.size() > 5);
    for (const std::string& key : promised) {
        CAPTURE(key); // where all is equal, there is no first difference
        CHECK(calm.contains(key) == (key != "first_mismatch"));
    }
    const json stalled = sluice_json(
        {"simulate", dir, "--data", data, "--frames", "3", "--stall", "0.3", "--seed", "5"});
    CHECK(stalled["mismatches"] == 0);
    CHECK(stalled["cycles"] > calm["cycles"]);
}

} // namespace

TEST_CASE("the digits example keeps its accuracy and its RTL equals the emulator") {
    const fs::path digits = kSource / "examples" / "digits";
    const std::string images = (digits / "test_images.npy").string();
    const std::string labels = (digits / "test_labels.npy").string();
    const std::string model = (digits / "digits.onnx").string();
    const std::string dir = output_folder("digits");
    sluice_json(
        {"generate", model, "--calibration", (digits / "calibration.npy").string(), "-o", dir});
    const json real = sluice_json({"infer", model, "--data", images, "--labels", labels});
    const json ints = sluice_json({"emulate", dir, "--data", images, "--labels", labels});
    CHECK(real["top1"] > 0.99);
    CHECK(ints["top1"].get<double>() >= real["top1"].get<double>() - 1.5 / 360);
    simulate_both_ways(dir, images);
}

TEST_CASE("MNIST, from an exporter of its own time, at 64 products") {
    const std::optional<fs::path> shared = shared_folder();
    if (!shared)
        return;
    const std::string dir = output_folder("mnist");
    const json report =
        sluice_json({"generate", (*shared / "models" / "mnist_cntk_op7.onnx").string(),
                     "--calibration", (*shared / "data" / "mnist_train1k_images.npy").string(),
                     "--budget", "products=64", "-o", dir});
    CHECK(report["products_per_cycle"] <= 64);
    simulate_both_ways(dir, (*shared / "data" / "mnist_test10k_images.npy").string());
}

TEST_CASE("ResNet-8: residual branches, at 64 products") {
    const std::optional<fs::path> shared = shared_folder();
    if (!shared)
        return;
    const std::string dir = output_folder("resnet8");
    sluice_json({"generate", (*shared / "models" / "resnet8_cifar10.onnx").string(),
                 "--calibration", (*shared / "data" / "cifar10_train1k_images.npy[:100]").string(),
                 "--budget", "products=64", "-o", dir});
    simulate_both_ways(dir, (*shared / "data" / "cifar10_test500_images.npy").string());
}
