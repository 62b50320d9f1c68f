// SPDX-License-Identifier: Apache-2.0
#include "quantizer/layers/ending.h"

namespace sluice::quantizer {

network::LayerKind to_layer(const graph::Activation& op, const LayerContext& context) {
    std::vector<graph::Activation> functions{op};
    functions.insert(functions.end(), context.activations.begin(), context.activations.end());
    return network::Lookup{activation_table(functions, context.inputs[0], context.output,
                                            context.output_levels.value_or(graph::Quantization{}))};
}

} // namespace sluice::quantizer
