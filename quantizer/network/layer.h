// SPDX-License-Identifier: Apache-2.0
// The closed list of layer kinds. Each kind is a plain struct in layers/<kind>.h; every folder
// gives overloads for it (docs/adding-a-layer.md).
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "quantizer/network/layers/add.h"
#include "quantizer/network/layers/arg_max.h"
#include "quantizer/network/layers/average_pool.h"
#include "quantizer/network/layers/concat.h"
#include "quantizer/network/layers/conv.h"
#include "quantizer/network/layers/extremum.h"
#include "quantizer/network/layers/fully_connected.h"
#include "quantizer/network/layers/global_average_pool.h"
#include "quantizer/network/layers/lookup.h"
#include "quantizer/network/layers/max_place.h"
#include "quantizer/network/layers/max_pool.h"
#include "quantizer/network/layers/max_unpool.h"
#include "quantizer/network/layers/multiply.h"
#include "quantizer/network/layers/pad.h"
#include "quantizer/network/layers/rearrange.h"
#include "quantizer/network/layers/softmax.h"
#include "quantizer/network/layers/top_k.h"
#include "quantizer/network/tensor.h"

namespace sluice::network {

using LayerKind =
    std::variant<Conv, FullyConnected, MaxPool, AveragePool, GlobalAveragePool, Add, Concat, Lookup,
                 ArgMax, Rearrange, Multiply, Extremum, Softmax, Pad, TopK, MaxPlace, MaxUnpool>;

struct Layer {
    std::string name;                 // unique in the network; made from an ONNX name
    std::vector<std::string> sources; // the ONNX nodes that it computes
    LayerKind kind;
    std::vector<TensorId> inputs;
    TensorId output = -1;
};

// "conv", "fully_connected", ...: as in cmake/kinds.cmake, files and report.json.
const char* kind_name(const LayerKind& kind);

// Whether the output is channels' indices and not activations: scale 1, zero point 0, as many bits
// as the largest index needs and one for the sign.
bool gives_indices(const LayerKind& kind);

} // namespace sluice::network
