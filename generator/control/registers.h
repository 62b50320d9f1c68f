// SPDX-License-Identifier: Apache-2.0
// The register map of rtl_lib/blocks/control, in one table, and the documents made from it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "generator/design/design.h"

namespace sluice::control {

// What a design's registers hold and how many there are. Names are identifiers of the design.
struct Facts {
    std::string design;
    std::string version; // of Sluice, "1.2.3"
    std::uint64_t hash = 0;
    std::vector<std::string> inputs;
    std::vector<std::string> outputs;
    std::vector<std::string> layers; // nodes in topological order
    std::vector<std::string> fifos;
};

// Throws Error when the map has no room for the design.
Facts facts_of(const design::Design& design, const std::string& version, std::uint64_t hash);

enum class Access { read_only, read_write, write_one_to_clear };

struct Field {
    std::string name;
    int low = 0;
    int bits = 1;
    std::string text;
};

// 32 bits at `offset`, or one such word every `stride` bytes from there on.
struct Register {
    std::string name;
    std::uint32_t offset = 0;
    Access access = Access::read_only;
    std::string text;
    std::vector<Field> fields = {};
    std::uint32_t value = 0;             // of a constant that all designs share
    std::uint32_t stride = 0;            // 0: one register; else one for each of `items`
    std::vector<std::string> items = {}; // inputs, outputs, layers or FIFOs of the design
};

inline constexpr int kAddressBits = 14;

std::vector<Register> registers(const Facts& facts);

// A port of the IP that --control adds: its name in the top module and in sluice_control.
struct BusPort {
    std::string name;  // "s_axil_awaddr", "irq"
    std::string inner; // "awaddr_i"
    std::string role;  // of the bus: "awaddr"
    bool input = true;
    int bits = 1;
};

std::vector<BusPort> bus_ports();

// "1.2.3" as 0x00010203.
std::uint32_t version_word(const std::string& version);

std::string registers_markdown(const Facts& facts);
std::string registers_json(const Facts& facts);
// Offsets, masks and shifts: the same for every design.
std::string registers_header(const Facts& facts);

} // namespace sluice::control
