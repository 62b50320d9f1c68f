// SPDX-License-Identifier: Apache-2.0
// The integer network: the bit-exact specification of what the hardware computes.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "quantizer/network/layer.h"

namespace sluice::network {

// An input or output of the IP and how the model outside lays it out (see graph::Interface).
struct Interface {
    std::string name;
    TensorId tensor = -1;
    std::vector<std::int64_t> dims; // the model's own dimensions without the batch
    bool channels_first = true;
    // An input whose data are integers: the tensor's plus this (128 for uint8, 0 for int8).
    std::optional<int> integer_offset = std::nullopt;
};

struct Network {
    std::string name;
    std::vector<Tensor> tensors;
    std::vector<Layer> layers; // topological order; one layer produces each tensor but the inputs
    std::vector<Interface> inputs;
    std::vector<Interface> outputs;
    std::vector<std::string> notes; // what the user should know, e.g. "Softmax is left to the host"
    std::string quantization_method; // "minmax", "percentile"
};

std::vector<Shape> input_shapes(const Network& network, const Layer& layer);
std::int64_t macs(const Network& network, const Layer& layer);
// Bytes of weights that the layer keeps (0 without weights), at its weight_bits, rounded up.
std::int64_t weight_bytes(const Layer& layer);

// Throws std::logic_error (SLUICE_CHECK) unless every id, shape, range and size is consistent.
void validate(const Network& network);

// Writes DIR/network.json (structure) and DIR/network.bin (arrays), each beside the target, then
// renamed. The same network gives the same bytes.
void save(const Network& network, const std::filesystem::path& directory);

// Reads what save wrote, validated: throws Error naming the file on anything missing or malformed.
Network load(const std::filesystem::path& directory);

} // namespace sluice::network
