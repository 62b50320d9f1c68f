// SPDX-License-Identifier: Apache-2.0
#include "frontend/node_order.h"

#include <map>
#include <queue>

#include <fmt/format.h>

#include "base/error.h"

namespace sluice::frontend {

namespace {

std::vector<std::string> make_labels(const OnnxModel& model) {
    std::vector<std::string> labels;
    std::set<std::string> taken;
    for (const OnnxNode& node : model.nodes)
        taken.insert(node.name);
    std::set<std::string> given;
    for (std::size_t i = 0; i < model.nodes.size(); ++i) {
        const OnnxNode& node = model.nodes[i];
        std::string label = node.name;
        if (label.empty() || given.count(label) != 0) {
            const std::string stem = label.empty() ? node.op : label;
            label = fmt::format("{}_{}", stem, i);
            while (taken.count(label) != 0 || given.count(label) != 0)
                label += "_";
        }
        given.insert(label);
        labels.push_back(label);
    }
    return labels;
}

// Which node defines each name.
std::map<std::string, std::size_t> definitions(const OnnxModel& model) {
    std::set<std::string> taken;
    const auto define = [&](const std::string& name) {
        if (!taken.insert(name).second)
            throw Error(model.where, fmt::format("defines the value '{}' twice", printable(name)),
                        "export the model again");
    };
    for (const auto& initializer : model.initializers)
        define(initializer.first);
    for (const ValueInfo& input : model.inputs)
        define(input.name);
    std::map<std::string, std::size_t> out;
    for (std::size_t i = 0; i < model.nodes.size(); ++i)
        for (const std::string& name : model.nodes[i].outputs)
            if (!name.empty()) {
                define(name);
                out[name] = i;
            }
    for (const OnnxNode& node : model.nodes)
        for (const std::string& name : node.inputs)
            if (!name.empty() && taken.count(name) == 0)
                throw Error(model.where,
                            fmt::format("node '{}' ({}) reads '{}', which nothing defines",
                                        printable(node.name), printable(node.op), printable(name)),
                            "export the model again");
    for (const ValueInfo& output : model.outputs)
        if (taken.count(output.name) == 0)
            throw Error(
                model.where,
                fmt::format("names the output '{}', which nothing defines", printable(output.name)),
                "export the model again");
    return out;
}

} // namespace

NodeOrder order_nodes(const OnnxModel& model) {
    NodeOrder result;
    result.labels = make_labels(model);
    const auto defined_by = definitions(model);
    const std::size_t count = model.nodes.size();
    std::vector<std::size_t> waits(count, 0);
    std::vector<std::vector<std::size_t>> readers(count);
    for (std::size_t i = 0; i < count; ++i)
        for (const std::string& name : model.nodes[i].inputs)
            if (const auto found = defined_by.find(name); found != defined_by.end()) {
                ++waits[i];
                readers[found->second].push_back(i);
            }
    // The lowest index first keeps the file's order where it is valid.
    std::priority_queue<std::size_t, std::vector<std::size_t>, std::greater<>> ready;
    for (std::size_t i = 0; i < count; ++i)
        if (waits[i] == 0)
            ready.push(i);
    while (!ready.empty()) {
        const std::size_t node = ready.top();
        ready.pop();
        result.order.push_back(node);
        for (const std::size_t reader : readers[node])
            if (--waits[reader] == 0)
                ready.push(reader);
    }
    for (std::size_t i = 0; i < count; ++i)
        if (waits[i] != 0)
            throw Error(model.where,
                        fmt::format("node '{}' ({}) depends on its own output",
                                    printable(result.labels[i]), printable(model.nodes[i].op)),
                        "remove the cycle");

    result.live.assign(count, false);
    for (const ValueInfo& output : model.outputs)
        result.used.insert(output.name);
    for (std::size_t i = result.order.size(); i-- > 0;) {
        const OnnxNode& node = model.nodes[result.order[i]];
        bool live = false;
        for (const std::string& name : node.outputs)
            live = live || (!name.empty() && result.used.count(name) != 0);
        result.live[result.order[i]] = live;
        if (live)
            result.used.insert(node.inputs.begin(), node.inputs.end());
    }
    return result;
}

} // namespace sluice::frontend
