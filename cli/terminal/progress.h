// SPDX-License-Identifier: Apache-2.0
// How far a long step has come: a bar on a terminal, plain lines elsewhere.
#pragma once

#include <cstdint>
#include <ostream>
#include <string>

namespace sluice::cli {

class Progress {
public:
    // `bar`: draw on one line that is redrawn; else a line for each quarter.
    Progress(std::ostream& out, bool bar, std::string label);
    ~Progress(); // ends the bar's line
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    void update(std::int64_t done, std::int64_t total);

private:
    std::ostream& out_;
    bool bar_;
    std::string label_;
    std::int64_t last_step_ = -1;
};

} // namespace sluice::cli
