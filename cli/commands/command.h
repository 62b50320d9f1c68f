// SPDX-License-Identifier: Apache-2.0
// The commands: each adds itself to the program, one file each.
#pragma once

#include <ostream>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace sluice::cli {

// Where a command writes, and what it returns to the shell.
struct Context {
    std::ostream& out;
    std::ostream& err;
    bool terminal = false; // whether `err` is one: progress is then a bar
    int exit_code = 0;
    std::vector<std::string> arguments = {}; // of the command line, the program's name left out
};

// `context` outlives the parsing of the command line.
void add_check(CLI::App& app, Context& context);
void add_compare(CLI::App& app, Context& context);
void add_infer(CLI::App& app, Context& context);
void add_generate(CLI::App& app, Context& context);
void add_emulate(CLI::App& app, Context& context);
void add_simulate(CLI::App& app, Context& context);
void add_synth(CLI::App& app, Context& context);
void add_report(CLI::App& app, Context& context);
void add_sweep(CLI::App& app, Context& context);
void add_devices(CLI::App& app, Context& context);
void add_shell(CLI::App& app, Context& context); // completion and manual

} // namespace sluice::cli
