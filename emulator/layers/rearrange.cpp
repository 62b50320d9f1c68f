// SPDX-License-Identifier: Apache-2.0
#include "emulator/eval_layer.h"

namespace sluice::emulator {

Values eval_layer(const network::Rearrange& layer, std::span<const Operand> inputs) {
    Values result;
    result.reserve(layer.shape.elements());
    std::vector<std::int64_t> digits(layer.sizes.size(), 0);
    std::int64_t source = layer.offset;
    for (std::int64_t i = 0; i < layer.shape.elements(); ++i) {
        result.push_back(inputs[0].values[source]);
        for (std::size_t d = digits.size(); d-- > 0;) { // count up
            source += layer.strides[d];
            if (++digits[d] < layer.sizes[d])
                break;
            source -= layer.sizes[d] * layer.strides[d];
            digits[d] = 0;
        }
    }
    return result;
}

} // namespace sluice::emulator
