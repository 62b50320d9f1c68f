// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "base/error.h"
#include "base/files.h"
#include "cli/commands/command.h"
#include "cli/output/files.h"
#include "cli/report/difference.h"
#include "cli/report/page.h"

namespace sluice::cli {

namespace {

using Json = nlohmann::ordered_json;

struct ReportOptions {
    std::filesystem::path directory;
    std::filesystem::path other;
    std::string format = "text";
};

void require_generated(const std::filesystem::path& directory) {
    std::error_code ignored;
    if (!std::filesystem::is_directory(directory, ignored) || !is_generated(directory))
        throw Error(directory.string(), "was not written by `sluice generate`",
                    "name a folder that it wrote");
}

std::string one(const ReportOptions& options) {
    if (options.format == "html") // drawn anew: from all that has been measured since
        return report_page(read_report_files(options.directory));
    return read_file(options.directory / (options.format == "text" ? "report.txt" : "report.json"));
}

std::string two(const ReportOptions& options) {
    require_generated(options.other);
    Json difference = difference_json(read_report_files(options.directory).report,
                                      read_report_files(options.other).report);
    difference["a"]["directory"] = options.directory.string();
    difference["b"]["directory"] = options.other.string();
    return options.format == "text" ? difference_text(difference)
           : options.format == "html"
               ? difference_html(difference)
               : difference.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

void run_report(const ReportOptions& options, Context& context) {
    require_generated(options.directory);
    context.out << (options.other.empty() ? one(options) : two(options));
}

} // namespace

void add_report(CLI::App& app, Context& context) {
    const auto options = std::make_shared<ReportOptions>();
    CLI::App* command = app.add_subcommand(
        "report", "Print the report of a generated IP, or what differs between two.");
    command->add_option("dir", options->directory, "A folder that `sluice generate` wrote")
        ->type_name("DIR")
        ->required();
    command->add_option("other", options->other, "Another one, to compare it with")
        ->type_name("DIR");
    command->add_option("--format", options->format, "text, html or json")
        ->check(CLI::IsMember({"text", "html", "json"}))
        ->type_name("FORMAT");
    command->footer("Example: sluice report out/mnist --format json\n"
                    "         sluice report out/mnist out/mnist-faster");
    command->callback([options, &context] { run_report(*options, context); });
}

} // namespace sluice::cli
