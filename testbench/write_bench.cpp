// SPDX-License-Identifier: Apache-2.0
#include "base/files.h"
#include "testbench/description.h"
#include "testbench/harness_files.h"

namespace sluice::testbench {

void write_bench(const Description& description, const std::filesystem::path& directory) {
    const std::filesystem::path folder = directory / "sim";
    make_directory(folder / "harness");
    for (const auto& [name, text] : harness_files())
        write_file(folder / name, text);
    write_file(folder / (description.design + "_tb.sv"), verilator_top(description));
    write_file(folder / (description.design + "_icarus_tb.v"), icarus_top(description));
    write_file(folder / "streams.h", streams_header(description));
    write_file(folder / "Makefile", makefile(description));
}

} // namespace sluice::testbench
