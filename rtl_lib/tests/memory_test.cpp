// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <algorithm>
#include <fstream>
#include <regex>
#include <sstream>

#include "base/error.h"
#include "rtl_lib/beats.h"
#include "rtl_lib/blocks/concat/concat.h"
#include "rtl_lib/blocks/lookup/lookup.h"
#include "rtl_lib/blocks/width/width.h"
#include "rtl_lib/library.h"
#include "rtl_lib/memory_image.h"
#include "rtl_lib/memory_resources.h"

using namespace sluice::rtl;

TEST_CASE("a memory image prints one word per line, most significant digit first") {
    MemoryImage image("WeightFile", 12, 3);
    image.set(0, 0, 8, -1);
    image.set(1, 8, 4, 0xa);
    image.set(2, 4, 8, 0x5c);
    image.set(2, 4, 4, 0x3); // overwrites
    CHECK(image.hex() == "0ff\na00\n530\n");
    CHECK_THROWS_AS(image.set(3, 0, 1, 0), std::logic_error);
    CHECK_THROWS_AS(image.set(0, 8, 5, 0), std::logic_error);
}

TEST_CASE("a table's word lies at the activation's two's complement byte") {
    std::vector<std::int8_t> table;
    for (int x = -128; x < 128; ++x)
        table.push_back(static_cast<std::int8_t>(x / 2));
    const auto image = table_image(table);
    CHECK(image.words() == 256);
    CHECK(image.word_bits() == 8);
    CHECK(image.parameter() == "TableFile");
    CHECK(image.hex().substr(0, 9) == "00\n00\n01\n");   // x = 0, 1, 2
    CHECK(image.hex().substr(127 * 3, 6) == "3f\nc0\n"); // x = 127, -128
    CHECK(image.hex().substr(255 * 3) == "00\n");        // x = -1
    CHECK_THROWS_AS(table_image({1, 2, 3}), std::logic_error);
}

TEST_CASE("the library carries every file that a block names, as it is in the repository") {
    const auto& files = library_files();
    for (const auto& name : sources(Concat{}))
        CHECK(std::count_if(files.begin(), files.end(),
                            [&](const auto& file) { return file.first == name; }) == 1);
    for (const auto& [name, text] : files) {
        std::ifstream file(SLUICE_SOURCE_DIR "/rtl_lib/" + std::string(name));
        std::ostringstream content;
        content << file.rdbuf();
        CHECK(content.str() == text);
    }
}

// Verilator 5.006 ends with a segmentation fault when an address register that nothing has reset
// yet points past the end of a memory of wide words (sluice_assert.svh).
TEST_CASE("every memory of the library has a word for every address in simulation") {
    const std::regex declaration(R"(logic \[[^\n]*\] *\w+ *\[0:([^\n]*)\];)");
    int memories = 0;
    for (const auto& [name, content] : library_files()) {
        const std::string text(content);
        for (std::sregex_iterator it(text.begin(), text.end(), declaration), end; it != end; ++it) {
            INFO(name << ": " << it->str());
            const std::string last = (*it)[1];
            CHECK((last == "255" || last.starts_with("`SLUICE_WORDS(")));
            ++memories;
        }
    }
    CHECK(memories >= 11);
}

TEST_CASE("a channel forgets beats beyond its lookback and remembers what it is told to") {
    BeatChannel channel;
    channel.remember(3);
    for (Cycle n = 0; n < 6; ++n)
        channel.offer(10 * n);
    for (int n = 0; n < 6; ++n)
        channel.take(0);
    CHECK(channel.taken_at(3) == 30);
    CHECK_THROWS_AS(channel.taken_at(1), std::logic_error);
    CHECK_THROWS_AS(channel.remember(9), std::logic_error);
}

TEST_CASE("block memories are counted in the mode that needs fewest") {
    CHECK(block_memory_brams(512, 36, sluice::Family{}) == 0.5);
    CHECK(block_memory_brams(512, 64, sluice::Family{}) == 1);
    CHECK(block_memory_brams(1024, 64, sluice::Family{}) == 2);
    CHECK(block_memory_brams(2048, 24, sluice::Family{}) == 1.5);
    CHECK(block_memory_brams(256, 8, sluice::Family{}) == 0.5);
    CHECK_FALSE(ram_is_block(64, 512, sluice::Family{}));
    CHECK_FALSE(ram_is_block(256, 8, sluice::Family{}));
    CHECK(ram_is_block(128, 24, sluice::Family{}));
    // Yosys 0.23: what is cheaper, pieces of LUTs and the choice among them, or blocks.
    CHECK_FALSE(ram_is_block(288, 8, sluice::Family{}));
    CHECK(ram_is_block(384, 8, sluice::Family{}));
    // Ten banks of 24 bits in eight blocks of 36, and not two blocks for each 18 bits.
    CHECK(ram_resources(4988, 24, sluice::Family{}).bram == 4);
}

TEST_CASE("a lookup offers the fewest lanes for each number of beats") {
    const Lookup block{{4, 4, 10}, {}};
    std::vector<int> lanes;
    std::int64_t before = 1000;
    for (const auto& choice : choices(block)) {
        CHECK(interval_cycles(with_parallelism(block, choice)) < before);
        before = interval_cycles(with_parallelism(block, choice));
        if (choice.pixels == 1)
            lanes.push_back(choice.in_channels);
    }
    CHECK(before == 4);                               // a row of four pixels at once
    CHECK(lanes == std::vector<int>{1, 2, 3, 5, 10}); // two of two pixels do what four of one do
    CHECK(interval_cycles(with_parallelism(block, {4, 4, 1})) == 16 * 3);
    CHECK_THROWS_AS(with_parallelism(block, {11, 11, 1}), sluice::Error);
}

TEST_CASE("a concatenation's lanes divide the channels of all inputs but the last") {
    const Concat block{{{2, 3, 8}, {2, 3, 12}, {2, 3, 5}}, {}};
    std::vector<int> lanes;
    for (const auto& choice : choices(block))
        if (choice.pixels == 1)
            lanes.push_back(choice.in_channels);
    CHECK(lanes == std::vector<int>{1, 2, 4});
    const auto wide = with_parallelism(block, {4, 4, 1});
    CHECK(interval_cycles(wide) == 6 * (2 + 3 + 2));
    CHECK(parameters(wide)[1].fields == std::vector<std::int64_t>{2, 3, 2});
    CHECK(output_streams(wide)[0].shape == sluice::Shape{2, 3, 25});
    CHECK_THROWS_WITH(with_parallelism(block, {3, 3, 1}),
                      Catch::Contains("in_channels = 3") && Catch::Contains("1, 2, 4"));
    Concat illegal = block;
    illegal.parallelism.in_channels = 3;
    CHECK_THROWS_AS(validate(illegal), std::logic_error);
}

TEST_CASE("a width converter holds its interval in steady state, and costs what Yosys says") {
    for (int channels = 1; channels <= 9; ++channels)
        for (int in = 1; in <= channels; ++in)
            for (int out = 1; out <= channels; ++out) {
                const Width block{{2, 3, channels}, in, out, 8};
                BeatChannel source;
                BeatChannel sink;
                const auto process = beat_process(block, {{&source}, {&sink}});
                const auto per_frame = output_streams(block)[0].beats();
                std::vector<Cycle> last;
                while (last.size() < 4) {
                    if (!source.has_offer())
                        source.offer(0);
                    process->advance();
                    while (sink.has_offer()) {
                        const Cycle cycle = sink.take(0);
                        if (sink.taken() % per_frame == 0)
                            last.push_back(cycle);
                    }
                }
                INFO(channels << " channels, " << in << " to " << out);
                CHECK(last[3] - last[2] == interval_cycles(block));
            }
    // Yosys 0.23, synth_xilinx -family xc7, 2026-11-21.
    struct Measured {
        Width block;
        double lut;
        double ff;
    };
    const Measured measured[] = {
        {{{1, 1, 64}, 16, 4, 8}, 183, 306},  {{{1, 1, 32}, 8, 3, 8}, 245, 237},
        {{{1, 1, 64}, 16, 12, 8}, 380, 499}, {{{1, 1, 48}, 13, 12, 8}, 340, 426},
        {{{1, 1, 8}, 7, 6, 8}, 183, 231},    {{{1, 1, 128}, 11, 13, 8}, 608, 401},
        {{{1, 1, 32}, 6, 14, 8}, 284, 321},  {{{1, 1, 96}, 4, 6, 8}, 133, 158}};
    for (const Measured& one : measured) {
        const auto use = resources(one.block, sluice::Family{});
        INFO(one.block.in_lanes << " to " << one.block.out_lanes);
        CHECK(use.ff == Approx(one.ff).epsilon(0.02));
        CHECK(use.lut == Approx(one.lut).epsilon(0.1));
    }
}

TEST_CASE("a width converter's interval is that of its slower side") {
    CHECK(interval_cycles(Width{{5, 7, 6}, 4, 3, 8}) == 35 * 2);
    CHECK(interval_cycles(Width{{5, 7, 7}, 3, 1, 8}) == 35 * 7);
    CHECK_THROWS_AS(validate(Width{{1, 1, 4}, 5, 1, 8}), std::logic_error);
}
