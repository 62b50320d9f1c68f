// SPDX-License-Identifier: Apache-2.0
#include "cli/app.h"

#include <algorithm>
#include <new>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <fmt/format.h>

#include "base/error.h"
#include "base/nearest.h"

namespace sluice::cli {

namespace {

using AddCommand = void (*)(CLI::App&, Context&);
constexpr AddCommand kCommands[] = {add_check,    add_infer,   add_generate, add_emulate,
                                    add_simulate, add_compare, add_synth,    add_report,
                                    add_sweep,    add_devices, add_shell};

std::string suggestion(const std::string& name, const std::vector<std::string>& known,
                       const std::string& help) {
    const std::string candidate = nearest(name, known);
    if (is_near(name, candidate))
        return fmt::format("did you mean '{}'?", candidate);
    return fmt::format("see `{}`", help);
}

std::vector<std::string> command_names(const CLI::App& app) {
    std::vector<std::string> names;
    for (const CLI::App* command : app.get_subcommands({}))
        names.push_back(command->get_name());
    return names;
}

std::vector<std::string> option_names(const CLI::App& command) {
    std::vector<std::string> names;
    for (const CLI::Option* option : command.get_options()) {
        for (const std::string& name : option->get_lnames())
            names.push_back("--" + name);
        for (const std::string& name : option->get_snames())
            names.push_back("-" + name);
    }
    return names;
}

// Mistyped commands and options, before CLI11 sees them: it knows no nearest name.
void check_spelling(const CLI::App& app, const std::vector<std::string>& arguments) {
    if (arguments.empty())
        throw Error("", "no command is given", "see `sluice --help`");
    const std::string& name = arguments[0];
    const std::vector<std::string> commands = command_names(app);
    const bool known = std::ranges::find(commands, name) != commands.end();
    if (!known && !name.starts_with('-'))
        throw Error("", fmt::format("there is no command '{}'", printable(name)),
                    suggestion(name, commands, "sluice --help"));
    const std::vector<std::string> options = option_names(known ? *app.get_subcommand(name) : app);
    for (std::size_t i = known ? 1 : 0; i < arguments.size() && arguments[i] != "--"; ++i) {
        const std::string option = arguments[i].substr(0, arguments[i].find('='));
        if (option.starts_with("--") && std::ranges::find(options, option) == options.end())
            throw Error("",
                        fmt::format("{} has no option '{}'",
                                    known ? "'" + name + "'" : std::string("sluice"),
                                    printable(option)),
                        suggestion(option, options,
                                   known ? fmt::format("sluice {} --help", name)
                                         : std::string("sluice --help")));
    }
}

void print_error(std::ostream& err, std::string text) {
    std::ranges::replace(text, '\n', ' ');
    err << "sluice: " << text << std::endl;
}

void parse(CLI::App& app, Context& context, const std::vector<std::string>& arguments) {
    try {
        check_spelling(app, arguments);
        std::vector<std::string> reversed(arguments.rbegin(), arguments.rend()); // as CLI11 wants
        app.parse(reversed);
    } catch (const CLI::ParseError& error) {
        if (error.get_exit_code() == 0) { // --help, --version
            app.exit(error, context.out, context.err);
            return;
        }
        const bool known = app.get_subcommands().size() == 1;
        std::string problem = error.what(); // of a value: "Could not convert: --below = x"
        if (const std::string prefix = "Could not convert: ", between = " = ";
            problem.starts_with(prefix) && problem.find(between) != std::string::npos) {
            const std::size_t at = problem.find(between);
            problem = fmt::format("{}: '{}' is not a number",
                                  problem.substr(prefix.size(), at - prefix.size()),
                                  printable(problem.substr(at + between.size())));
        }
        throw Error("", problem,
                    fmt::format("see `sluice {}--help`",
                                known ? app.get_subcommands()[0]->get_name() + " " : ""));
    }
}

} // namespace

int run(const std::vector<std::string>& arguments, Context context) {
    context.arguments = arguments;
    try {
        CLI::App app("Sluice turns a trained ONNX network into a streaming FPGA inference IP.",
                     "sluice");
        app.require_subcommand(1);
        app.set_version_flag("--version", "sluice " SLUICE_VERSION);
        app.footer("`sluice COMMAND --help` shows a command's options and an example.");
        for (const AddCommand add : kCommands)
            add(app, context);
        parse(app, context, arguments);
        return context.exit_code;
    } catch (const CheckFailed& error) {
        print_error(context.err, error.what());
        return 1;
    } catch (const Error& error) {
        print_error(context.err, error.what());
    } catch (const std::bad_alloc&) {
        print_error(context.err,
                    "the memory does not suffice; use fewer frames or a smaller model");
    } catch (const std::exception& error) {
        print_error(context.err, error.what());
    }
    return 2;
}

} // namespace sluice::cli
