// SPDX-License-Identifier: Apache-2.0
#include "base/devices.h"

#include <algorithm>
#include <cctype>

#include "base/device_file.h"
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

} // namespace

const std::vector<Device>& all_devices() {
    static const std::vector<Device> devices = [] {
        std::vector<Device> all;
        for (const DeviceFile& file : read_device_files())
            all.insert(all.end(), file.devices.begin(), file.devices.end());
        std::ranges::sort(all, {}, &Device::name);
        return all;
    }();
    return devices;
}

const std::vector<Board>& all_boards() {
    static const std::vector<Board> boards = [] {
        std::vector<Board> all;
        for (const DeviceFile& file : read_device_files())
            all.insert(all.end(), file.boards.begin(), file.boards.end());
        std::ranges::sort(all, {}, &Board::name);
        return all;
    }();
    return boards;
}

const Device& find_device(std::string_view name) {
    std::string wanted = lower(name);
    for (const Board& board : all_boards())
        if (board.name == wanted)
            wanted = board.device;
    std::vector<std::string> known;
    for (const Device& device : all_devices()) {
        if (device.name == wanted)
            return device;
        known.push_back(device.name);
    }
    for (const Board& board : all_boards())
        known.push_back(board.name);
    const std::string candidate = nearest(wanted, known);
    const bool near = wanted.starts_with(candidate) || is_near(wanted, candidate);
    throw Error("", "the device '" + printable(std::string(name)) + "' is not known",
                (near ? "the nearest known one is '" + candidate + "', and " : "") +
                    "`sluice devices` lists all of them");
}

} // namespace sluice
