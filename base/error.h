// SPDX-License-Identifier: Apache-2.0
// What went wrong, said once: user mistakes are Error, broken invariants are SLUICE_CHECK.
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

namespace sluice {

// A mistake that the user can mend. Rendered as one sentence: "where: what; remedy".
// `where` names the file (and nothing else); `what` names the node, value or option; `remedy` says
// what to do and may be empty. Control characters in names from files are shown escaped.
class Error : public std::runtime_error {
public:
    Error(std::string where, std::string what, std::string remedy);

    const std::string& where() const { return where_; }
    const std::string& problem() const { return problem_; }
    const std::string& remedy() const { return remedy_; }

private:
    std::string where_;
    std::string problem_;
    std::string remedy_;
};

// A budget that cannot be met, or a comparison that failed: exit code 1 instead of 2.
class CheckFailed : public Error {
public:
    using Error::Error;
};

// `text` with control characters, quotes and bytes outside ASCII shown as escapes, at most
// `max_bytes` long: names in ONNX files are data from strangers.
std::string printable(const std::string& text, std::size_t max_bytes = 80);

[[noreturn]] void check_failed(const char* condition, const char* file, int line,
                               const std::string& message);

} // namespace sluice

// Sluice itself is at fault when this fails; active in every build.
#define SLUICE_CHECK(condition, message)                                                           \
    do {                                                                                           \
        if (!(condition))                                                                          \
            ::sluice::check_failed(#condition, __FILE__, __LINE__, (message));                     \
    } while (false)
