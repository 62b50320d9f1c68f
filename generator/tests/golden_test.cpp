// SPDX-License-Identifier: Apache-2.0
// The RTL of two tiny networks, to be read in review: what is generated must equal golden/<name>/.
// SLUICE_UPDATE_GOLDEN=1 generator_test "[golden]" rewrites it.
#include <cstdlib>
#include <map>

#include <catch2/catch.hpp>
#include <unistd.h>

#include "base/files.h"
#include "generator/emit/emit.h"
#include "generator/tests/networks.h"

using namespace sluice;
namespace fs = std::filesystem;

namespace {

using Files = std::map<std::string, std::string>; // by name

// The generated modules (the library's are read where they are), the file list and the choices.
Files generated(const network::Network& network) {
    std::string pattern = (fs::temp_directory_path() / "sluice_golden_XXXXXX").string();
    REQUIRE(::mkdtemp(pattern.data()) != nullptr);
    const fs::path folder = pattern;
    emit::emit(network, tiny_design(network), folder);
    Files files;
    for (const auto& entry : fs::directory_iterator(folder / "rtl"))
        if (entry.path().filename().string().rfind(network.name, 0) == 0)
            files[entry.path().filename().string()] = read_file(entry.path());
    files["files.f"] = read_file(folder / "rtl" / "files.f");
    files["design.yaml"] = read_file(folder / "design.yaml");
    fs::remove_all(folder);
    return files;
}

Files stored(const fs::path& folder) {
    Files files;
    if (fs::exists(folder))
        for (const auto& entry : fs::directory_iterator(folder))
            files[entry.path().filename().string()] = read_file(entry.path());
    return files;
}

void compare(const network::Network& network) {
    const fs::path folder = fs::path(SLUICE_SOURCE_DIR) / "generator/tests/golden" / network.name;
    const Files now = generated(network);
    REQUIRE(now.size() >= 5);
    if (std::getenv("SLUICE_UPDATE_GOLDEN") != nullptr) {
        fs::remove_all(folder);
        make_directory(folder);
        for (const auto& [name, text] : now)
            write_file(folder / name, text);
    }
    const Files golden = stored(folder);
    INFO("SLUICE_UPDATE_GOLDEN=1 generator_test \"[golden]\" rewrites " << folder);
    for (const auto& [name, text] : now) {
        CAPTURE(name);
        REQUIRE(golden.count(name) == 1);
        CHECK(golden.at(name) == text);
    }
    CHECK(golden.size() == now.size());
}

} // namespace

TEST_CASE("a chain's RTL is the golden RTL", "[golden]") {
    compare(tiny_chain());
}

TEST_CASE("a residual block's RTL is the golden RTL", "[golden]") {
    compare(tiny_residual());
}

TEST_CASE("another network's RTL is not the golden RTL") {
    network::Network other = tiny_chain();
    std::get<network::FullyConnected>(other.layers[2].kind).requant.clamp_low = 0;
    CHECK(generated(other) != generated(tiny_chain()));
}
