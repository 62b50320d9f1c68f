// SPDX-License-Identifier: Apache-2.0
// Names in the files of a saved network (docs/integer-network.md). Private to this library.
#pragma once

namespace sluice::network {

constexpr const char* kJsonName = "network.json";
constexpr const char* kBinName = "network.bin";
constexpr const char* kFormat = "sluice integer network";
constexpr int kVersion = 1;

} // namespace sluice::network
