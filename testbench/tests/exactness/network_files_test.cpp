// SPDX-License-Identifier: Apache-2.0
// network.json and network.bin: what save wrote, load reads; what it did not write, load refuses.
#include <catch2/catch.hpp>

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "emulator/emulator.h"
#include "testbench/random_network.h"

using namespace sluice;
namespace fs = std::filesystem;
using Json = nlohmann::json;

namespace {

struct Folder {
    fs::path path = fs::temp_directory_path() / ("sluice_files_" + std::to_string(getpid()));
    Folder() { fs::create_directories(path); }
    ~Folder() { fs::remove_all(path); }
};

std::string slurp(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

void spill(const fs::path& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary) << bytes;
}

} // namespace

TEST_CASE("a network comes back from its files as it was, byte for byte") {
    const Folder a;
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        const network::Network n = testbench::random_network_of_every_kind(seed);
        network::save(n, a.path);
        const std::string json = slurp(a.path / "network.json");
        const std::string bin = slurp(a.path / "network.bin");
        const network::Network back = network::load(a.path);
        REQUIRE(back.layers.size() == n.layers.size());
        for (std::size_t i = 0; i < n.layers.size(); ++i)
            CHECK(back.layers[i].kind == n.layers[i].kind);
        const auto frame = testbench::random_frame(n, seed);
        CHECK(emulator::run(back, frame) == emulator::run(n, frame));
        network::save(back, a.path);
        CHECK(slurp(a.path / "network.json") == json);
        CHECK(slurp(a.path / "network.bin") == bin);
        CHECK(std::distance(fs::directory_iterator(a.path), {}) == 2);
    }
}

TEST_CASE("files cut short are refused at every length") {
    const Folder a;
    network::save(testbench::random_network_of_every_kind(1), a.path);
    for (const char* name : {"network.json", "network.bin"}) {
        const std::string whole = slurp(a.path / name);
        const std::size_t step = whole.size() / 60 + 1;
        for (std::size_t length = 0; length + 2 < whole.size(); length += step) {
            spill(a.path / name, whole.substr(0, length));
            CHECK_THROWS_AS(network::load(a.path), Error);
        }
        spill(a.path / name, whole);
        CHECK_NOTHROW(network::load(a.path));
    }
    fs::remove(a.path / "network.bin");
    CHECK_THROWS_AS(network::load(a.path), Error);
}

TEST_CASE("every field of the file is checked: a missing, foreign or wild value gives an Error") {
    const Folder a;
    network::save(testbench::random_network_of_every_kind(1), a.path);
    const Json whole = Json::parse(slurp(a.path / "network.json"));
    const Json flat = whole.flatten();
    int refused = 0;
    int accepted = 0;
    const auto try_file = [&](const Json& file) {
        spill(a.path / "network.json", file.dump());
        try {
            network::load(a.path); // what is still legal may load, but nothing else may happen
            ++accepted;
        } catch (const Error& error) {
            ++refused;
            CHECK(std::string(error.what()).find("network.") != std::string::npos);
        }
    };
    for (const auto& [pointer, value] : flat.items()) {
        const Json::json_pointer at(pointer);
        for (const Json& wild : {Json(-1), Json(1 << 30), Json(9223372036854775807), Json(1e300),
                                 Json("x"), Json(nullptr), Json::array(), Json::object()}) {
            if (wild == value)
                continue;
            Json file = whole;
            file[at] = wild;
            try_file(file);
        }
        Json file = whole;
        Json& parent = file[at.parent_pointer()];
        if (parent.is_object()) {
            parent.erase(at.back());
            try_file(file);
        }
    }
    CHECK(refused > 10 * accepted);
}

TEST_CASE("a changed byte of network.bin is noticed") {
    const Folder a;
    network::save(testbench::random_network_of_every_kind(2), a.path);
    std::string bin = slurp(a.path / "network.bin");
    bin[bin.size() / 2] = static_cast<char>(bin[bin.size() / 2] ^ 1);
    spill(a.path / "network.bin", bin);
    CHECK_THROWS_AS(network::load(a.path), Error);
}

TEST_CASE("a folder that cannot be written is an Error that leaves nothing behind") {
    const network::Network n = testbench::random_network_of_every_kind(1);
    CHECK_THROWS_AS(network::save(n, "/nonexistent/folder"), Error);
    const Folder a;
    fs::create_directories(a.path / "network.json" / "in_the_way");
    CHECK_THROWS_AS(network::save(n, a.path), Error);
    for (const auto& entry : fs::directory_iterator(a.path))
        CHECK(entry.path().extension() != ".part");
}

TEST_CASE("a network that breaks a rule is not saved") {
    network::Network n = testbench::random_network_of_every_kind(1);
    std::get<network::Conv>(n.layers[0].kind).weights.pop_back();
    CHECK_THROWS_AS(network::validate(n), std::logic_error);
    const Folder a;
    CHECK_THROWS_AS(network::save(n, a.path), std::logic_error);
}
