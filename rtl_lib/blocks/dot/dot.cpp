// SPDX-License-Identifier: Apache-2.0
#include "rtl_lib/blocks/dot/dot.h"

namespace sluice::rtl {

int adder_tree_stages(int terms) {
    int stages = 0;
    for (; terms > 1; terms = (terms + 2) / 3)
        ++stages;
    return stages;
}

int dot_latency(const Dot& dot) {
    constexpr int kProduct = 2;
    constexpr int kAccumulator = 1;
    return kProduct + adder_tree_stages(dot.terms()) + kAccumulator;
}

std::vector<std::string> dot_sources() {
    return {"blocks/dot/sluice_mul.sv", "blocks/dot/sluice_adder_tree.sv",
            "blocks/dot/sluice_rom.sv", "blocks/dot/sluice_dot.sv"};
}

} // namespace sluice::rtl
