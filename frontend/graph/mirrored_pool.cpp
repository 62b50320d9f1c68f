// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "frontend/graph/graph.h"

namespace sluice::graph {

namespace {

constexpr int kMaxPlaces = 128; // of a window: each fits 8 bits with a sign

bool tiles(const Window& w) {
    return w.stride_h == w.kernel_h && w.stride_w == w.kernel_w && w.dilation_h == 1 &&
           w.dilation_w == 1 && w.pad_top == 0 && w.pad_left == 0 && w.positions() >= 2 &&
           w.positions() <= kMaxPlaces;
}

} // namespace

const Node* mirrored_pool(const Graph& graph, const Node& unpool) {
    const auto* op = std::get_if<MaxUnpool>(&unpool.op);
    if (op == nullptr)
        return nullptr;
    const auto pool = std::ranges::find_if(
        graph.nodes, [&](const Node& node) { return node.output == unpool.inputs[1]; });
    if (pool == graph.nodes.end())
        return nullptr;
    const auto* index = std::get_if<MaxPoolIndex>(&pool->op);
    if (index == nullptr || index->column_major || !tiles(index->window))
        return nullptr;
    const Window& w = op->window;
    const bool same = w.kernel_h == index->window.kernel_h && w.stride_h == w.kernel_h &&
                      w.kernel_w == index->window.kernel_w && w.stride_w == w.kernel_w;
    const Shape& pooled = graph.values[static_cast<std::size_t>(pool->inputs[0])].shape;
    const Shape& values = graph.values[static_cast<std::size_t>(unpool.inputs[0])].shape;
    const bool tiled = op->shape.height == values.height * w.kernel_h &&
                       op->shape.width == values.width * w.kernel_w;
    return same && tiled && pooled == op->frame ? &*pool : nullptr;
}

} // namespace sluice::graph
