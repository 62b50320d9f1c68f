// SPDX-License-Identifier: Apache-2.0
#include "frontend/work.h"

#include <algorithm>
#include <map>
#include <string>

namespace sluice::frontend {

namespace {

// Of each node of the model, those of the layers that carry its name.
std::vector<std::int64_t> macs_of_nodes(const OnnxModel& model, const Walk& walk) {
    std::vector<std::int64_t> macs(model.nodes.size(), 0);
    for (const graph::Node& layer : walk.graph.nodes)
        for (std::size_t i = 0; i < macs.size(); ++i)
            if (walk.nodes.labels[i] == layer.name)
                macs[i] += graph::macs(walk.graph, layer);
    return macs;
}

// reach[i][j]: node j depends on node i.
std::vector<std::vector<bool>> reachable(const OnnxModel& model, const Walk& walk) {
    const std::size_t count = model.nodes.size();
    std::map<std::string, std::size_t> maker;
    for (std::size_t i = 0; i < count; ++i)
        for (const std::string& output : model.nodes[i].outputs)
            maker[output] = i;
    std::vector<std::vector<bool>> reach(count, std::vector<bool>(count, false));
    for (const std::size_t j : walk.nodes.order)
        for (const std::string& input : model.nodes[j].inputs) {
            const auto found = maker.find(input);
            if (input.empty() || found == maker.end())
                continue;
            for (std::size_t i = 0; i < count; ++i)
                if (i == found->second || reach[i][found->second])
                    reach[i][j] = true;
        }
    return reach;
}

} // namespace

std::vector<Work> work_around(const OnnxModel& model, const Walk& walk) {
    const std::vector<std::int64_t> macs = macs_of_nodes(model, walk);
    const auto reach = reachable(model, walk);
    std::vector<Work> work(model.nodes.size());
    for (std::size_t i = 0; i < work.size(); ++i)
        for (std::size_t j = 0; j < work.size(); ++j) {
            if (reach[j][i])
                work[i].before += macs[j];
            if (!reach[i][j])
                continue;
            work[i].behind += macs[j];
            const auto& blind = walk.blind;
            if (std::find(blind.begin(), blind.end(), j) != blind.end())
                work[i].all_known = false;
        }
    return work;
}

} // namespace sluice::frontend
