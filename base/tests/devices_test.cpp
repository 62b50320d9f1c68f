// SPDX-License-Identifier: Apache-2.0
#include "base/devices.h"

#include <algorithm>
#include <set>

#include <catch2/catch.hpp>

#include "base/error.h"

using namespace sluice;

TEST_CASE("devices have the numbers of their data sheets") {
    const Device& z020 = find_device("xc7z020");
    CHECK(z020.family.vendor == "amd");
    CHECK(z020.family.name == "zynq-7000");
    CHECK(z020.dsp == 220);
    CHECK(z020.lut == 53200);
    CHECK(z020.ff == 106400);
    CHECK(z020.bram == 140);
    CHECK(z020.uram == 0);
    CHECK(find_device("xczu7ev").uram == 96);
    CHECK(find_device("xczu9eg").dsp == 2520);
    CHECK(find_device("xcku3p").bram == 360);
    CHECK(find_device("10ax115").dsp == 1518);
    CHECK(find_device("10ax066").dsp == 1687);
    CHECK(find_device("1sg280").bram == 11721);
    CHECK(find_device("5cseba6").dsp == 112);
    CHECK(find_device("mpf300t").dsp == 924);
}

TEST_CASE("a block gives the products that its family's multipliers and packing give") {
    CHECK(find_device("xc7z020").products() == 440);      // 25x18: two of a shared operand
    CHECK(find_device("xczu7ev").products() == 2 * 1728); // 27x18: likewise
    CHECK(find_device("10ax115").products() == 2 * 1518); // two 18x19
    CHECK(find_device("5cseba6").products() == 3 * 112);  // three 9x9
    CHECK(find_device("10cl025").products() == 2 * 66);   // two 9x9
    CHECK(find_device("lfe5u-85f").products() == 156);
    CHECK(find_device("ice40up5k").products() == 8);
    CHECK(find_device("ice40hx8k").products() == 0);
}

TEST_CASE("families that share facts have one name for them") {
    CHECK(find_device("xc7a35t").family.name == "artix-7");
    CHECK(find_device("xc7a35t").family.facts.name == "zynq-7000");
    CHECK(find_device("xcu250").family.facts.name == find_device("xck26").family.facts.name);
}

TEST_CASE("the default family is that of the default device, but for its name") {
    const Family& facts = find_device(kDefaultDevice).family.facts;
    const Family standard;
    CHECK(facts.lut_inputs == standard.lut_inputs);
    CHECK(facts.packing == standard.packing);
    CHECK(facts.multipliers_per_dsp == standard.multipliers_per_dsp);
    CHECK(facts.multiplier_wide_bits == standard.multiplier_wide_bits);
    CHECK(facts.multiplier_narrow_bits == standard.multiplier_narrow_bits);
    CHECK(facts.block_unit == standard.block_unit);
    CHECK(facts.lut_memory_words == standard.lut_memory_words);
    CHECK(facts.lut_memory_bits == standard.lut_memory_bits);
    CHECK(facts.lut_memory_cost == standard.lut_memory_cost);
    CHECK(facts.lut_memory_share == standard.lut_memory_share);
    CHECK(facts.block_cost == standard.block_cost);
    REQUIRE(facts.block_shapes.size() == standard.block_shapes.size());
    for (std::size_t i = 0; i < standard.block_shapes.size(); ++i) {
        CHECK(facts.block_shapes[i].words == standard.block_shapes[i].words);
        CHECK(facts.block_shapes[i].bits == standard.block_shapes[i].bits);
    }
    REQUIRE(facts.lut_memory.size() == standard.lut_memory.size());
    for (std::size_t i = 0; i < standard.lut_memory.size(); ++i)
        CHECK(facts.lut_memory[i].luts == standard.lut_memory[i].luts);
}

TEST_CASE("boards are aliases and upper case is accepted") {
    CHECK(find_device("pynq-z2").name == "xc7z020");
    CHECK(find_device("arty-a7-35").name == "xc7a35t");
    CHECK(find_device("ulx3s-85").name == "lfe5u-85f");
    CHECK(find_device("icebreaker").name == "ice40up5k");
    CHECK(find_device("de10-nano").name == "5cseba6");
    CHECK(find_device("kv260").name == "xck26");
    CHECK(find_device("tang-nano-20k").name == "gw2ar-18");
    CHECK(find_device("XC7A100T").name == "xc7a100t");
}

TEST_CASE("an unknown device names the nearest known one") {
    try {
        find_device("xc7z02");
        FAIL("accepted");
    } catch (const Error& error) {
        CHECK(error.problem() == "the device 'xc7z02' is not known");
        CHECK(error.remedy().find("'xc7z020'") != std::string::npos);
    }
    CHECK_THROWS_WITH(find_device("xc7a35ticsg324-1L"), Catch::Contains("'xc7a35t'"));
    CHECK_THROWS_WITH(find_device("10AX115N2F45E1SG"), Catch::Contains("'10ax115'"));
    CHECK_THROWS_WITH(find_device("pynqz2"), Catch::Contains("'pynq-z2'"));
}

TEST_CASE("every device is plausible, every name unique, every board has its device") {
    const std::vector<Device>& devices = all_devices();
    CHECK(devices.size() >= 120);
    std::vector<std::string> names;
    std::set<std::string> families;
    for (const Device& device : devices) {
        INFO(device.name);
        CHECK(device.dsp >= 0);
        CHECK(device.lut > 1000);
        CHECK(4 * device.ff >= 3 * device.lut); // Gowin's: three for four LUTs
        CHECK(device.bram >= 10);
        names.push_back(device.name);
        families.insert(device.family.name);
    }
    CHECK(families.size() == 15);
    for (const Board& board : all_boards()) {
        CHECK_NOTHROW(find_device(board.name));
        names.push_back(board.name);
    }
    std::ranges::sort(names);
    CHECK(std::ranges::adjacent_find(names) == names.end());
    CHECK(std::ranges::is_sorted(devices, {}, &Device::name));
    CHECK_NOTHROW(find_device(kDefaultDevice));
}

TEST_CASE(
    "every family states its facts with their sources, and shapes that hold its block's bits") {
    for (const Device& device : all_devices()) {
        INFO(device.name);
        const DeviceFamily& family = device.family;
        CHECK(!family.source.empty());
        CHECK(!family.checked.empty());
        CHECK(family.stated.size() >= 10);
        for (const Fact& fact : family.stated)
            CHECK(!fact.source.empty());
        for (const MemoryShape& shape : family.facts.block_shapes) {
            const double bits = static_cast<double>(shape.words) * shape.bits;
            CHECK(bits <= family.bram_kibit * 1024 * family.facts.block_unit);
            CHECK(bits >= family.bram_kibit * 1024 * family.facts.block_unit * 0.75);
        }
    }
}
