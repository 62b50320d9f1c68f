// SPDX-License-Identifier: Apache-2.0
// The text of the generated modules.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "generator/design/design.h"
#include "generator/emit/emit.h"
#include "quantizer/network/network.h"

namespace sluice::emit {

// The generated module of a layer's node: "<design>_<node>".
std::string layer_module_name(const design::Design& design, const design::Node& node);

// A module without parameters that holds one layer's block. `files`: parameter and file name of
// each of its memory images.
std::string layer_module(const network::Network& network, const design::Design& design,
                         const design::Node& node,
                         const std::vector<std::pair<std::string, std::string>>& files);

// The top module: AXI4-Stream edges, layers, adapters. The output stream of node n is on the wires
// <n>_valid, <n>_ready, <n>_data. With `control` also the ports s_axil_* and irq; meters are on the
// wires meter_<...> of layers and FIFOs in the order of control::Facts.
std::string top_module(const network::Network& network, const design::Design& design,
                       const std::optional<Control>& control = {});

} // namespace sluice::emit
