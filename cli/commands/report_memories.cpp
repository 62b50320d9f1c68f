// SPDX-License-Identifier: Apache-2.0
// Block memories, told apart by what they hold. A block that does not say how it divides its
// memories is one line with all of them; what is left over of one that does is a line too.
#include "base/error.h"
#include "cli/commands/report_pipeline.h"
#include "rtl_lib/blocks/conv/layout.h"
#include "rtl_lib/blocks/pool/pool_layout.h"
#include "rtl_lib/memory_resources.h"

namespace sluice::cli {

namespace {

// sluice_rom and sluice_requant: more words than these are block memory.
constexpr std::int64_t kLutRomWords = 64;

ReportMemory rom(const char* holds, std::int64_t words, std::int64_t word_bits,
                 const Family& family) {
    ReportMemory memory;
    memory.holds = holds;
    memory.words = words;
    memory.word_bits = word_bits;
    if (words > kLutRomWords)
        memory.bram = rtl::block_memory_brams(words, static_cast<int>(word_bits), family);
    return memory;
}

ReportMemory table(std::int64_t lanes, std::int64_t ports, const Family& family) {
    ReportMemory memory;
    memory.holds = "activation table";
    memory.words = 256;
    memory.word_bits = 8;
    memory.count = ceil_div(lanes, ports);
    memory.bram = static_cast<double>(memory.count) * rtl::block_memory_brams(256, 8, family);
    return memory;
}

ReportMemory window_rows(const rtl::WindowLayout& window, const Family& family) {
    const rtl::WindowBanks banks = rtl::window_banks(window);
    ReportMemory memory;
    memory.holds = "rows of the window";
    memory.words = banks.words;
    memory.word_bits = std::int64_t{8} * window.lanes * window.pixels;
    memory.count = std::int64_t{banks.rows} * banks.columns;
    memory.bram = static_cast<double>(memory.count) *
                  rtl::ram_resources(banks.words, static_cast<int>(memory.word_bits), family).bram;
    return memory;
}

ReportMemory fifo(const rtl::Fifo& block, const Family& family) {
    ReportMemory memory;
    memory.holds = "beats";
    memory.words = block.depth == 2 ? 2 : block.depth - 1;
    memory.word_bits = block.stream.data_bits();
    memory.bram = rtl::resources(block, family).bram;
    return memory;
}

// Overloads for the blocks that say what their memories hold.
template <typename Other> std::vector<ReportMemory> parts(const Other&, const Family&) {
    return {};
}

std::vector<ReportMemory> parts(const rtl::Conv& block, const Family& family) {
    const rtl::ConvLayout l = rtl::conv_layout(block);
    std::vector<ReportMemory> memories = {
        rom("weights", l.dot.words, l.dot.word_bits(), family),
        rom("bias, multiplier, shift", l.requant.groups, rtl::requant_word_bits(l.requant), family),
        window_rows(l.window, family)};
    if (l.requant.table)
        memories.push_back(table(std::int64_t{l.requant.lanes} * l.requant.pixels,
                                 family.block_read_ports, family));
    return memories;
}

std::vector<ReportMemory> parts(const rtl::Pool& block, const Family& family) {
    return {window_rows(rtl::pool_window(block), family)};
}

std::vector<ReportMemory> parts(const rtl::Fifo& block, const Family& family) {
    return {fifo(block, family)};
}

void add(std::vector<ReportMemory>& all, const design::Node& node, std::string owner,
         const Family& family) {
    std::vector<ReportMemory> memories =
        std::visit([&](const auto& block) { return parts(block, family); }, node.block);
    double rest = rtl::block_resources(node.block, family).bram;
    for (const ReportMemory& memory : memories)
        rest -= memory.bram;
    SLUICE_CHECK(rest > -1e-6, "the memories of '" + owner + "' are more than it has");
    if (rest > 1e-6) {
        memories.emplace_back();
        memories.back().holds = "buffers";
        memories.back().bram = rest;
    }
    for (ReportMemory& memory : memories) {
        memory.owner = owner;
        memory.layer = node.layer;
        all.push_back(memory);
    }
}

} // namespace

std::vector<ReportMemory> report_memories(const network::Network& network,
                                          const design::Design& design, const Family& family) {
    std::vector<ReportMemory> memories;
    for (const design::Node& node : design.nodes)
        add(memories, node,
            node.layer < 0 ? node.name : network.layers[static_cast<std::size_t>(node.layer)].name,
            family);
    return memories;
}

double block_bits(const Family& family) {
    if (family.block_shapes.empty())
        return 0;
    const MemoryShape& shape = family.block_shapes.front();
    return static_cast<double>(shape.words * shape.bits) / family.block_unit;
}

} // namespace sluice::cli
