// SPDX-License-Identifier: Apache-2.0
// Networks with random numbers, for tests and benchmarks.
#pragma once

#include <cstdint>
#include <vector>

#include "emulator/emulator.h"
#include "quantizer/network/network.h"

namespace sluice::testbench {

// A valid network of the one layer `kind` on inputs of the given shapes, named "in0", "in1", ...
// and "out". What `kind` says of structure is kept (window, groups, out_channels, weight_bits,
// count_include_pad, whether a table is there); weights, biases, multipliers, shifts, zero points
// and table entries are drawn from `seed`, such that int8 inputs spread the outputs over int8: most
// lie inside, some saturate. Same arguments, same network.
network::Network random_layer_network(network::LayerKind kind, const std::vector<Shape>& inputs,
                                      std::uint64_t seed);

// Appends such a layer to `network`, reading the tensors `inputs`; gives its output tensor. Where
// the kind passes scale and zero point through (max_pool, concat, rearrange), so does the new
// tensor; a concat's inputs must agree in both.
network::TensorId append_random_layer(network::Network& network, network::LayerKind kind,
                                      std::vector<network::TensorId> inputs, std::uint64_t seed);

// A network of every layer kind, a few thousand MACs: branches, pads, a table, two outputs (one of
// them arg_max).
network::Network random_network_of_every_kind(std::uint64_t seed);

// A frame for the network's inputs, uniform over int8.
std::vector<emulator::Values> random_frame(const network::Network& network, std::uint64_t seed);

} // namespace sluice::testbench
