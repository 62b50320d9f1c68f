// SPDX-License-Identifier: Apache-2.0
#include "testbench/standard/laid_out.h"

namespace sluice::testbench {

namespace {

std::vector<float> moved(const graph::Graph& graph, const graph::Interface& interface,
                         const std::vector<float>& values, bool to_hwc) {
    if (!interface.channels_first)
        return values;
    const Shape shape = graph.values[static_cast<std::size_t>(interface.value)].shape;
    const auto pixels = static_cast<std::size_t>(shape.pixels());
    const auto channels = static_cast<std::size_t>(shape.channels);
    std::vector<float> out(values.size());
    for (std::size_t p = 0; p < pixels; ++p)
        for (std::size_t c = 0; c < channels; ++c) {
            const std::size_t hwc = p * channels + c;
            const std::size_t chw = c * pixels + p;
            out[to_hwc ? hwc : chw] = values[to_hwc ? chw : hwc];
        }
    return out;
}

} // namespace

std::vector<float> to_graph(const graph::Graph& graph, const graph::Interface& interface,
                            const std::vector<float>& values) {
    return moved(graph, interface, values, true);
}

std::vector<float> to_model(const graph::Graph& graph, const graph::Interface& interface,
                            const std::vector<float>& values) {
    return moved(graph, interface, values, false);
}

} // namespace sluice::testbench
