// SPDX-License-Identifier: Apache-2.0
#include "tuner/front.h"

#include <algorithm>
#include <tuple>

namespace sluice::tuner {

std::vector<const Option*> front(const LayerOptions& options, const Prices& prices) {
    std::vector<std::tuple<std::int64_t, double, const Option*>> order;
    for (const Option& option : options)
        order.emplace_back(option.cycles, cost(option.use, prices), &option);
    std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) {
        return std::tie(std::get<0>(a), std::get<1>(a)) < std::tie(std::get<0>(b), std::get<1>(b));
    });
    std::vector<const Option*> kept;
    double cheapest = 0;
    for (const auto& [cycles, price, option] : order) {
        if (!kept.empty() && price >= cheapest)
            continue;
        kept.push_back(option);
        cheapest = price;
    }
    std::reverse(kept.begin(), kept.end());
    return kept;
}

Use difference(const Use& to, const Use& from) {
    return {to.products - from.products,
            {to.resources.dsp - from.resources.dsp, to.resources.lut - from.resources.lut,
             to.resources.ff - from.resources.ff, to.resources.bram - from.resources.bram,
             to.resources.uram - from.resources.uram}};
}

} // namespace sluice::tuner
