// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/pins.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/error.h"
#include "base/nearest.h"

namespace sluice::cli {

namespace {

[[noreturn]] void unknown(const std::string& section, const std::string& name,
                          const std::vector<std::string>& known) {
    throw Error("",
                fmt::format("the configuration names '{}' under {}, which the design does not have",
                            printable(name), section),
                known.empty() ? "leave it out"
                              : fmt::format("did you mean '{}'?", printable(nearest(name, known))));
}

} // namespace

PinnedLayers pinned_layers(const network::Network& network, const design::Skeleton& skeleton,
                           const std::map<std::string, Pin>& pins) {
    PinnedLayers pinned;
    std::vector<std::string> known;
    for (const network::Layer& layer : network.layers)
        known.push_back(layer.name);
    for (const auto& [name, pin] : pins) {
        const auto at = std::find(known.begin(), known.end(), name);
        if (at == known.end())
            unknown("layers", name, known);
        if (!pin.in_channels && !pin.out_channels && !pin.kernel)
            continue;
        const auto index = static_cast<std::size_t>(at - known.begin());
        pinned.mapping[static_cast<int>(index)] = pin.mapping;
        if (!pin.has_parallelism())
            continue;
        rtl::Parallelism parallelism = rtl::block_parallelism(skeleton.layers[index].block);
        parallelism.in_channels = pin.in_channels.value_or(parallelism.in_channels);
        parallelism.out_channels = pin.out_channels.value_or(parallelism.out_channels);
        parallelism.kernel = pin.kernel.value_or(parallelism.kernel);
        parallelism.pixels = pin.pixels.value_or(parallelism.pixels);
        pinned.parallelism[static_cast<int>(index)] = parallelism;
    }
    return pinned;
}

design::Skeleton with_pins(const design::Skeleton& skeleton, const PinnedLayers& pinned,
                           const Family& family) {
    design::Skeleton result = skeleton;
    const auto block = [&](int index) -> rtl::Block& {
        return result.layers[static_cast<std::size_t>(index)].block;
    };
    for (const auto& [index, parallelism] : pinned.parallelism)
        block(index) = rtl::block_with_parallelism(block(index), parallelism);
    for (const auto& [index, pin] : pinned.mapping) {
        const auto all = rtl::block_mappings(block(index), family);
        const auto at = std::find_if(all.begin(), all.end(),
                                     [&](const rtl::Mapping& m) { return pin.allows(m); });
        if (at != all.end())
            block(index) = rtl::block_with_mapping(block(index), *at);
    }
    return result;
}

design::Design with_fifo_depths(const design::Design& design,
                                const std::map<std::string, int>& depths) {
    design::Design result = design;
    std::vector<std::string> known;
    for (const design::Node& node : design.nodes)
        if (std::holds_alternative<rtl::Fifo>(node.block))
            known.push_back(node.name);
    for (const auto& [name, depth] : depths) {
        bool found = false;
        for (design::Node& node : result.nodes)
            if (auto* fifo = std::get_if<rtl::Fifo>(&node.block); fifo && node.name == name) {
                fifo->depth = depth;
                found = true;
            }
        if (!found)
            unknown("fifos", name, known);
    }
    return result;
}

} // namespace sluice::cli
