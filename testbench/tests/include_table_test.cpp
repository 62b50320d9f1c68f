// SPDX-License-Identifier: Apache-2.0
// Who may include whom: every #include of the tree against the table of the style guide.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

namespace {

namespace fs = std::filesystem;

// A target holds the files below its folder that no longer folder of the table holds. Besides
// itself it may include `targets`, and of other people's libraries `libraries`.
struct Target {
    std::string folder;
    std::vector<std::string> targets;
    std::vector<std::string> libraries;
};

const std::vector<std::string> kEverywhere = {"fmt", "Catch2"};

// tests/ of a folder belong to it, and may use what is needed to look at files and programs.
const std::vector<Target> kTable = {
    {"base", {}, {"yaml-cpp"}},
    {"frontend/graph", {"base"}, {}},
    {"frontend", {"frontend/graph", "base"}, {"ONNX", "Protobuf"}},
    {"quantizer/network", {"base"}, {"json"}},
    {"quantizer/onnx_export", {"quantizer/network", "base"}, {"ONNX", "Protobuf"}},
    {"quantizer", {"frontend/graph", "quantizer/network", "base"}, {"Eigen", "TBB"}},
    {"emulator", {"quantizer/network", "base"}, {"TBB"}},
    {"rtl_lib", {"base"}, {"Verilator"}}, // in its tests
    {"generator/design", {"quantizer/network", "rtl_lib", "base"}, {}},
    {"generator", {"generator/design", "quantizer/network", "rtl_lib", "base"}, {"yaml-cpp"}},
    {"tuner", {"generator/design", "rtl_lib", "base"}, {}},
    {"testbench", {"*"}, {"*"}},
    {"cli", {"*"}, {"*"}},
    {"cmake", {}, {}},
};

// The library of a header in angle brackets; nullopt for the standard library and the system.
std::optional<std::string> library_of(const std::string& header) {
    const std::vector<std::pair<std::string, std::string>> prefixes = {
        {"onnx/", "ONNX"},
        {"google/protobuf/", "Protobuf"},
        {"Eigen/", "Eigen"},
        {"nlohmann/", "json"},
        {"yaml-cpp/", "yaml-cpp"},
        {"fmt/", "fmt"},
        {"oneapi/", "TBB"},
        {"tbb/", "TBB"},
        {"CLI/", "CLI11"},
        {"stb/", "stb"},
        {"stb_", "stb"},
        {"zip.h", "libzip"},
        {"zlib.h", "zlib"},
        {"catch2/", "Catch2"},
        {"pybind11/", "pybind11"},
        {"verilated", "Verilator"},
    };
    for (const auto& [prefix, library] : prefixes)
        if (header.rfind(prefix, 0) == 0)
            return library;
    return std::nullopt;
}

// The target with the longest folder that holds the path; null when none does.
const Target* target_of(const std::string& path) {
    const Target* found = nullptr;
    for (const Target& target : kTable)
        if (path.rfind(target.folder + "/", 0) == 0 &&
            (!found || target.folder.size() > found->folder.size()))
            found = &target;
    return found;
}

bool holds(const std::vector<std::string>& list, const std::string& item) {
    return std::find(list.begin(), list.end(), item) != list.end() ||
           std::find(list.begin(), list.end(), "*") != list.end();
}

// Why `file` may not include `header` (with its quotes or brackets); empty if it may.
std::string objection(const std::string& file, const std::string& header) {
    const Target* from = target_of(file);
    if (!from)
        return file + " is in no folder of the table";
    const std::string name = header.substr(1, header.size() - 2);
    // Verilator's own and the model that it makes; quotes or brackets, as its manual has both.
    const bool generated = name.find('/') == std::string::npos &&
                           (name.rfind("verilated", 0) == 0 || name.rfind("V", 0) == 0);
    if (generated)
        return holds(from->libraries, "Verilator") ? "" : file + " may not include " + header;
    if (header.front() == '<') {
        const std::optional<std::string> library = library_of(name);
        if (!library || holds(kEverywhere, *library) || holds(from->libraries, *library))
            return "";
        return file + " may not include <" + name + "> (" + *library + ")";
    }
    // The harnesses are programs of their own, compiled by Verilator: names without folders.
    if (file.find("/harness/") != std::string::npos && name.find('/') == std::string::npos)
        return "";
    const Target* to = target_of(name);
    if (!to)
        return file + " includes \"" + name + "\", which is not written from the root";
    if (to == from || holds(from->targets, to->folder))
        return "";
    return file + " may not include \"" + name + "\"";
}

std::vector<std::string> includes_of(std::istream& text) {
    std::vector<std::string> headers;
    for (std::string line; std::getline(text, line);) {
        std::istringstream words(line);
        std::string directive, header;
        words >> directive;
        if (directive == "#include" && words >> header && header.size() > 2)
            headers.push_back(header);
    }
    return headers;
}

} // namespace

TEST_CASE("every #include of the tree is in the table") {
    const fs::path root = SLUICE_SOURCE_DIR;
    std::size_t files = 0, includes = 0;
    for (const Target& target : kTable) {
        if (!fs::exists(root / target.folder))
            continue;
        for (const auto& entry : fs::recursive_directory_iterator(root / target.folder)) {
            const std::string path = fs::relative(entry.path(), root).generic_string();
            const std::string extension = entry.path().extension().string();
            if (target_of(path) != &target || (extension != ".h" && extension != ".cpp"))
                continue;
            ++files;
            std::ifstream text(entry.path());
            for (const std::string& header : includes_of(text)) {
                ++includes;
                const std::string problem = objection(path, header);
                if (!problem.empty())
                    FAIL_CHECK(problem);
            }
        }
    }
    CHECK(files > 50);
    CHECK(includes > 200);
}

TEST_CASE("the include table refuses what it should") {
    CHECK(objection("emulator/emulator.h", "\"quantizer/network/network.h\"").empty());
    CHECK(objection("emulator/emulator.h", "\"rtl_lib/block.h\"") != "");
    CHECK(objection("rtl_lib/block.h", "\"emulator/emulator.h\"") != "");
    CHECK(objection("rtl_lib/blocks/add/add.cpp", "\"quantizer/network/layers/add.h\"") != "");
    CHECK(objection("tuner/tune.cpp", "\"generator/emit/emit.h\"") != "");
    CHECK(objection("tuner/tune.cpp", "\"generator/design/design.h\"").empty());
    CHECK(objection("frontend/graph/graph.cpp", "\"frontend/frontend.h\"") != "");
    CHECK(objection("frontend/graph/graph.cpp", "<onnx/onnx_pb.h>") != "");
    CHECK(objection("frontend/import.cpp", "<onnx/onnx_pb.h>").empty());
    CHECK(objection("quantizer/quantize.cpp", "<onnx/onnx_pb.h>") != "");
    CHECK(objection("base/error.h", "\"error.h\"") != "");
    CHECK(objection("base/error.h", "\"cli/report/report.h\"") != "");
    CHECK(objection("emulator/emulator.cpp", "\"Vtb.h\"") != "");
    CHECK(objection("rtl_lib/tests/bench/bench_main.cpp", "\"Vbench_top.h\"").empty());
    CHECK(objection("newfolder/a.cpp", "<vector>") != "");
    std::istringstream text("#include \"a/b.h\"\n  #include <c>\n// #include \"d\"\n");
    CHECK(includes_of(text) == std::vector<std::string>{"\"a/b.h\"", "<c>"});
}
