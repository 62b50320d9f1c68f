// SPDX-License-Identifier: Apache-2.0
#include "base/devices.h"

#include <algorithm>

#include <catch2/catch.hpp>

#include "base/error.h"

using namespace sluice;

TEST_CASE("devices have the numbers of their data sheets") {
    const Device z020 = find_device("xc7z020");
    CHECK(z020.vendor == "amd");
    CHECK(z020.family == "zynq-7000");
    CHECK(z020.dsp == 220);
    CHECK(z020.lut == 53200);
    CHECK(z020.ff == 106400);
    CHECK(z020.bram36 == 140);
    CHECK(z020.uram == 0);
    CHECK(find_device("xczu7ev").uram == 96);
    CHECK(find_device("xczu9eg").dsp == 2520);
}

TEST_CASE("smaller memory blocks count as fractions of 36 Kibit") {
    CHECK(find_device("lfe5u-25f").bram36 == 28);
    CHECK(find_device("ice40up5k").bram36 == Approx(120.0 / 36.0));
}

TEST_CASE("boards are aliases and upper case is accepted") {
    CHECK(find_device("pynq-z2").name == "xc7z020");
    CHECK(find_device("arty-a7-35").name == "xc7a35t");
    CHECK(find_device("ulx3s-85").name == "lfe5u-85f");
    CHECK(find_device("icebreaker").name == "ice40up5k");
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
}

TEST_CASE("every device is plausible, every name unique, every board has its device") {
    const std::vector<Device> devices = all_devices();
    CHECK(devices.size() >= 11);
    std::vector<std::string> names;
    for (const Device& device : devices) {
        INFO(device.name);
        CHECK(device.dsp > 0);
        CHECK(device.products_per_dsp == 1);
        CHECK(device.lut > 1000);
        CHECK(device.ff >= device.lut);
        CHECK(device.bram36 > 1);
        names.push_back(device.name);
    }
    for (const Board& board : all_boards()) {
        CHECK_NOTHROW(find_device(board.name));
        names.push_back(board.name);
    }
    CHECK(std::ranges::adjacent_find(names) == names.end());
    CHECK(std::ranges::is_sorted(devices, {}, &Device::name));
    CHECK_NOTHROW(find_device(kDefaultDevice));
}
