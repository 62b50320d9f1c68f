// SPDX-License-Identifier: Apache-2.0
// What a new user gets wrong: one sentence each that names the place and the remedy, and nothing
// is left behind.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "cli/data/npy.h"
#include "cli/tests/commands_for_tests.h"

using namespace sluice::cli;

namespace {

// `sluice generate` of the digits with more options.
std::vector<std::string> digits(const fs::path& dir, const std::vector<std::string>& more) {
    auto arguments = generate(kDigits / "digits.onnx", kDigits / "calibration.npy", dir);
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
}

// A .npy file of any header.
Bytes npy(const std::string& type, bool fortran, const std::string& shape, std::size_t bytes) {
    std::string header = "{'descr': '" + type +
                         "', 'fortran_order': " + (fortran ? "True" : "False") +
                         ", 'shape': " + shape + ", }";
    header.resize(117, ' ');
    header += '\n';
    std::string text = std::string("\x93NUMPY\x01", 7) + '\0' + char(header.size()) + '\0' + header;
    text.resize(text.size() + bytes);
    return Bytes(text.begin(), text.end());
}

} // namespace

TEST_CASE("other files in the place of a model are told for what they are") {
    const TemporaryFolder folder;
    const auto refused = [&](const std::string& name, const std::string& text,
                             const std::string& what) {
        check_refused({"check", folder.put(name, text).string()}, name + ": " + what);
    };
    refused("a.pt", "PK\x03\x04 and more", "is a zip archive, as PyTorch and Keras write");
    refused("a.h5", "\x89HDF\r\n\x1a\n and more", "is an HDF5 file, as Keras writes");
    refused("a.tflite", std::string("\x1c\0\0\0TFL3 and more", 17), "is a TensorFlow Lite model");
    refused("a.onnx", "version https://git-lfs.github.com/spec/v1\noid sha256:0\n",
            "is a pointer of Git LFS and not the model itself; fetch it with git lfs pull");
    refused("b.onnx", "ir_version: 7\ngraph {\n  node { op_type: \"Relu\" }\n}\n",
            "is a text file and not an ONNX model, which is binary");
    check_refused({"check", folder.path().string()}, "is not a file; give the path of an ONNX");
}

TEST_CASE("configurations that cannot be read are refused where they go wrong") {
    const TemporaryFolder folder;
    const auto refused = [&](const std::string& text, const std::string& what) {
        const auto path = folder.put("c.yaml", text);
        check_refused(digits(folder / "dir", {"--config", path.string()}), "c.yaml: " + what);
    };
    refused("input:\n  layout: nchw\nquantization:\n  method: [auto\n", "line 5: not YAML");
    refused("input:\n\tlayout: nchw\n",
            "line 2: is indented with a tab, which YAML does not allow");
    refused("input: {layot: nchw}\n",
            "line 1: the key 'input.layot' is not known; did you mean 'input.layout'?");
    refused("input\n", "line 1: the file is not a mapping of keys to values");
    refused("target:\n  clock_mhz: fast\n", "line 2: the key 'target.clock_mhz' is not a number");
    check_refused(digits(folder / "dir", {"--config", folder.path().string()}), "is a folder");
    CHECK(entries(folder.path()) == 1);
}

TEST_CASE("options that exclude each other or lack another are refused before the work") {
    const TemporaryFolder folder;
    const auto refused = [&](const std::vector<std::string>& more, const std::string& what) {
        check_refused(digits(folder / "dir", more), what);
    };
    refused({"--fps", "100", "--objective", "latency"}, "both the objective 'latency' and a frame");
    refused({"--tuner", "greedy", "--objective", "latency"},
            "both --tuner greedy and the objective");
    refused({"--labels", "l.npy"}, "--labels: is given without the data that they belong to");
    refused({"--max-drop", "1"}, "--max-drop is given without --weight-bits auto");
    refused({"--budget", "440"}, "--budget does not say what '440' limits; write products=440");
    refused({"--budget", "dsps=4"}, "did you mean 'dsp'?");
    refused({"--device", "xc7z020clg400-1"}, "the nearest known one is 'xc7z020'");
    refused({"--device", "zynq"}, "the device 'zynq' is not known; `sluice devices` lists all");
    check_refused(digits("", {}), "--output: names no folder");
    check_refused({"compare", "/nowhere", "--data", "x", "--below", "low"},
                  "--below: 'low' is not a number; see `sluice compare --help`");
    CHECK(entries(folder.path()) == 0);
}

TEST_CASE("arrays that hold something else are refused") {
    const TemporaryFolder folder;
    const auto refused = [&](const Bytes& array, const std::string& what) {
        check_refused(generate(kDigits / "digits.onnx", folder.put("x.npy", array), folder / "dir"),
                      "x.npy: " + what);
    };
    refused(npy("<f4", true, "(4, 1, 8, 8)", 1024), "is stored in Fortran order");
    refused(npy("<c8", false, "(4, 1, 8, 8)", 2048), "holds elements of type '<c8'");
    refused(npy("<f4", false, "(0, 1, 8, 8)", 0), "holds no frames");
    refused(npy("<f4", false, "(4, 60)", 960), "frames of shape 60 do not fit the model's input");
    refused(npy("<f4", false, "(4, 1, 8, 8)", 1000), "is truncated");
    CHECK(entries(folder.path()) == 1);
}

TEST_CASE("folders that are no design, or only half of one, are refused") {
    const TemporaryFolder folder;
    const fs::path dir = folder / "made";
    const auto calibration = folder.put("zeros.npy", npy("|u1", false, "(5, 1, 8, 8)", 320));
    const Outcome made = sluice_command([&] {
        auto arguments = generate(kDigits / "digits.onnx", calibration, dir);
        arguments.insert(arguments.end(), {"--budget", "products=12", "--json"});
        return arguments;
    }());
    REQUIRE(made.code == 0);
    // Data that say nothing are taken, with a note.
    CHECK_THAT(nlohmann::json::parse(made.out)["notes"].dump(),
               Catch::Contains("the calibration data of input 'image' hold one value everywhere"));
    const std::string data = (kDigits / "test_images.npy").string();
    const auto labels = folder.put("labels.txt", std::string("1\n2\n"));
    check_refused({"emulate", dir.string(), "--data", data, "--labels", labels.string()},
                  "labels.txt: holds 2 labels for 360 frames");
    check_refused({"simulate", kDigits.string()}, "was not written by `sluice generate`");
    check_refused(digits(dir / "rtl", {}), "holds files that `sluice generate` did not write");
    const auto pin =
        folder.put("pin.yaml", std::string("layers: {conv1: {parallelism: {kernel: 2}}}\n"));
    check_refused(digits(folder / "x", {"--config", pin.string()}),
                  "layer 'conv1': parallelism kernel=2 is not possible; use 1, 3 or 9");
    fs::remove_all(dir / "sim");
    check_refused({"simulate", dir.string()}, "sim/ is missing");
    fs::remove(dir / "network.bin");
    check_refused({"emulate", dir.string(), "--data", data}, "network.bin: cannot be read");
    fs::remove(dir / "report.json");
    check_refused({"report", dir.string()}, "was not written by `sluice generate`");
    CHECK(entries(folder.path()) == 4);
}
