// SPDX-License-Identifier: Apache-2.0
#include "rtl_lib/blocks/dot/dot.h"

namespace sluice::rtl {

std::int64_t Dot::multipliers() const {
    // Lanes that are no pair's share a weight between two pixels.
    const std::int64_t single = out_lanes - 2 * lane_pairs();
    const int per_lane = pair_bits > 0 ? (pixels + 1) / 2 : pixels;
    return terms() * (std::int64_t{lane_pairs()} * pixels + single * per_lane);
}

int packed_operand_bits(Packing packing) {
    switch (packing) {
    case Packing::none:
        return 0;
    case Packing::spaced16:
        return 25;
    case Packing::spaced18:
        return 27;
    }
    return 0;
}

int adder_tree_stages(int terms) {
    int stages = 0;
    for (; terms > 1; terms = (terms + 2) / 3)
        ++stages;
    return stages;
}

int product_latency(const Dot& dot) {
    return dot.logic ? 1 + (dot.weight_bits + 1) / 2 : 2;
}

int dot_latency(const Dot& dot) {
    constexpr int kAccumulator = 1;
    return product_latency(dot) + adder_tree_stages(dot.terms()) + kAccumulator;
}

std::vector<std::string> dot_sources() {
    return {"blocks/dot/sluice_mul.sv",      "blocks/dot/sluice_booth.sv",
            "blocks/dot/sluice_mul_pair.sv", "blocks/dot/sluice_adder_tree.sv",
            "blocks/dot/sluice_dot_lane.sv", "blocks/dot/sluice_dot_pair.sv",
            "blocks/dot/sluice_rom.sv",      "blocks/dot/sluice_dot.sv"};
}

} // namespace sluice::rtl
