// SPDX-License-Identifier: Apache-2.0
#include "testbench/layers/layer_case.h"

#include <random>

#include "generator/lower/lower.h"
#include "testbench/random_network.h"

namespace sluice::testbench {

namespace {

rtl::Block block_of(const LayerCase& one, std::uint64_t seed) {
    return lower::lower(random_layer_network(one.kind, one.inputs, seed)).layers.at(0).block;
}

} // namespace

std::vector<LayerCase> with_random_parallelism(std::vector<LayerCase> cases, std::uint64_t seed) {
    std::mt19937_64 random(seed);
    for (std::size_t i = 0; i < cases.size(); ++i) {
        if (cases[i].parallelism != rtl::Parallelism{})
            continue;
        const rtl::Block block = block_of(cases[i], seed);
        auto choices = rtl::block_choices(block);
        // The largest only take longer to compile.
        constexpr std::int64_t kProducts = 150;
        std::erase_if(choices, [&](const rtl::Parallelism& p) {
            return rtl::block_products(rtl::block_with_parallelism(block, p)) > kProducts;
        });
        if (!choices.empty())
            cases[i].parallelism = choices[random() % choices.size()];
    }
    return cases;
}

std::vector<LayerCase> with_random_mapping(std::vector<LayerCase> cases, std::uint64_t seed) {
    std::mt19937_64 random(seed);
    for (LayerCase& one : cases) {
        const rtl::Block block = rtl::block_with_parallelism(block_of(one, seed), one.parallelism);
        Family family;
        family.packing = random() % 2 == 0 ? Packing::spaced16 : Packing::spaced18;
        const auto mappings = rtl::block_mappings(block, family);
        one.mapping = mappings[random() % mappings.size()];
    }
    return cases;
}

} // namespace sluice::testbench
