// SPDX-License-Identifier: Apache-2.0
#include "testbench/description.h"
#include "testbench/simulate.h"

namespace sluice::testbench {

void write_testbench(const network::Network& network, const design::Design& design,
                     const std::filesystem::path& directory, const std::vector<InputFrame>& frames,
                     const std::optional<emit::Control>& control) {
    write_bench(describe(network, design, control), directory);
    write_vectors(network, directory, frames);
}

void write_testbench(const network::Network& network, const design::Design& design,
                     const std::filesystem::path& directory,
                     const std::optional<emit::Control>& control) {
    write_testbench(network, design, directory, random_frames(network, 2, 1), control);
}

} // namespace sluice::testbench
