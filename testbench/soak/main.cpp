// SPDX-License-Identifier: Apache-2.0
// The soak: random layers and small graphs in RTL against the emulator and the cycle model, for as
// long as one likes. docs/soak.md tells how it is used and what it found.
#include <chrono>
#include <iostream>
#include <map>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "base/error.h"
#include "testbench/soak/batch.h"

namespace {

using namespace sluice;
using namespace sluice::testbench;

struct Arguments {
    std::uint64_t seed = 1;
    std::int64_t first = 0;
    std::int64_t items = 200;
    std::int64_t only = -1;
    int batch = 20;
    double minutes = 0;
    std::string kind;
    std::string folder = "soak";
    std::vector<std::string> fault;
};

std::string counts_text(const std::map<std::string, std::int64_t>& counts) {
    std::string text;
    for (const auto& [kind, count] : counts)
        text += fmt::format("{}{} {}", text.empty() ? "" : ", ", kind, count);
    return text;
}

std::string kind_option(const Arguments& arguments) {
    return arguments.kind.empty() ? "" : " --kind " + arguments.kind;
}

// What repeats it: the command and the item.
std::string repeat_text(const Arguments& arguments, const SoakItem& item) {
    return fmt::format("repeat: sluice_soak --seed {} --only {}{}\n  {}:\n{}", arguments.seed,
                       item.index, kind_option(arguments), item.kind, item.what);
}

// Prints what was found in a batch; returns how much it is.
std::int64_t report(const Arguments& arguments, const std::vector<SoakItem>& items,
                    const std::vector<Finding>& findings) {
    for (const Finding& finding : findings) {
        std::cout << "FINDING: " << finding.text << "\n";
        for (const SoakItem& item : items)
            if (std::find(finding.items.begin(), finding.items.end(), item.index) !=
                finding.items.end())
                std::cout << repeat_text(arguments, item);
    }
    return static_cast<std::int64_t>(findings.size());
}

std::int64_t soak(const Arguments& arguments) {
    using Clock = std::chrono::steady_clock;
    const auto start = Clock::now();
    const auto minutes = [&] {
        return std::chrono::duration<double>(Clock::now() - start).count() / 60;
    };
    BatchOptions options{arguments.folder, arguments.seed};
    if (!arguments.fault.empty())
        options.fault = Fault{"given", arguments.fault[0], arguments.fault[1], arguments.fault[2]};
    std::map<std::string, std::int64_t> counts;
    std::int64_t found = 0;
    const std::int64_t end = arguments.first + arguments.items;
    for (std::int64_t next = arguments.first;
         arguments.minutes > 0 ? minutes() < arguments.minutes : next < end;) {
        std::vector<SoakItem> items;
        for (int n = 0; n < arguments.batch && (arguments.minutes > 0 || next < end); ++n, ++next)
            try {
                items.push_back(draw_item(arguments.seed, next, arguments.kind));
            } catch (const CheckFailed& error) { // what is drawn is valid: the flow must take it
                ++found;
                std::cout << fmt::format("FINDING: {}\nrepeat: sluice_soak --seed {} --only {}{}\n",
                                         error.what(), arguments.seed, next,
                                         kind_option(arguments));
            }
        found += report(arguments, items, run_batch(items, options));
        for (const SoakItem& item : items)
            ++counts[item.kind];
        std::cout << fmt::format("{} items in {:.1f} min, {} findings: {}\n",
                                 next - arguments.first, minutes(), found, counts_text(counts))
                  << std::flush;
    }
    return found;
}

} // namespace

int main(int count, char** texts) try {
    CLI::App app("Random layers and small graphs: RTL in Verilator against emulator and cycle "
                 "model.\nExample: sluice_soak --seed 7 --minutes 60");
    Arguments arguments;
    app.add_option("--seed", arguments.seed, "what is drawn (default 1)");
    app.add_option("--items", arguments.items, "how many (default 200)");
    app.add_option("--first", arguments.first, "the number of the first (default 0)");
    app.add_option("--only", arguments.only, "this one alone");
    app.add_option("--batch", arguments.batch, "how many in one simulation (default 20)")
        ->check(CLI::Range(1, 200));
    app.add_option("--minutes", arguments.minutes, "as many as this time allows");
    app.add_option("--kind", arguments.kind, "of this kind alone: a layer kind, or graph");
    app.add_option("--folder", arguments.folder, "where designs are built (default soak)");
    app.add_option("--fault", arguments.fault,
                   "FILE FIND REPLACEMENT: changes rtl/FILE in every design, to see it noticed")
        ->expected(3);
    try {
        app.parse(count, texts);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 2;
    }
    if (arguments.only >= 0) {
        arguments.first = arguments.only;
        arguments.items = 1;
        arguments.minutes = 0;
    }
    return soak(arguments) == 0 ? 0 : 1;
} catch (const sluice::Error& error) {
    std::cerr << error.what() << "\n";
    return 2;
} catch (const std::exception& error) {
    std::cerr << "sluice_soak: " << error.what() << "\n";
    return 2;
}
