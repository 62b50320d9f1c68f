// SPDX-License-Identifier: Apache-2.0
#include "generator/emit/emit.h"

#include <algorithm>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include <catch2/catch.hpp>
#include <unistd.h>

#include "base/error.h"
#include "base/files.h"
#include "generator/emit/text.h"
#include "generator/lower/lower.h"
#include "generator/tests/networks.h"
#include "rtl_lib/library.h"

using namespace sluice;
namespace fs = std::filesystem;

namespace {

// A folder of its own, gone with it.
struct Folder {
    Folder() {
        std::string pattern = (fs::temp_directory_path() / "sluice_emit_XXXXXX").string();
        REQUIRE(::mkdtemp(pattern.data()) != nullptr);
        path = pattern;
    }
    ~Folder() { fs::remove_all(path); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    fs::path path;
};

using Files = std::map<std::string, std::string>; // by path in the folder

Files emitted(const network::Network& network) {
    const Folder folder;
    emit::emit(network, tiny_design(network), folder.path);
    Files files;
    for (const auto& entry : fs::recursive_directory_iterator(folder.path))
        if (entry.is_regular_file())
            files[fs::relative(entry.path(), folder.path).string()] = read_file(entry.path());
    for (const auto& [name, text] : files)
        if (text.find(folder.path.string()) != std::string::npos)
            FAIL(name << " names the folder it was written to");
    return files;
}

std::vector<std::string> lines(const std::string& text) {
    std::vector<std::string> result;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);)
        result.push_back(line);
    return result;
}

bool is_library(const std::string& rtl_file) {
    const std::string name = fs::path(rtl_file).filename().string();
    return name.rfind("sluice_", 0) == 0;
}

// The words of the text outside comments and strings.
std::set<std::string> words(const std::string& text) {
    std::set<std::string> found;
    for (std::string line : lines(text)) {
        line = line.substr(0, line.find("//"));
        std::string word;
        bool quoted = false;
        for (const char c : line + " ") {
            quoted ^= c == '"';
            if (!quoted && (std::isalnum(static_cast<unsigned char>(c)) || c == '_')) {
                word += c;
                continue;
            }
            found.insert(word);
            word.clear();
        }
    }
    return found;
}

// Why files.f is not complete and in order; empty when it is.
std::string list_flaw(const Files& files) {
    const std::vector<std::string> list = lines(files.at("rtl/files.f"));
    std::map<std::string, std::size_t> place; // of each module in the list
    for (std::size_t i = 0; i < list.size(); ++i) {
        if (!files.count(list[i]))
            return list[i] + " does not exist";
        if (!place.emplace(fs::path(list[i]).stem().string(), i).second)
            return list[i] + " stands twice";
    }
    for (const auto& [name, text] : files)
        if (name.ends_with(".sv") && !std::count(list.begin(), list.end(), name))
            return name + " is not in the list";
    for (std::size_t i = 0; i < list.size(); ++i)
        for (const std::string& word : words(files.at(list[i])))
            if (const auto at = place.find(word); at != place.end() && at->second > i)
                return list[i] + " comes before " + word + ", which it instantiates";
    return "";
}

const std::string kImage = "{`SLUICE_MEM_DIR, \"";
const std::string kHostile = "a\"b\\c\n`include \"x\" */ endmodule \xe5\xb1\xa4 //\r\t\x01 module";

network::Network hostile_network() {
    NetworkBuilder net(kHostile);
    const int a = net.conv(kHostile, net.input(kHostile, {5, 4, 2}), 3);
    net.output("\"", net.conv(kHostile + "2", a, 3));
    net.output("module", a);
    return net.network();
}

} // namespace

TEST_CASE("the same input gives the same bytes") {
    for (const network::Network& network : {tiny_chain(), tiny_residual(), hostile_network()})
        CHECK(emitted(network) == emitted(network));
}

TEST_CASE("files.f names every module once, what is instantiated first") {
    for (const network::Network& network : {tiny_chain(), tiny_residual(), hostile_network()})
        CHECK(list_flaw(emitted(network)) == "");

    Files files = emitted(tiny_chain());
    std::vector<std::string> list = lines(files["rtl/files.f"]);
    const auto with = [&](const std::vector<std::string>& changed) {
        Files other = files;
        other["rtl/files.f"] = emit::joined(changed, "\n") + "\n";
        return other;
    };
    CHECK(list_flaw(with({list.begin(), list.end() - 1})) != "");
    CHECK(list_flaw(with({list.rbegin(), list.rend()})) != "");
    list.push_back(list.front());
    CHECK(list_flaw(with(list)) != "");
}

TEST_CASE("only library files in use are written, unchanged") {
    std::map<std::string, std::string> library;
    for (const auto& [path, text] : rtl::library_files())
        library[fs::path(path).filename().string()] = text;
    for (const network::Network& network : {tiny_chain(), tiny_residual()}) {
        const Files files = emitted(network);
        std::set<std::string> used;
        for (const auto& [name, text] : files)
            if (name.rfind("rtl/", 0) == 0 && name.ends_with(".sv"))
                used.merge(words(text));
        int count = 0;
        for (const auto& [name, text] : files) {
            if (!is_library(name) || !name.ends_with(".sv"))
                continue;
            ++count;
            CAPTURE(name);
            CHECK(text == library[fs::path(name).filename().string()]);
            CHECK(used.count(fs::path(name).stem().string()) == 1);
        }
        CHECK(count > 5);
        CHECK(count < static_cast<int>(library.size()));
        CHECK(files.count("rtl/sluice_arg_max.sv") == 0);
    }
    CHECK(emitted(tiny_chain()).count("rtl/sluice_fork.sv") == 0);
    CHECK(emitted(tiny_residual()).count("rtl/sluice_fork.sv") == 1);
}

TEST_CASE("every memory file is named by the RTL, and every name is a file") {
    for (const network::Network& network : {tiny_chain(), hostile_network()}) {
        const Files files = emitted(network);
        std::set<std::string> named;
        for (const auto& [name, text] : files)
            for (std::size_t at = text.find(kImage); at != std::string::npos;
                 at = text.find(kImage, at + 1)) {
                const std::size_t start = at + kImage.size();
                named.insert("mem/" + text.substr(start, text.find('"', start) - start));
            }
        std::set<std::string> written;
        for (const auto& [name, text] : files)
            if (name.rfind("mem/", 0) == 0)
                written.insert(name);
        CHECK(named == written);
        CHECK(written.size() >= 4);
    }
}

TEST_CASE("hostile names stay inside comments and strings") {
    const Files files = emitted(hostile_network());
    for (const auto& [name, text] : files) {
        CAPTURE(name);
        for (const char c : name)
            CHECK(
                (std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '/' || c == '.'));
        if (is_library(name) || name == "rtl/files.f")
            continue;
        const bool bytes = std::all_of(text.begin(), text.end(), [](char c) {
            return c == '\n' || (static_cast<unsigned char>(c) >= 0x20 && c < 0x7f);
        });
        CHECK(bytes);
        if (!name.ends_with(".sv"))
            continue;
        // One module, ended once, and nothing of the name outside comments.
        int ends = 0;
        int includes = 0;
        for (const std::string& line : lines(text)) {
            ends += line == "endmodule";
            includes += line != "`include \"sluice_memory.svh\"" && words(line).count("include");
        }
        CHECK(ends == 1);
        CHECK(includes == 0);
        CHECK(std::count(text.begin(), text.end(), '"') % 2 == 0);
        CHECK(text.find("endmodule") != std::string::npos);
    }
}

TEST_CASE("no file names a place on this machine") {
    for (const auto& [name, text] : emitted(tiny_residual())) {
        CAPTURE(name);
        for (const char* place : {"/home/", "/tmp/", "/root/", SLUICE_SOURCE_DIR})
            CHECK(text.find(place) == std::string::npos);
    }
}

TEST_CASE("a folder that cannot be written is an error that names it") {
    const Folder folder;
    std::ofstream(folder.path / "rtl") << "a file where the folder should be";
    const network::Network network = tiny_chain();
    try {
        emit::emit(network, tiny_design(network), folder.path);
        FAIL("written into a file");
    } catch (const Error& error) {
        CHECK(std::string(error.what()).find((folder.path / "rtl").string()) != std::string::npos);
        CHECK_FALSE(error.problem().empty());
    }
}

TEST_CASE("design.yaml names layers as the network does, escaped") {
    const Files files = emitted(hostile_network());
    const std::string& yaml = files.at("design.yaml");
    CHECK(yaml.find("\"a\\\"b\\\\c\\x0a") != std::string::npos);
    CHECK(yaml.find("{parallelism: {in_channels: 2, out_channels: 3, kernel: 3, pixels: 1}, ") !=
          std::string::npos);
}
