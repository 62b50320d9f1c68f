// SPDX-License-Identifier: Apache-2.0
#include "generator/control/registers.h"

#include <charconv>

#include <fmt/format.h>

#include "base/error.h"

namespace sluice::control {

namespace {

constexpr std::size_t kMostEdges = 16;
constexpr std::size_t kMostLayers = 512;
constexpr std::size_t kMostFifos = 1024;

void check_count(std::size_t count, std::size_t most, const char* what) {
    if (count > most)
        throw Error("",
                    fmt::format("the control registers have room for {} {}, and the design has "
                                "{}",
                                most, what, count),
                    "leave --control out");
}

} // namespace

Facts facts_of(const design::Design& design, const std::string& version, std::uint64_t hash) {
    Facts facts{design.name, version, hash, design.input_names, design.output_names, {}, {}};
    for (const design::Node& node : design.nodes) {
        if (node.layer >= 0)
            facts.layers.push_back(node.name);
        if (std::holds_alternative<rtl::Fifo>(node.block))
            facts.fifos.push_back(node.name);
    }
    check_count(facts.inputs.size(), kMostEdges, "inputs");
    check_count(facts.outputs.size(), kMostEdges, "outputs");
    check_count(facts.layers.size(), kMostLayers, "layers");
    check_count(facts.fifos.size(), kMostFifos, "FIFOs");
    return facts;
}

std::vector<BusPort> bus_ports() {
    std::vector<BusPort> ports;
    const auto add = [&](const char* role, bool input, int bits) {
        ports.push_back({fmt::format("s_axil_{}", role),
                         fmt::format("{}_{}", role, input ? "i" : "o"), role, input, bits});
    };
    add("awvalid", true, 1);
    add("awready", false, 1);
    add("awaddr", true, kAddressBits);
    add("wvalid", true, 1);
    add("wready", false, 1);
    add("wdata", true, 32);
    add("wstrb", true, 4);
    add("bvalid", false, 1);
    add("bready", true, 1);
    add("bresp", false, 2);
    add("arvalid", true, 1);
    add("arready", false, 1);
    add("araddr", true, kAddressBits);
    add("rvalid", false, 1);
    add("rready", true, 1);
    add("rdata", false, 32);
    add("rresp", false, 2);
    ports.push_back({"irq", "irq_o", "irq", false, 1});
    return ports;
}

std::uint32_t version_word(const std::string& version) {
    std::uint32_t word = 0;
    const char* at = version.data();
    const char* end = at + version.size();
    for (int part = 0; part < 3; ++part) {
        std::uint32_t number = 0;
        const auto [rest, status] = std::from_chars(at, end, number);
        SLUICE_CHECK(status == std::errc{} && number < 256, "not a version: " + version);
        word = word << 8 | number;
        at = rest == end ? rest : rest + 1;
    }
    return word;
}

std::vector<Register> registers(const Facts& facts) {
    using enum Access;
    return {
        {"ID", 0x000, read_only, "0x534C5549, \"SLUI\"", {}, 0x534C5549},
        {"VERSION",
         0x004,
         read_only,
         "Version of Sluice that made the design",
         {{"PATCH", 0, 8, ""}, {"MINOR", 8, 8, ""}, {"MAJOR", 16, 8, ""}}},
        {"HASH_LOW", 0x008, read_only,
         "Low half of the network's hash: the first 8 bytes of SHA-256 over network.json and "
         "network.bin, the first byte highest"},
        {"HASH_HIGH", 0x00c, read_only, "High half of it"},
        {"CONTROL",
         0x010,
         read_write,
         "",
         {{"SOFT_RESET", 0, 1,
           "1 resets all but the bus, FREEZE and IRQ_ENABLE for 16 cycles; reads 0. What is under "
           "way is lost: stop the DMA first"},
          {"FREEZE", 1, 1, "1 stops CYCLES and the meters"},
          {"CLEAR", 2, 1, "1 sets CYCLES and the meters to 0; reads 0"}}},
        {"STATUS",
         0x014,
         read_only,
         "",
         {{"RESETTING", 0, 1, "1 during a soft reset, when no beat is taken"}}},
        {"IRQ_ENABLE",
         0x018,
         read_write,
         "Which pending bits raise irq",
         {{"OUTPUTS", 0, 16, ""}, {"TLAST", 16, 16, ""}}},
        {"IRQ_PENDING",
         0x01c,
         write_one_to_clear,
         "",
         {{"OUTPUTS", 0, 16, "bit i: output i has given the last beat of a frame"},
          {"TLAST", 16, 16,
           "bit 16 + i: on input i TLAST came on a beat that is not a frame's last, or did not "
           "come "
           "on the last"}}},
        {"STREAMS",
         0x020,
         read_only,
         "",
         {{"INPUTS", 0, 16, "how many inputs"}, {"OUTPUTS", 16, 16, "how many outputs"}}},
        {"LAYERS", 0x024, read_only, "How many layers have meters"},
        {"FIFOS", 0x028, read_only, "How many FIFOs have meters"},
        {"CYCLES", 0x02c, read_only,
         "Cycles since the reset or CLEAR, without those frozen; wraps, as all counters"},
        {"FRAMES_IN",
         0x040,
         read_only,
         "Frames whose last beat input i has taken",
         {},
         0,
         4,
         facts.inputs},
        {"FRAMES_OUT",
         0x080,
         read_only,
         "Frames whose last beat output i has given",
         {},
         0,
         4,
         facts.outputs},
        {"LAYER_BLOCKED",
         0x1000,
         read_only,
         "Cycles in which layer i offered a beat that was not taken",
         {},
         0,
         8,
         facts.layers},
        {"LAYER_IDLE",
         0x1004,
         read_only,
         "Cycles in which the reader of layer i waited for a beat",
         {},
         0,
         8,
         facts.layers},
        {"FIFO_HIGH_WATER",
         0x2000,
         read_only,
         "The most beats that FIFO i held at once",
         {},
         0,
         4,
         facts.fifos},
    };
}

} // namespace sluice::control
