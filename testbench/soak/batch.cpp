// SPDX-License-Identifier: Apache-2.0
#include "testbench/soak/batch.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/error.h"
#include "base/files.h"
#include "generator/emit/emit.h"
#include "testbench/simulate.h"
#include "testbench/soak/join.h"

namespace sluice::testbench {

namespace {

namespace fs = std::filesystem;

constexpr int kFrames = 4;

std::string difference(const SimulationResult& result) {
    if (!result.failure.empty())
        return result.failure;
    const Mismatch& m = *result.first;
    return fmt::format("{} mismatches, the first a {} in frame {} of {} at y={} x={} channel={}: "
                       "expected {}, got {}",
                       result.mismatches, m.kind, m.frame, m.layer, m.y, m.x, m.channel, m.expected,
                       m.actual);
}

// What differs between an item's cycles and its outputs' from `first` on; empty: nothing.
std::string check_cycles(const SoakItem& item, const std::vector<OutputResult>& outputs,
                         std::size_t first) {
    const design::Timing timing = design::simulate(item.design, kFrames);
    if (timing.deadlock)
        return "the cycle model says deadlock";
    std::int64_t slowest = 0;
    for (const design::Node& node : item.design.nodes)
        slowest = std::max(slowest, rtl::block_interval_cycles(node.block));
    if (timing.interval_cycles != slowest)
        return fmt::format("the cycle model's interval is {}, the slowest block's {}",
                           timing.interval_cycles, slowest);
    for (std::size_t i = 0; i < item.design.outputs.size(); ++i) {
        const OutputResult& got = outputs.at(first + i);
        if (got.latency_cycles != timing.output_latency_cycles[i] ||
            got.interval_cycles != timing.output_interval_cycles[i])
            return fmt::format("{}: latency and interval are {} and {}, predicted {} and {}",
                               got.name, got.latency_cycles, got.interval_cycles,
                               timing.output_latency_cycles[i], timing.output_interval_cycles[i]);
    }
    return "";
}

void plant(const Fault& fault, const fs::path& directory) {
    const fs::path file = directory / "rtl" / fault.file;
    if (!fs::exists(file))
        return;
    std::string text = read_file(file);
    const std::size_t at = text.find(fault.find);
    SLUICE_CHECK(at != std::string::npos, "the fault's text is not in " + fault.file);
    write_file(file, text.replace(at, fault.find.size(), fault.replacement));
}

std::string compare(const std::vector<SoakItem>& items, const BatchOptions& options) {
    const Joined joined = join_items(items);
    const fs::path& dir = options.directory;
    fs::remove_all(dir);
    make_directory(dir);
    network::save(joined.network, dir);
    emit::emit(joined.network, joined.design, dir);
    if (options.fault)
        plant(*options.fault, dir);
    write_testbench(joined.network, joined.design, dir);

    const SimulationResult calm = simulate(
        dir, nullptr, {.frames = kFrames, .seed = options.seed, .trace = {}, .small = true});
    if (!calm.matches())
        return difference(calm);
    if (calm.outputs_compared == 0)
        return "nothing was compared";
    std::size_t first = 0;
    for (const SoakItem& item : items) {
        const std::string text = check_cycles(item, calm.outputs, first);
        if (!text.empty())
            return text;
        first += item.design.outputs.size();
    }
    const SimulationResult stalled =
        simulate(dir, nullptr,
                 {.frames = 3, .stall = 0.4, .seed = options.seed + 1, .trace = {}, .small = true});
    return stalled.matches() ? "" : "with stalls: " + difference(stalled);
}

} // namespace

std::vector<Finding> run_batch(const std::vector<SoakItem>& items, const BatchOptions& options) {
    const std::string text = compare(items, options);
    if (text.empty())
        return {};
    if (items.size() > 1) {
        std::vector<Finding> found;
        const auto middle = items.begin() + static_cast<std::ptrdiff_t>(items.size() / 2);
        for (const auto& half : {std::vector<SoakItem>(items.begin(), middle),
                                 std::vector<SoakItem>(middle, items.end())})
            for (Finding& finding : run_batch(half, options))
                found.push_back(std::move(finding));
        if (!found.empty())
            return found;
    }
    Finding finding{{}, text};
    for (const SoakItem& item : items)
        finding.items.push_back(item.index);
    return {finding};
}

} // namespace sluice::testbench
