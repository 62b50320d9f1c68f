// SPDX-License-Identifier: Apache-2.0
// Integer networks made by hand, for the tests of lowering and emission.
#pragma once

#include <string>
#include <vector>

#include "generator/design/design.h"
#include "quantizer/network/network.h"

namespace sluice {

class NetworkBuilder {
public:
    explicit NetworkBuilder(const std::string& name) { network_.name = name; }

    int input(const std::string& name, const Shape& shape);
    // Weights from a fixed pattern, kernel 3 with padding; `name` is the layer's and its node's.
    int conv(const std::string& name, int tensor, int out_channels);
    int max_pool(const std::string& name, int tensor);
    int add(const std::string& name, int a, int b);
    int fully_connected(const std::string& name, int tensor, int out_channels);
    void output(const std::string& name, int tensor);

    network::Network& network() { return network_; }

private:
    int append(const std::string& name, network::LayerKind kind, std::vector<int> inputs);

    network::Network network_;
};

// Two tiny networks with their golden RTL: a chain, and a residual block with two outputs.
network::Network tiny_chain(const std::string& name = "tiny_chain");
network::Network tiny_residual();

// Lowered, assembled at parallelism 1 except for layer 0's, FIFOs sized.
design::Design tiny_design(const network::Network& network);

} // namespace sluice
