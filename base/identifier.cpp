// SPDX-License-Identifier: Apache-2.0
#include "base/identifier.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace sluice {

namespace {

// Keywords of IEEE 1800-2017 that a lower-case name could meet.
constexpr auto kKeywords = std::to_array<std::string_view>(
    {"accept_on",  "alias",        "always",       "and",           "assert",
     "assign",     "assume",       "automatic",    "before",        "begin",
     "bind",       "bins",         "binsof",       "bit",           "break",
     "buf",        "byte",         "case",         "casex",         "casez",
     "cell",       "chandle",      "checker",      "class",         "clocking",
     "cmos",       "config",       "const",        "constraint",    "context",
     "continue",   "cover",        "covergroup",   "coverpoint",    "cross",
     "deassign",   "default",      "defparam",     "design",        "disable",
     "dist",       "do",           "edge",         "else",          "end",
     "enum",       "event",        "eventually",   "expect",        "export",
     "extends",    "extern",       "final",        "first_match",   "for",
     "force",      "foreach",      "forever",      "fork",          "forkjoin",
     "function",   "generate",     "genvar",       "global",        "highz0",
     "highz1",     "if",           "iff",          "ifnone",        "implements",
     "implies",    "import",       "incdir",       "include",       "initial",
     "inout",      "input",        "inside",       "instance",      "int",
     "integer",    "interconnect", "interface",    "intersect",     "join",
     "large",      "let",          "liblist",      "library",       "local",
     "localparam", "logic",        "longint",      "macromodule",   "matches",
     "medium",     "modport",      "module",       "nand",          "negedge",
     "nettype",    "new",          "nexttime",     "nmos",          "nor",
     "not",        "null",         "or",           "output",        "package",
     "packed",     "parameter",    "pmos",         "posedge",       "primitive",
     "priority",   "program",      "property",     "protected",     "pull0",
     "pull1",      "pulldown",     "pullup",       "pure",          "rand",
     "randc",      "randcase",     "randsequence", "rcmos",         "real",
     "realtime",   "ref",          "reg",          "reject_on",     "release",
     "repeat",     "restrict",     "return",       "rnmos",         "rpmos",
     "rtran",      "rtranif0",     "rtranif1",     "scalared",      "sequence",
     "shortint",   "shortreal",    "signed",       "small",         "soft",
     "solve",      "specify",      "specparam",    "static",        "string",
     "strong",     "strong0",      "strong1",      "struct",        "super",
     "supply0",    "supply1",      "table",        "tagged",        "task",
     "this",       "throughout",   "time",         "timeprecision", "timeunit",
     "tran",       "tranif0",      "tranif1",      "tri",           "tri0",
     "tri1",       "triand",       "trior",        "trireg",        "type",
     "typedef",    "union",        "unique",       "unique0",       "unsigned",
     "until",      "untyped",      "use",          "uwire",         "var",
     "vectored",   "virtual",      "void",         "wait",          "wand",
     "weak",       "weak0",        "weak1",        "while",         "wildcard",
     "wire",       "with",         "within",       "wor",           "xnor",
     "xor"});

constexpr std::size_t kMaxLength = 48;

} // namespace

std::string identifier(const std::string& name, const std::string& fallback) {
    std::string text;
    for (const char c : name) {
        const bool upper = c >= 'A' && c <= 'Z';
        const bool keeps = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || upper;
        if (keeps)
            text += upper ? static_cast<char>(c - 'A' + 'a') : c;
        else if (!text.empty() && text.back() != '_')
            text += '_';
        if (text.size() >= kMaxLength)
            break;
    }
    while (!text.empty() && text.back() == '_')
        text.pop_back();
    if (text.empty())
        text = fallback;
    if (text.front() >= '0' && text.front() <= '9')
        text = fallback + "_" + text;
    if (std::find(kKeywords.begin(), kKeywords.end(), text) != kKeywords.end())
        text += "_" + fallback;
    return text;
}

std::string IdentifierSet::unique(const std::string& wanted) {
    std::string name = wanted;
    for (int n = 2; !used_.insert(name).second; ++n)
        name = wanted + "_" + std::to_string(n);
    return name;
}

} // namespace sluice
