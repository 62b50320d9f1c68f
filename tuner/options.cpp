// SPDX-License-Identifier: Apache-2.0
#include "tuner/options.h"

#include "base/error.h"

namespace sluice::tuner {

namespace {

void add_mappings(LayerOptions& options, const rtl::Block& block, const Family& family) {
    for (const rtl::Mapping& mapping : rtl::block_mappings(block, family)) {
        const rtl::Block mapped = rtl::block_with_mapping(block, mapping);
        options.push_back(
            {mapped, rtl::block_interval_cycles(mapped), use_of_block(mapped, family)});
    }
}

rtl::Block pinned_block(const design::LayerBlock& layer, const rtl::Parallelism& parallelism) {
    try {
        return rtl::block_with_parallelism(layer.block, parallelism);
    } catch (const Error& error) {
        throw Error(error.where(), title(layer) + ": " + error.problem(), error.remedy());
    }
}

} // namespace

std::string title(const design::LayerBlock& layer) {
    return "layer '" + printable(layer.label.empty() ? layer.name : layer.label) + "'";
}

std::vector<LayerOptions> options_of(const design::Skeleton& skeleton, const Options& options) {
    std::vector<LayerOptions> layers;
    for (std::size_t i = 0; i < skeleton.layers.size(); ++i) {
        const design::LayerBlock& layer = skeleton.layers[i];
        const auto pin = options.pinned.find(static_cast<int>(i));
        layers.emplace_back();
        if (pin != options.pinned.end()) {
            add_mappings(layers.back(), pinned_block(layer, pin->second), options.family);
            continue;
        }
        for (const rtl::Parallelism& choice : rtl::block_choices(layer.block))
            add_mappings(layers.back(), rtl::block_with_parallelism(layer.block, choice),
                         options.family);
        if (layers.back().empty())
            add_mappings(layers.back(), layer.block, options.family);
    }
    return layers;
}

} // namespace sluice::tuner
