// SPDX-License-Identifier: Apache-2.0
// Generated designs, and the tools run on them.
#pragma once

#include <filesystem>
#include <string>

#include "rtl_lib/parameter.h"

namespace sluice::testbench {

// A new folder with examples/digits generated within a budget of products; 4 are
// the fewest that a design can have.
std::filesystem::path digits_design(const std::string& folder, int products);

// A new folder with a max pooling, a convolution and a fully connected layer of random weights,
// nothing in parallel: every kind of memory (distributed, block, initialised and not) and of
// multiplier in few cells and cycles. Its module is `little`, its vectors are two random frames.
std::filesystem::path small_design(const std::string& folder);

// A new folder with a network of every layer kind, each half as parallel as can be; module
// `random`.
std::filesystem::path design_of_every_kind(const std::string& folder);

// A new folder with a depthwise convolution of 3 channels, 2 pixels and a kernel row at once (18
// products), a dense one of 3 by 5 lanes (15) and a fully connected layer of 5 by 2 (10), all built
// as `mapping` says. Module `mapped`, input x, output y of 4 channels, two random frames.
std::filesystem::path mapped_design(const std::string& folder, const rtl::Mapping& mapping);

// The words of DIR/rtl/files.f, which are relative to DIR.
std::string rtl_files(const std::filesystem::path& design);

// Replaces the only occurrence of `find` in `file`.
void change(const std::filesystem::path& file, const std::string& find,
            const std::string& replacement);

struct ToolRun {
    int code = 0;
    std::string log;
};

// A shell command in the design's folder; DIR/tool.log keeps what it printed.
ToolRun run_tool(const std::filesystem::path& design, const std::string& command);

// Yosys on the design with `commands` after all files are read and the hierarchy is built.
ToolRun run_yosys(const std::filesystem::path& design, const std::string& top,
                  const std::string& commands);

} // namespace sluice::testbench
