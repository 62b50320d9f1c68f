// SPDX-License-Identifier: Apache-2.0
#include "cli/terminal/progress.h"

#include <fmt/format.h>

namespace sluice::cli {

namespace {

constexpr std::int64_t kProgressColumns = 30;
constexpr std::int64_t kPlainSteps = 4;

} // namespace

Progress::Progress(std::ostream& out, bool bar, std::string label)
    : out_(out), bar_(bar), label_(std::move(label)) {}

Progress::~Progress() {
    if (bar_ && last_step_ >= 0)
        out_ << '\n' << std::flush;
}

void Progress::update(std::int64_t done, std::int64_t total) {
    if (total <= 0)
        return;
    const std::int64_t step = done * (bar_ ? kProgressColumns : kPlainSteps) / total;
    if (step == last_step_ || (!bar_ && step == 0))
        return;
    last_step_ = step;
    if (bar_)
        out_ << fmt::format("\r{:<12} [{:<{}}] {}/{}", label_, std::string(step, '#'),
                            kProgressColumns, done, total)
             << std::flush;
    else
        out_ << fmt::format("{}: {} of {}\n", label_, done, total) << std::flush;
}

} // namespace sluice::cli
