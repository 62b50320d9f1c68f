// SPDX-License-Identifier: Apache-2.0
#include "cli/report/page.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/files.h"
#include "base/sha256.h"
#include "cli/report/escape.h"
#include "cli/report/layout.h"

namespace sluice::cli {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

Json read_json(const fs::path& path) {
    std::error_code ignored;
    if (!fs::exists(path, ignored))
        return nullptr;
    Json json = Json::parse(read_file(path), nullptr, false);
    if (!json.is_object())
        throw Error(path.string(), "is not what sluice wrote there", "generate the design again");
    return json;
}

std::string script(std::string_view text) {
    return fmt::format("<script>{}</script>\n", text);
}

std::string source_of(std::string_view text) {
    return fmt::format("'sha256-{}'", sha256_base64(text));
}

std::string text_of(const std::vector<std::pair<std::string_view, std::string_view>>& files,
                    std::string_view suffix) {
    std::string all;
    for (const auto& [path, text] : files)
        if (path.ends_with(suffix))
            all += text;
    return all;
}

} // namespace

ReportFiles read_report_files(const fs::path& directory) {
    return {read_json(directory / "report.json"), read_json(directory / "compare.json"),
            read_json(directory / "simulate.json"), read_json(directory / "sweep.json")};
}

std::string report_page(const ReportFiles& files) {
    const Json data = {{"report", files.report},
                       {"comparison", files.comparison},
                       {"simulation", files.simulation},
                       {"sweep", files.sweep},
                       {"picture", graph_picture(files.report)}};
    const std::string library = text_of(drawing_library(), ".js");
    const std::string own = text_of(page_files(), ".js");
    const std::string name = html_escaped(files.report.value("name", "design"));
    std::string page = "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n";
    page += "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n";
    page += fmt::format("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src "
                        "'none'; style-src 'unsafe-inline'; script-src {} {}\">\n",
                        source_of(library), source_of(own));
    page += fmt::format("<title>{} - Sluice report</title>\n<style>\n{}</style></head>\n<body>\n",
                        name, text_of(page_files(), ".css"));
    page += "<noscript><p>This page draws itself with scripts of its own, and they are off. "
            "report.txt and report.json hold the same facts.</p></noscript>\n";
    page += text_of(page_files(), ".html");
    page += fmt::format("<details id=\"licence\"><summary>Licence of D3, which draws this page"
                        "</summary><pre>{}</pre></details>\n",
                        html_escaped(std::string(drawing_library_licence().at(0).second), true));
    page += fmt::format("<script type=\"application/json\" id=\"data\">{}</script>\n",
                        json_for_script(data));
    return page + script(library) + script(own) + "</body></html>\n";
}

void write_report_page(const fs::path& directory) {
    write_file(directory / "report.html", report_page(read_report_files(directory)));
}

} // namespace sluice::cli
