// SPDX-License-Identifier: Apache-2.0
// The pages that list options, configuration keys and JSON keys, against the program.
#include <algorithm>
#include <set>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "cli/config/config.h"
#include "cli/tests/commands_for_tests.h"
#include "cli/tests/pages_for_tests.h"

using namespace sluice::cli;

namespace {

const fs::path kDocs = fs::path(SLUICE_SOURCE_DIR) / "docs";

std::string text_of(const fs::path& path) {
    const Bytes bytes = read_bytes(path);
    return {bytes.begin(), bytes.end()};
}

std::string printed(const std::vector<std::string>& arguments) {
    const Outcome outcome = sluice_command(arguments);
    INFO(outcome.err);
    REQUIRE(outcome.code == 0);
    return outcome.out;
}

using Keys = std::set<std::string>;

Keys without(const Keys& all, const Keys& some) {
    Keys rest;
    std::ranges::set_difference(all, some, std::inserter(rest, rest.end()));
    return rest;
}

// What a value holds of the keys "a", "a.b" (of an object) and "a[].b" (of every item of a list).
bool holds(const nlohmann::json& value, const std::string& key) {
    const std::size_t end = key.find_first_of(".[");
    const std::string name = key.substr(0, end);
    if (!value.is_object() || !value.contains(name))
        return false;
    if (end == std::string::npos)
        return true;
    const nlohmann::json& inner = value[name];
    if (key[end] == '.')
        return holds(inner, key.substr(end + 1));
    return inner.is_array() && !inner.empty() &&
           std::ranges::all_of(
               inner, [&](const nlohmann::json& item) { return holds(item, key.substr(end + 3)); });
}

} // namespace

TEST_CASE("docs/options.md is what the manual says") {
    const std::string manual = printed({"manual", "--markdown"});
    INFO("sluice manual --markdown > docs/options.md");
    CHECK(text_of(kDocs / "options.md") == manual);
    for (const char* part : {"## generate", "| `--stall` | `P` |", "`axi-lite`", "## completion"})
        CHECK_THAT(manual, Catch::Contains(part));
}

TEST_CASE("the configuration's keys are those of docs/command-line.md") {
    const auto list = config_keys();
    const Keys known(list.begin(), list.end());
    CHECK(known.contains("target.budget.bram"));
    CHECK(known.contains("fifos.NAME"));
    const std::string page = text_of(kDocs / "command-line.md");
    const Keys told = documented_keys(page);
    CHECK(without(known, told) == Keys{});
    CHECK(without(told, known) == Keys{});
    // A key that the page invents, and one that it leaves out.
    const std::string row = "| `quantization.percentile` |";
    REQUIRE(page.find(row) != std::string::npos);
    const auto replaced = [&](const std::string& by) {
        return documented_keys(std::string(page).replace(page.find(row), row.size(), by));
    };
    CHECK(without(replaced("| `quantization.percentile`, `.median` |"), known) ==
          Keys{"quantization.median"});
    CHECK(without(known, replaced("| `quantization.rounding` |")) ==
          Keys{"quantization.percentile"});
}

TEST_CASE("the values that docs/command-line.md names are taken") {
    const auto values = documented_values(text_of(kDocs / "command-line.md"));
    CHECK(values.size() > 20);
    for (const auto& [key, value] : values) {
        CAPTURE(key, value);
        CHECK_NOTHROW(parse_config(nested_yaml(key, value), "c.yaml"));
        if (key != "target.device")
            CHECK_THROWS(parse_config(nested_yaml(key, "banana"), "c.yaml"));
    }
}

TEST_CASE("the JSON of each command has the keys that docs/command-line.md promises") {
    const TemporaryFolder folder;
    const std::string dir = (folder / "digits").string();
    const std::string model = (kDigits / "digits.onnx").string();
    const std::string data = (kDigits / "test_images.npy").string() + "[:20]";
    const std::string labels = (kDigits / "test_labels.npy").string() + "[:20]";
    const std::map<std::string, std::vector<std::string>> commands = {
        {"check", {"check", model}},
        {"generate",
         {"generate", model, "--calibration", (kDigits / "calibration.npy").string(), "--test",
          data, "--labels", labels, "-o", dir}},
        {"infer", {"infer", model, "--data", data, "--labels", labels}},
        {"emulate", {"emulate", dir, "--data", data, "--labels", labels}},
        {"devices", {"devices", "xc7z020"}}};
    const auto promised = promised_json_keys(text_of(kDocs / "command-line.md"));
    // In this order, since one writes what another reads; testbench/networks has simulate.
    for (const std::string name : {"check", "generate", "infer", "emulate", "devices"}) {
        CAPTURE(name);
        std::vector<std::string> arguments = commands.at(name);
        arguments.push_back("--json");
        const auto json = nlohmann::json::parse(printed(arguments));
        REQUIRE(promised.contains(name));
        for (const std::string& key : promised.at(name)) {
            CAPTURE(key);
            CHECK(holds(json, key));
        }
        CHECK_FALSE(holds(json, promised.at(name).front() + "x"));
    }
}
