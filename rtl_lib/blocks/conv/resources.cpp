// SPDX-License-Identifier: Apache-2.0
#include <bit>

#include "rtl_lib/blocks/collect/collect.h"
#include "rtl_lib/blocks/conv/layout.h"
#include "rtl_lib/blocks/fifo/fifo.h"

namespace sluice::rtl {

Resources resources(const Conv& c, const Family& family) {
    const auto l = conv_layout(c);
    Resources use = window_resources(l.window, family);
    use += dot_resources(l.dot, family);
    use += requant_resources(l.requant, family);
    use += resources(Fifo{{l.output, l.requant.lanes, 8, l.requant.pixels}, l.fifo_beats}, family);
    if (l.result_beats > 1) { // the serialiser's shift register
        const double held = static_cast<double>(l.result_beats) * l.requant.lanes *
                            l.requant.pixels * l.requant.acc_bits;
        use.ff += held + 4;
        use.lut += held + 4;
    }
    use += credits_resources(l.credits, family);
    return use;
}

} // namespace sluice::rtl
