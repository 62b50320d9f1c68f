// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <numeric>

#include "emulator/eval_layer.h"

namespace sluice::emulator {

Values eval_layer(const network::TopK& layer, std::span<const Operand> inputs) {
    const Operand& in = inputs[0];
    Values result;
    for (int row = 0; row < in.shape.height; ++row)
        for (int column = 0; column < in.shape.width; ++column) {
            std::vector<int> order(static_cast<std::size_t>(in.shape.channels));
            std::iota(order.begin(), order.end(), 0);
            std::stable_sort(order.begin(), order.end(), [&](int a, int b) {
                const int x = in.at(row, column, a);
                const int y = in.at(row, column, b);
                return layer.largest ? x > y : x < y;
            });
            for (int rank = 0; rank < layer.count; ++rank) {
                const int c = order[static_cast<std::size_t>(rank)];
                result.push_back(layer.indices ? static_cast<std::int16_t>(c)
                                               : in.at(row, column, c));
            }
        }
    return result;
}

} // namespace sluice::emulator
