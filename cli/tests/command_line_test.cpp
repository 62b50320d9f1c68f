// SPDX-License-Identifier: Apache-2.0
// Commands as a user types them. The bad inputs are those that every command must survive.
#include <cstdlib>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "cli/data/npy.h"
#include "cli/tests/commands_for_tests.h"

using namespace sluice::cli;
using Catch::Contains;

namespace {

Bytes digits_model() {
    return read_bytes(kDigits / "digits.onnx");
}

} // namespace

TEST_CASE("mistyped commands and options are met with the nearest") {
    check_refused({}, "no command is given; see `sluice --help`");
    check_refused({"chek", "a.onnx"}, "there is no command 'chek'; did you mean 'check'?");
    check_refused({"banana"}, "see `sluice --help`");
    check_refused({"generate", "a.onnx", "--calibraton", "x"},
                  "'generate' has no option '--calibraton'; did you mean '--calibration'?");
    check_refused({"--hepl"}, "did you mean '--help'?");
    check_refused({"check"}, "see `sluice check --help`");
    check_refused({"devices", "xc7z02"}, "the nearest known one is 'xc7z020'");
    check_refused({"report", "/nowhere"}, "was not written by `sluice generate`");
    check_refused({"report", "/nowhere", "--format", "pdf"}, "--format");
    check_refused({"emulate", "/nowhere", "--data", "x"}, "/nowhere: is not a folder");
    check_refused({"simulate", "/nowhere", "--stall", "1.5"}, "--stall");
    check_refused({"infer", "a.onnx", "--data", "x", "--frames", "-1"}, "--frames");
}

TEST_CASE("every command has help with an example") {
    for (const char* command :
         {"check", "infer", "generate", "emulate", "simulate", "report", "devices"}) {
        const Outcome outcome = sluice_command({command, "--help"});
        INFO(command);
        CHECK(outcome.code == 0);
        CHECK(outcome.err.empty());
        CHECK_THAT(outcome.out, Contains(std::string("Example: sluice ") + command));
    }
    CHECK_THAT(sluice_command({"--help"}).out, Contains("simulate"));
    CHECK(sluice_command({"--version"}).out.starts_with("sluice "));
}

TEST_CASE("devices are listed, and told as JSON") {
    CHECK_THAT(sluice_command({"devices"}).out, Contains("lfe5u-85f") && Contains("pynq-z2"));
    const auto json = nlohmann::json::parse(sluice_command({"devices", "pynq-z2", "--json"}).out);
    CHECK(json["name"] == "xc7z020");
    CHECK(json["budget"]["dsp"] == 220);
    CHECK(nlohmann::json::parse(sluice_command({"devices", "--json"}).out)["devices"].size() >= 11);
}

TEST_CASE("the example network is checked and inferred") {
    const Outcome check = sluice_command({"check", (kDigits / "digits.onnx").string(), "--json"});
    CHECK(check.code == 0);
    CHECK(nlohmann::json::parse(check.out)["supported"] == true);
    const TemporaryFolder folder;
    const Outcome infer = sluice_command({"infer", (kDigits / "digits.onnx").string(), "--data",
                                          (kDigits / "test_images.npy").string(), "--labels",
                                          (kDigits / "test_labels.npy").string(), "--output",
                                          (folder / "out.npy").string(), "--json"});
    INFO(infer.err);
    CHECK(infer.code == 0);
    const auto json = nlohmann::json::parse(infer.out);
    CHECK(json["frames"] == 360);
    CHECK(json["top1"] > 0.9);
    CHECK(json["top5"] >= json["top1"]);
    CHECK(parse_npy(read_bytes(folder / "out.npy"), "out").shape ==
          std::vector<std::int64_t>{360, 10});
}

TEST_CASE("bad models are refused and leave nothing behind") {
    const TemporaryFolder folder;
    const Bytes whole = digits_model();
    const auto cut = folder.put(
        "cut.onnx", Bytes(whole.begin(), whole.begin() + std::ptrdiff_t(whole.size() / 2)));
    const auto text = folder.put("text.onnx", std::string("this is not a network"));
    for (const fs::path& model : {cut, text, folder / "missing.onnx"}) {
        check_refused({"check", model.string()}, model.filename().string());
        check_refused(generate(model, kDigits / "calibration.npy", folder / "dir"),
                      model.filename().string());
    }
    Bytes odd = whole; // Relu becomes an operator of the same length that nobody knows
    const std::string relu = "Relu";
    const auto at = std::search(odd.begin(), odd.end(), relu.begin(), relu.end());
    REQUIRE(at != odd.end());
    for (auto here = at; here != odd.end();
         here = std::search(here, odd.end(), relu.begin(), relu.end()))
        *here = 'Q';
    const auto unknown = folder.put("odd.onnx", odd);
    CHECK(sluice_command({"check", unknown.string()}).code == 1);
    check_refused(generate(unknown, kDigits / "calibration.npy", folder / "dir"), "Qelu");
    CHECK(entries(folder.path()) == 3);
}

TEST_CASE("bad data, places and budgets are refused and leave nothing behind") {
    const TemporaryFolder folder;
    const fs::path model = kDigits / "digits.onnx";
    const fs::path data = kDigits / "calibration.npy";
    check_refused(generate(model, folder / "none.npy", folder / "dir"), "none.npy: does not exist");
    Array wrong;
    wrong.shape = {2, 3, 5, 5};
    wrong.bytes.resize(150);
    const auto path = folder.put("wrong.npy", format_npy(wrong));
    check_refused(generate(model, path, folder / "dir"), "frames of shape 3x5x5 do not fit");
    check_refused({"generate", model.string(), "-o", (folder / "dir").string()}, "--calibration");
    check_refused(generate(model, data, "/proc/dir"), "/proc/dir: cannot be written");
    check_refused(generate(model, data, folder.path()), "did not write");
    auto small = generate(model, data, folder / "dir");
    small.insert(small.end(), {"--budget", "products=1"});
    check_refused(small, "products", 1);
    auto unknown = generate(model, data, folder / "dir");
    unknown.insert(unknown.end(), {"--device", "xc7z0"});
    check_refused(unknown, "'xc7z0' is not known");
    CHECK(entries(folder.path()) == 1);
}

TEST_CASE("generate, emulate and report work on the example") {
    const TemporaryFolder folder;
    const fs::path dir = folder / "digits";
    auto arguments = generate(kDigits / "digits.onnx", kDigits / "calibration.npy", dir);
    arguments.push_back("--json");
    const Outcome made = sluice_command(arguments);
    INFO(made.err);
    REQUIRE(made.code == 0);
    const auto report = nlohmann::json::parse(made.out);
    CHECK(report["device"] == "xc7z020");
    CHECK(report["interval_cycles"] >= report["interval_lower_bound_cycles"]);
    for (const char* file : {"network.json", "network.bin", "design.yaml", "report.txt",
                             "report.html", "quantized_qdq.onnx", "quantized_exact.onnx"})
        CHECK(fs::exists(dir / file));
    for (const char* sub : {"rtl", "mem", "sim"})
        CHECK(fs::is_directory(dir / sub));
    const Outcome emulated =
        sluice_command({"emulate", dir.string(), "--data", (kDigits / "test_images.npy").string(),
                        "--labels", (kDigits / "test_labels.npy").string(), "--output",
                        (folder / "out.npy").string(), "--json"});
    INFO(emulated.err);
    REQUIRE(emulated.code == 0);
    CHECK(nlohmann::json::parse(emulated.out)["top1"] > 0.9);
    CHECK(parse_npy(read_bytes(folder / "out.npy"), "out").type == ElementType::i8);
    CHECK(nlohmann::json::parse(sluice_command({"report", dir.string(), "--format", "json"}).out) ==
          report);
    // The design passed back gives the same design.
    const fs::path again = folder / "again";
    auto pinned = generate(kDigits / "digits.onnx", kDigits / "calibration.npy", again);
    pinned.insert(pinned.end(), {"--config", (dir / "design.yaml").string(), "--json"});
    const Outcome second = sluice_command(pinned);
    INFO(second.err);
    REQUIRE(second.code == 0);
    const auto layers = [](nlohmann::json of) {
        for (auto& layer : of["layers"]) // a layer that is pinned could be no faster
            layer.erase("least_cycles");
        return of["layers"];
    };
    CHECK(layers(nlohmann::json::parse(second.out)) == layers(report));
    CHECK(fs::exists(again / "config.yaml"));
    CHECK(entries(folder.path()) == 3);
}

TEST_CASE("the report tells the pipeline as the design has it") {
    const TemporaryFolder folder;
    const fs::path dir = folder / "digits";
    auto arguments = generate(kDigits / "digits.onnx", kDigits / "calibration.npy", dir);
    arguments.insert(arguments.end(), {"--budget", "products=12", "--json"});
    const Outcome made = sluice_command(arguments);
    INFO(made.err);
    REQUIRE(made.code == 0);
    const auto report = nlohmann::json::parse(made.out);
    const auto& pipeline = report["pipeline"];
    double blocks = 0;
    for (const auto& memory : pipeline["memories"]) {
        blocks += memory["bram"].get<double>();
        CHECK(memory.value("full", 1.0) > 0);
        CHECK(memory.value("full", 1.0) <= 1);
    }
    CHECK(blocks > 0);
    CHECK(blocks == Approx(report["resources"]["bram"].get<double>()));
    REQUIRE(pipeline["links"].size() == report["layers"].size() + 1); // a chain
    CHECK(pipeline["links"][0]["from"].is_null());
    CHECK(pipeline["timeline"]["frames"] == 2);
    const auto& last = pipeline["timeline"]["layers"].back();
    CHECK(pipeline["timeline"]["layers"][0][0]["first_in"] == 0);
    CHECK(last[0]["last_out"] == report["latency_cycles"]);
    for (const auto& layer : pipeline["timeline"]["layers"]) {
        CHECK(layer[0]["first_in"] <= layer[0]["first_out"]);
        CHECK(layer[0]["last_out"] < layer[1]["last_out"]);
    }
    const auto& origin = report["origin"];
    CHECK(origin["command"] == arguments);
    CHECK(origin["sources"][0]["role"] == "model");
    CHECK(origin["sources"][0]["sha256"].get<std::string>().size() == 64);

    // Against a design for a whole device: what both have, and what changed.
    const fs::path larger = folder / "larger";
    REQUIRE(sluice_command(generate(kDigits / "digits.onnx", kDigits / "calibration.npy", larger))
                .code == 0);
    const Outcome two = sluice_command({"report", dir.string(), larger.string()});
    CHECK_THAT(two.out, Contains("frames per second") && Contains("xc7z020") && Contains("conv1"));
    const auto difference = nlohmann::json::parse(
        sluice_command({"report", dir.string(), larger.string(), "--format", "json"}).out);
    CHECK(difference["layers"].size() > 0);
    CHECK(difference["only_a"].empty());
    check_refused({"report", dir.string(), "/nowhere"}, "was not written by `sluice generate`");

    // What other commands add.
    CHECK(sluice_command({"sweep", dir.string(), "--points", "4"}).code == 0);
    CHECK(sluice_command({"compare", dir.string(), "--data", (kDigits / "test_images.npy").string(),
                          "--frames", "2", "--rtl-frames", "0"})
              .code == 0);
    CHECK(fs::exists(dir / "sweep.json"));
    const Bytes page = read_bytes(dir / "report.html");
    CHECK(std::string(page.begin(), page.end()) ==
          sluice_command({"report", dir.string(), "--format", "html"}).out);
}

TEST_CASE("synth refuses what it cannot do in a sentence") {
    const TemporaryFolder folder;
    check_refused({"synth", "/nowhere"}, "is not a folder");
    check_refused({"synth", folder.path().string()}, "was not written by `sluice generate`");
    check_refused({"synth", "/nowhere", "--family", "gowin"}, "choose one of xc7, ecp5, ice40");
    const fs::path dir = folder / "digits";
    REQUIRE(
        sluice_command(generate(kDigits / "digits.onnx", kDigits / "calibration.npy", dir)).code ==
        0);
    const std::string path = std::getenv("PATH");
    setenv("PATH", folder.path().c_str(), 1);
    check_refused({"synth", dir.string()}, "install it with: apt install yosys");
    setenv("PATH", path.c_str(), 1);
    CHECK(!fs::exists(dir / "synth"));
}
