// SPDX-License-Identifier: Apache-2.0
// The integer layers evaluated from their definitions in quantizer/network, in wide arithmetic and
// written apart from the emulator, to judge the quantizer alone.
#pragma once

#include <vector>

#include "quantizer/network/network.h"
#include "quantizer/run_layer.h"

namespace sluice::quantizer::test {

using Integers = std::vector<int>;

// Every tensor, indexed by network::TensorId.
std::vector<Integers> evaluate(const network::Network& network,
                               const std::vector<Integers>& inputs);

// The same as the quantizer's layer runner.
RunLayer prepare_layer(const network::LayerKind& kind, const std::vector<Shape>& shapes);

Integers to_integers(const network::Tensor& tensor, const std::vector<float>& values);
std::vector<double> to_reals(const network::Tensor& tensor, const Integers& values);

} // namespace sluice::quantizer::test
