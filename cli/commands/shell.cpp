// SPDX-License-Identifier: Apache-2.0
// `completion` and `manual`: texts made from the commands' own list of options.
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <fmt/format.h>

#include "cli/commands/command.h"

namespace sluice::cli {

namespace {

// The names of an option as they are typed; none of a positional.
std::vector<std::string> spellings(const CLI::Option& option) {
    std::vector<std::string> names;
    for (const std::string& name : option.get_snames())
        names.push_back("-" + name);
    for (const std::string& name : option.get_lnames())
        names.push_back("--" + name);
    return names;
}

std::string joined(const std::vector<std::string>& items, const char* separator) {
    std::string text;
    for (const std::string& item : items)
        text += (text.empty() ? "" : separator) + item;
    return text;
}

// "a b c" of an option whose values are checked to be in {a,b,c}; else empty.
std::string values(const CLI::Option& option) {
    const std::string type = option.get_type_name();
    const std::size_t open = type.find('{');
    const std::size_t close = type.find('}', open);
    if (open == std::string::npos || close == std::string::npos)
        return "";
    std::string text = type.substr(open + 1, close - open - 1);
    for (char& c : text)
        if (c == ',')
            c = ' ';
    return text;
}

std::string completion(const CLI::App& app) {
    std::string commands, cases;
    for (const CLI::App* command : app.get_subcommands({})) {
        commands += (commands.empty() ? "" : " ") + command->get_name();
        std::vector<std::string> all;
        std::string choices;
        for (const CLI::Option* option : command->get_options()) {
            const std::vector<std::string> names = spellings(*option);
            all.insert(all.end(), names.begin(), names.end());
            if (const std::string allowed = values(*option); !allowed.empty() && !names.empty())
                choices += fmt::format("        {}) words='{}' ;;\n", joined(names, "|"), allowed);
        }
        cases += fmt::format("    {})\n      words='{}'\n", command->get_name(), joined(all, " "));
        if (!choices.empty())
            cases += fmt::format("      case $previous in\n{}      esac\n", choices);
        cases += "      ;;\n";
    }
    return fmt::format(R"(# SPDX-License-Identifier: Apache-2.0
# Completion of sluice in bash; made by `sluice completion`. Files where nothing else fits.
_sluice() {{
  local current=${{COMP_WORDS[COMP_CWORD]}} previous=${{COMP_WORDS[COMP_CWORD - 1]}} words=''
  if [ "$COMP_CWORD" = 1 ]; then
    COMPREPLY=($(compgen -W '{} --help --version' -- "$current"))
    return
  fi
  case ${{COMP_WORDS[1]}} in
{}  esac
  COMPREPLY=()
  case $current:$words in
    -*) COMPREPLY=($(compgen -W "$words" -- "$current")) ;;
    *:-*) ;;
    *) COMPREPLY=($(compgen -W "$words" -- "$current")) ;;
  esac
}}
complete -o default -F _sluice sluice
)",
                       commands, cases);
}

// Text as troff prints it: hyphens that can be copied, no line taken for a request.
std::string troff(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if ((c == '.' || c == '\'') && (out.empty() || out.back() == '\n'))
            out += "\\&";
        if (c == '-')
            out += "\\-";
        else if (c == '\\')
            out += "\\e";
        else
            out += c;
    }
    return out;
}

std::string manual_option(const CLI::Option& option) {
    const std::vector<std::string> names = spellings(option);
    std::string head = names.empty() ? option.get_name() : joined(names, ", ");
    const std::string type = option.get_type_name();
    if (!names.empty() && !type.empty() && option.get_items_expected_max() > 0)
        head += " " + type.substr(0, type.find(':'));
    return fmt::format(".TP\n.B {}\n{}{}\n", troff(head), troff(option.get_description()),
                       option.get_required() ? " (required)" : "");
}

std::string manual(const CLI::App& app) {
    std::string text = fmt::format(
        ".\\\" Made by `sluice manual`.\n.TH SLUICE 1 \"\" \"sluice {}\" \"User Commands\"\n"
        ".SH NAME\nsluice \\- streaming FPGA inference IP from ONNX networks\n"
        ".SH SYNOPSIS\n.B sluice\n.I COMMAND\n[ARGUMENTS]\n.SH DESCRIPTION\n{}\n"
        "Exits 0 on success, 1 when a check failed, 2 on bad input or usage.\n",
        SLUICE_VERSION, troff(app.get_description()));
    for (const CLI::App* command : app.get_subcommands({})) {
        text += fmt::format(".SH {}\n{}\n", command->get_name(), troff(command->get_description()));
        for (const CLI::Option* option : command->get_options())
            text += manual_option(*option);
        if (const std::string footer = command->get_footer(); !footer.empty())
            text += fmt::format(".PP\n.nf\n{}\n.fi\n", troff(footer));
    }
    return text;
}

// A cell of a table.
std::string cell(std::string text) {
    for (std::size_t at = 0; (at = text.find('|', at)) != std::string::npos; at += 2)
        text.insert(at, 1, '\\');
    return text;
}

// "; one of `a`, `b`" where the values are checked.
std::string one_of(const CLI::Option& option) {
    std::istringstream words(values(option));
    std::string list;
    for (std::string word; words >> word;)
        list += fmt::format("{}`{}`", list.empty() ? "; one of " : ", ", word);
    return list;
}

// docs/options.md.
std::string markdown(const CLI::App& app) {
    std::string text = "<!-- Made by `sluice manual --markdown`, which rewrites it. -->\n\n# "
                       "Commands and options\n\n"
                       "What `sluice COMMAND --help` says, of every command. [The command "
                       "line](command-line.md) tells "
                       "what they read and write.\n";
    for (const CLI::App* command : app.get_subcommands({})) {
        std::string usage = "sluice " + command->get_name();
        std::string rows;
        for (const CLI::Option* option : command->get_options()) {
            std::string names = joined(spellings(*option), "`, `");
            std::string value = option->get_items_expected_max() > 0 ? option->get_type_name() : "";
            value = value.substr(0, value.find(':'));
            if (names.empty()) {
                names = value;
                usage += option->get_required() ? " " + value : " [" + value + "]";
                value.clear();
            } else if (option->get_required()) {
                usage += fmt::format(" {} {}", spellings(*option).front(), value);
            }
            rows += fmt::format("| `{}` | {} | {} |\n", names,
                                value.empty() ? "" : fmt::format("`{}`", cell(value)),
                                cell(option->get_description()) + one_of(*option));
        }
        text += fmt::format("\n## {}\n\n{}\n\n    {}\n\n", command->get_name(),
                            command->get_description(), usage);
        if (!rows.empty())
            text += "| option | value | |\n|---|---|---|\n" + rows;
        if (const std::string footer = command->get_footer(); !footer.empty())
            text += fmt::format("\n{}\n", footer);
    }
    return text;
}

} // namespace

void add_shell(CLI::App& app, Context& context) {
    CLI::App* script = app.add_subcommand("completion", "Print the completion script for bash.");
    script->footer("Example: source <(sluice completion)");
    script->callback([&app, &context] { context.out << completion(app); });
    CLI::App* page = app.add_subcommand("manual", "Print the manual page, in troff or Markdown.");
    const auto as_markdown = std::make_shared<bool>(false);
    page->add_flag("--markdown", *as_markdown, "Markdown instead: docs/options.md");
    page->footer("Example: sluice manual | man -l -");
    page->callback([&app, &context, as_markdown] {
        context.out << (*as_markdown ? markdown(app) : manual(app));
    });
}

} // namespace sluice::cli
