// SPDX-License-Identifier: Apache-2.0
// The rules of frequency on the blocks that carry streams and join them: registered handshakes and
// short paths in Yosys' ECP5 netlist; and that both checks see what breaks them.
#include <catch2/catch.hpp>

#include <filesystem>

#include <fmt/format.h>

#include "base/files.h"
#include "generator/emit/text.h"
#include "rtl_lib/block.h"
#include "rtl_lib/library.h"
#include "testbench/synth/paths.h"

using namespace sluice;
using namespace sluice::testbench;
namespace fs = std::filesystem;

namespace {

// A folder with the library; `find` replaced in the file of that name, where it must occur.
fs::path library(const std::string& name, const std::string& file = "",
                 const std::string& find = "", const std::string& replacement = "") {
    const fs::path folder = fs::path(SLUICE_BINARY_DIR) / "test_paths" / name;
    fs::remove_all(folder);
    make_directory(folder / "rtl");
    bool planted = file.empty();
    for (const auto& [path, content] : rtl::library_files()) {
        std::string text(content);
        const std::string leaf = fs::path(path).filename().string();
        if (leaf == file && text.find(find) != std::string::npos) {
            text.replace(text.find(find), find.size(), replacement);
            planted = true;
        }
        write_file(folder / "rtl" / leaf, text);
    }
    REQUIRE(planted);
    return folder;
}

Paths paths_of(const rtl::Block& block, const fs::path& folder) {
    std::vector<std::string> parameters;
    for (const rtl::Parameter& parameter : rtl::block_parameters(block))
        parameters.push_back(emit::parameter_text(parameter));
    const BlockInstance instance{
        fmt::format("{} #({})", rtl::block_module_name(block), emit::joined(parameters, ", ")),
        rtl::block_input_streams(block), rtl::block_output_streams(block)};
    std::string files;
    for (const std::string& source : rtl::block_sources(block))
        if (source.ends_with(".sv"))
            files += "rtl/" + fs::path(source).filename().string() + " ";
    return check_paths(instance, folder, files, folder / "synth");
}

rtl::Add add_block() {
    rtl::Add add;
    add.shape = {4, 4, 8};
    add.multiplier_a = 70001;
    add.multiplier_b = 52345;
    add.shift = 17;
    add.parallelism = {2, 2, 1};
    return add;
}

rtl::Add extremum_block() {
    rtl::Add block = add_block();
    block.operation = rtl::AddOperation::maximum;
    block.bias_b = 1000;
    return block;
}

rtl::GlobalPool global_pool_block() {
    rtl::GlobalPool pool;
    pool.input = {5, 7, 8};
    pool.multiplier = 70001;
    pool.shift = 20;
    return pool;
}

rtl::Pool max_pool_block() {
    rtl::Pool pool;
    pool.input = {9, 11, 8};
    pool.window.kernel_h = pool.window.kernel_w = 3;
    pool.window.stride_h = pool.window.stride_w = 2;
    pool.window.pad_top = pool.window.pad_left = 1;
    return pool;
}

rtl::Pool max_place_block() {
    rtl::Pool pool;
    pool.input = {9, 12, 8};
    pool.window.kernel_h = pool.window.kernel_w = 3;
    pool.window.stride_h = pool.window.stride_w = 3;
    pool.places = true;
    pool.parallelism = {2, 2, 3, 1};
    return pool;
}

const rtl::Fork kFork{{{4, 4, 8}, 2, 8}, 3};

} // namespace

TEST_CASE("blocks of streams register their handshake and have short paths") {
    const fs::path folder = library("right");
    const std::vector<rtl::Block> blocks = {
        rtl::Fifo{{{4, 4, 8}, 2, 8}, 2},
        rtl::Fifo{{{4, 4, 8}, 2, 8}, 9},
        rtl::Fifo{{{4, 4, 8}, 2, 8}, 300},
        kFork,
        rtl::Width{{4, 4, 64}, 13, 9, 8},
        rtl::Width{{4, 4, 64}, 9, 13, 8},
        rtl::Concat{{{4, 4, 8}, {4, 4, 4}, {4, 4, 6}}, {4, 4, 1}},
        rtl::Lookup{{4, 4, 8}, {2, 2, 1}},
        rtl::ArgMax{{1, 1, 100}, {8, 1, 1}},
        rtl::TopK{{1, 1, 100}, 3, true, true, {4, 1, 1}},
        add_block(),
        extremum_block(),
        rtl::Multiply{{4, 4, 8}, 3, -5, 52345, 17, 1, -128, 127, false, {2, 2, 1}},
        // 2x2 pixels out of the channels, and the middle of an image.
        rtl::Rearrange{
            {8, 8, 16}, {16, 16, 4}, 0, {{8, 128}, {2, 8}, {8, 16}, {2, 4}, {4, 1}}, {2, 2}},
        rtl::Rearrange{{9, 10, 4}, {5, 7, 4}, 2 * 40 + 4, {{5, 40}, {7, 4}, {4, 1}}, {4, 4}},
        // Sums of 20 bits: one subtraction of wider ones has more cells than the rule allows.
        rtl::Softmax{{1, 1, 12}, 16, 65535, std::int64_t{1} << 32, 24, -128, {1, 1}},
        rtl::Softmax{{4, 4, 21}, 16, 65535, std::int64_t{1} << 32, 24, -128, {3, 3}},
        rtl::Pad{{6, 7, 8}, {1, 2}, {1, 1}, {0, 8}, 5, {4, 4}},
        rtl::Unpool{{4, 6, 8}, 2, 2, -7, {3, 3}},
        rtl::Regroup{{4, 9, 6}, 2, 1, 4, 8},
        rtl::Regroup{{4, 9, 6}, 2, 4, 1, 8},
        global_pool_block(),
        max_pool_block(),
        max_place_block(),
    };
    for (const rtl::Block& block : blocks) {
        const Paths paths = paths_of(block, folder);
        INFO(rtl::block_module_name(block) << ", " << paths.longest_cells << " cells");
        CHECK(paths.registered);
        CHECK(paths.longest_cells <= kLongestPathCells);
    }
}

TEST_CASE("the checks see a handshake that is not a register and a path that is too long") {
    const fs::path loose = library("loose", "sluice_fork.sv", "assign in_ready_o  = in_ready_q",
                                   "assign in_ready_o  = in_ready_q && out_ready_i[0]");
    CHECK(!paths_of(kFork, loose).registered);
    // Sums of sums in the cycle of one.
    const fs::path slow =
        library("slow", "sluice_add.sv", "product_a) + SumBits'(product_b) + BIAS",
                "product_a) + SumBits'(product_b) * 3 + (SumBits'(product_a + product_b) ^ BIAS) * "
                "5 + BIAS");
    CHECK(paths_of(add_block(), slow).longest_cells > kLongestPathCells);
}
