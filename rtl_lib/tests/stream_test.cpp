// SPDX-License-Identifier: Apache-2.0
// Every stream block in Verilator: each beat's data, and each beat's cycle as the model says it.
#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

#include "rtl_lib/blocks/lookup/lookup.h"
#include "rtl_lib/tests/stream_cases.h"

using namespace sluice::rtl;
using namespace sluice::rtl::test;

namespace {

const std::string kLibrary = SLUICE_SOURCE_DIR "/rtl_lib/";
const std::string kFolder = SLUICE_BINARY_DIR "/rtl_lib/tests/stream";

const std::vector<Stalls> kStalls = {{"no stalls", 0, 0, 0},        {"slow source", 0.3, 0, 4},
                                     {"slow sink", 0, 0.3, 4},      {"both slow", 0.3, 0.3, 4},
                                     {"rare long", 0.02, 0.02, 60}, {"sluggish sink", 0, 0.9, 3}};

std::vector<std::string> library_sources() {
    std::vector<std::string> sources;
    for (const std::string name : {"fifo", "fork", "width", "concat", "lookup"})
        sources.push_back(kLibrary + "blocks/" + name + "/sluice_" + name + ".sv");
    return sources;
}

std::string write_table() {
    std::vector<std::int8_t> table;
    for (int x = -128; x < 128; ++x)
        table.push_back(lookup_result(x & 255));
    std::filesystem::create_directories(SLUICE_BINARY_DIR "/rtl_lib/tests");
    const std::string path = SLUICE_BINARY_DIR "/rtl_lib/tests/table.hex";
    std::ofstream(path) << table_image(table).hex();
    return path;
}

// The twin of a module: another name, the fault, and no assertions, which would stop it first.
std::string write_twin(const Fault& fault, const std::string& folder) {
    std::ifstream file(kLibrary + fault.source);
    std::ostringstream content;
    content << file.rdbuf();
    std::string text = content.str();
    const auto at = text.find(fault.find);
    REQUIRE(at != std::string::npos);
    text.replace(at, fault.find.size(), fault.replace);
    text = std::regex_replace(text, std::regex("module sluice_[a-z]+ #"),
                              "module " + fault.instance.module + " #");
    text = std::regex_replace(text, std::regex("`SLUICE_ASSERT[^\\n]*"), "");
    const auto path = folder + "/" + fault.instance.module + ".sv";
    std::ofstream(path) << text;
    return path;
}

} // namespace

TEST_CASE("stream blocks move every beat in the cycle that the model says") {
    const auto instances = stream_instances(write_table());
    const auto program = build_bench(kFolder, instances, library_sources(), "");
    std::uint32_t seed = 1;
    for (const auto& stalls : kStalls) {
        INFO(stalls.name << ", seed " << seed);
        const auto differences = run_bench(program, kFolder, instances, stalls, seed++);
        for (std::size_t i = 0; i < instances.size(); ++i) {
            INFO(instances[i].name);
            CHECK(differences[i] == "");
        }
    }
}

TEST_CASE("the bench notices each planted fault") {
    const auto folder = kFolder + "_twins";
    std::filesystem::create_directories(folder);
    auto sources = library_sources();
    std::vector<Instance> instances;
    for (const auto& fault : stream_faults(write_table())) {
        sources.push_back(write_twin(fault, folder));
        instances.push_back(fault.instance);
    }
    const auto program = build_bench(kFolder + "_faults", instances, sources, "-Wno-fatal");
    std::vector<std::string> noticed(instances.size());
    std::uint32_t seed = 1;
    for (const auto& stalls : kStalls) {
        const auto differences = run_bench(program, kFolder + "_faults", instances, stalls, seed++);
        for (std::size_t i = 0; i < instances.size(); ++i)
            noticed[i] += differences[i];
    }
    for (std::size_t i = 0; i < instances.size(); ++i) {
        INFO(instances[i].name);
        CHECK(noticed[i] != "");
    }
}
