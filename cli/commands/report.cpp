// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "base/error.h"
#include "base/files.h"
#include "cli/commands/command.h"
#include "cli/output/files.h"

namespace sluice::cli {

namespace {

struct Options {
    std::filesystem::path directory;
    std::string format = "text";
};

void run_report(const Options& options, Context& context) {
    std::error_code ignored;
    if (!std::filesystem::is_directory(options.directory, ignored) ||
        !is_generated(options.directory))
        throw Error(options.directory.string(), "was not written by `sluice generate`",
                    "name a folder that it wrote");
    const std::string suffix = options.format == "text" ? "txt" : options.format;
    context.out << read_file(options.directory / ("report." + suffix));
}

} // namespace

void add_report(CLI::App& app, Context& context) {
    const auto options = std::make_shared<Options>();
    CLI::App* command = app.add_subcommand("report", "Print the report of a generated IP.");
    command->add_option("dir", options->directory, "A folder that `sluice generate` wrote")
        ->type_name("DIR")
        ->required();
    command->add_option("--format", options->format, "text, html or json")
        ->check(CLI::IsMember({"text", "html", "json"}))
        ->type_name("FORMAT");
    command->footer("Example: sluice report out/mnist --format json");
    command->callback([options, &context] { run_report(*options, context); });
}

} // namespace sluice::cli
