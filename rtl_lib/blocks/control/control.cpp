// SPDX-License-Identifier: Apache-2.0
#include "rtl_lib/blocks/control/control.h"

#include <algorithm>
#include <bit>

#include "rtl_lib/logic_resources.h"

namespace sluice::rtl {

namespace {

// Counters of streams and the choice of their words, fitted to Yosys 0.23, xc7 and ecp5,
// 2026-11-22: 1 to 24 streams. Six-input LUTs count without any; what chooses grows by powers of
// two, and with 32 words scatters by a tenth.
double meter_luts(int layers, bool six) {
    if (layers == 0)
        return 0;
    if (!six)
        return 125.0 * layers + 28.0 * std::max(0, layers - 6) + 41.0 * std::max(0, layers - 16);
    constexpr double kChoice[] = {26, 29, 96, 128, 385, 460}; // of 2, 4, ... 64 words
    const auto words = std::bit_ceil(2 * static_cast<unsigned>(layers));
    const auto bits = static_cast<std::size_t>(std::countr_zero(words));
    const double choice = words <= 64 ? kChoice[bits - 1] : kChoice[5] * words / 64;
    return choice + 4.0 * layers;
}

} // namespace

std::vector<std::string> sources(const Control&) {
    return {"include/sluice_assert.svh", "blocks/control/sluice_axil.sv",
            "blocks/control/sluice_meters.sv", "blocks/control/sluice_control.sv"};
}

Resources resources(const Control& block, const Family& family) {
    const bool six = family.lut_inputs >= 6;
    // What is written and read: of a written word only the bits that a register has.
    double ff = 174 + std::max(3, block.outputs) + block.inputs + 2;
    ff += (block.outputs > 8 ? 1 : 0) + (block.inputs > 8 ? 1 : 0);
    // Beats and frames, interrupts enabled and pending.
    ff += 64.0 * block.inputs + 32.0 * block.outputs + 2.0 * (block.inputs + block.outputs);
    if (block.layers > 0)
        ff += 32 + 64.0 * block.layers;
    if (block.fifos > 0)
        ff += block.fifo_bits * (2.0 * block.fifos + 1);
    double lut = (six ? 204 : 487) + meter_luts(block.layers, six);
    lut += (six ? 65 : 130) * (block.inputs - 1) + (six ? 33 : 66) * (block.outputs - 1);
    lut += (six ? 1.9 : 9) * block.fifo_bits * block.fifos;
    return {.lut = lut, .ff = ff};
}

} // namespace sluice::rtl
