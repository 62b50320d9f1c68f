// SPDX-License-Identifier: Apache-2.0
#include "tuner/options.h"

#include "base/error.h"

namespace sluice::tuner {

namespace {

void add_mappings(LayerOptions& options, const rtl::Block& block, const Family& family,
                  const rtl::MappingPin& pin) {
    for (const rtl::Mapping& mapping : rtl::block_mappings(block, family)) {
        if (!pin.allows(mapping))
            continue;
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
        const auto given = options.mappings.find(static_cast<int>(i));
        const auto mapping = given == options.mappings.end() ? rtl::MappingPin{} : given->second;
        layers.emplace_back();
        if (pin != options.pinned.end()) {
            add_mappings(layers.back(), pinned_block(layer, pin->second), options.family, mapping);
        } else {
            const auto choices = rtl::block_choices(layer.block);
            for (const rtl::Parallelism& choice : choices)
                add_mappings(layers.back(), rtl::block_with_parallelism(layer.block, choice),
                             options.family, mapping);
            if (choices.empty())
                add_mappings(layers.back(), layer.block, options.family, mapping);
        }
        if (layers.back().empty())
            throw Error("",
                        title(layer) + " cannot be built with the given products, packing and "
                                       "requantizer",
                        "leave one of them out; packing needs two products that share a factor, "
                        "and a family that offers it");
    }
    return layers;
}

} // namespace sluice::tuner
