// SPDX-License-Identifier: Apache-2.0
#include "base/devices.h"

#include <algorithm>
#include <cctype>

#include <yaml-cpp/yaml.h>

#include "base/device_files.h"
#include "base/error.h"
#include "base/nearest.h"

namespace sluice {

namespace {

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return out;
}

std::vector<Device> devices_of(const YAML::Node& file) {
    std::vector<Device> devices;
    for (const auto& entry : file["devices"]) {
        const YAML::Node& facts = entry.second;
        Device device;
        device.name = entry.first.as<std::string>();
        device.family = file["family"].as<std::string>();
        device.vendor = file["vendor"].as<std::string>();
        device.dsp_block = file["dsp_block"].as<std::string>();
        device.bram_block = file["bram_block"].as<std::string>();
        device.products_per_dsp = file["products_per_dsp"].as<int>();
        device.dsp = facts["dsp"].as<int>();
        device.lut = facts["lut"].as<int>();
        device.ff = facts["ff"].as<int>();
        device.bram36 =
            facts["bram_blocks"].as<int>() * file["bram_block_kibit"].as<double>() / 36.0;
        device.uram = facts["uram"].as<int>(0);
        devices.push_back(std::move(device));
    }
    return devices;
}

} // namespace

std::vector<Device> all_devices() {
    std::vector<Device> devices;
    for (const auto& [path, text] : device_files())
        for (Device& device : devices_of(YAML::Load(std::string(text))))
            devices.push_back(std::move(device));
    std::ranges::sort(devices, {}, &Device::name);
    return devices;
}

std::vector<Board> all_boards() {
    std::vector<Board> boards;
    for (const auto& [path, text] : device_files())
        for (const auto& entry : YAML::Load(std::string(text))["boards"])
            boards.push_back({entry.first.as<std::string>(), entry.second.as<std::string>()});
    std::ranges::sort(boards, {}, &Board::name);
    return boards;
}

Device find_device(std::string_view name) {
    const std::vector<Device> devices = all_devices();
    const std::vector<Board> boards = all_boards();
    std::string wanted = lower(name);
    for (const Board& board : boards)
        if (board.name == wanted)
            wanted = board.device;
    std::vector<std::string> known;
    for (const Device& device : devices) {
        if (device.name == wanted)
            return device;
        known.push_back(device.name);
    }
    for (const Board& board : boards)
        known.push_back(board.name);
    throw Error("", "the device '" + printable(std::string(name)) + "' is not known",
                "the nearest known one is '" + nearest(wanted, known) +
                    "', and `sluice devices` lists all of them");
}

} // namespace sluice
