// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <bit>

#include "generator/design/design.h"

namespace sluice::design {

rtl::Control control_of(const Design& design) {
    rtl::Control control{static_cast<int>(design.inputs.size()),
                         static_cast<int>(design.outputs.size())};
    int most_beats = 1;
    for (const Node& node : design.nodes) {
        control.layers += node.layer >= 0;
        if (const auto* fifo = std::get_if<rtl::Fifo>(&node.block)) {
            ++control.fifos;
            most_beats = std::max(most_beats, fifo->depth);
        }
    }
    control.fifo_bits = std::bit_width(static_cast<unsigned>(most_beats));
    return control;
}

} // namespace sluice::design
