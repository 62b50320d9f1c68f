// SPDX-License-Identifier: Apache-2.0
#include "tuner/use.h"

#include <algorithm>

namespace sluice::tuner {

const std::array<Resource, 6> kResources = {{
    {"products", [](const Use& u) { return u.products; }, &Budget::products},
    {"dsp", [](const Use& u) { return u.resources.dsp; }, &Budget::dsp},
    {"bram", [](const Use& u) { return u.resources.bram; }, &Budget::bram},
    {"lut", [](const Use& u) { return u.resources.lut; }, &Budget::lut},
    {"ff", [](const Use& u) { return u.resources.ff; }, &Budget::ff},
    {"uram", [](const Use& u) { return u.resources.uram; }, &Budget::uram},
}};

void operator+=(Use& sum, const Use& part) {
    sum.products += part.products;
    sum.resources += part.resources;
}

Use use_of_block(const rtl::Block& block, const Family& family) {
    return {static_cast<double>(rtl::block_products(block)), rtl::block_resources(block, family)};
}

Use use_of(const design::Design& design, const Family& family, bool control) {
    Use use;
    for (const design::Node& node : design.nodes)
        use += use_of_block(node.block, family);
    if (control)
        use.resources += rtl::resources(design::control_of(design), family);
    return use;
}

Shortage shortage(const Use& use, const Budget& budget) {
    Shortage worst;
    double most = 0;
    for (const Resource& resource : kResources) {
        const std::optional<double>& allowed = budget.*resource.allowed;
        if (!allowed || resource.used(use) <= *allowed + 1e-9)
            continue;
        const double share = resource.used(use) / std::max(*allowed, 1e-3);
        if (share > most) {
            most = share;
            worst = {resource.name, resource.used(use), *allowed};
        }
    }
    return worst;
}

double fullness(const Use& use, const Budget& budget) {
    double full = 0;
    for (const Resource& resource : kResources)
        if (const std::optional<double>& allowed = budget.*resource.allowed)
            full = std::max(full, resource.used(use) / std::max(*allowed, 1e-3));
    return full;
}

} // namespace sluice::tuner
