// SPDX-License-Identifier: Apache-2.0
#include "testbench/synth/run_cache.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/files.h"

namespace sluice::testbench {

namespace {

using nlohmann::json;

// FNV-1a, from two starting values.
std::uint64_t hash_of(const std::string& text, std::uint64_t hash) {
    for (const char c : text)
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
    return hash;
}

} // namespace

std::filesystem::path kept_run_path(const std::filesystem::path& folder,
                                    const std::string& contents) {
    return folder / fmt::format("{:016x}{:016x}.json", hash_of(contents, 0xcbf29ce484222325u),
                                hash_of(contents, contents.size()));
}

std::optional<BlockRun> kept_run(const std::filesystem::path& path) {
    if (!std::filesystem::exists(path))
        return std::nullopt;
    try {
        const json kept = json::parse(read_file(path));
        const auto number = [&](const char* name) { return kept.at(name).get<double>(); };
        BlockRun run;
        run.use = {
            .dsp = number("dsp"), .lut = number("lut"), .ff = number("ff"), .bram = number("bram")};
        run.not_placed = kept.at("not_placed");
        if (kept.contains("mhz"))
            run.placed = Placed{number("mhz"),          kept.at("from"),    kept.at("to"),
                                kept.at("logic_cells"), number("logic_ns"), number("routing_ns")};
        return run;
    } catch (const json::exception&) {
        throw Error(path.string(), "holds no result of synthesis", "delete it");
    }
}

void keep_run(const std::filesystem::path& path, const BlockRun& run) {
    json kept = {{"dsp", run.use.dsp},
                 {"lut", run.use.lut},
                 {"ff", run.use.ff},
                 {"bram", run.use.bram},
                 {"not_placed", run.not_placed}};
    if (run.placed) {
        kept["mhz"] = run.placed->mhz;
        kept["from"] = run.placed->from;
        kept["to"] = run.placed->to;
        kept["logic_cells"] = run.placed->logic_cells;
        kept["logic_ns"] = run.placed->logic_ns;
        kept["routing_ns"] = run.placed->routing_ns;
    }
    make_directory(path.parent_path());
    write_file(path, kept.dump() + "\n");
}

} // namespace sluice::testbench
