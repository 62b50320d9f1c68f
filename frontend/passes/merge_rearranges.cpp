// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <optional>

#include "frontend/passes/passes.h"
#include "frontend/passes/rewrite.h"

namespace sluice::frontend {

namespace {

using graph::Rearrange;

// Elements that are compared one by one; larger tensors stay as they are.
constexpr std::int64_t kMostMerged = 1 << 22;

// `second` with its digits cut where they pass from one digit of `first` to the next.
Rearrange cut_at_digits_of(const Rearrange& first, Rearrange second) {
    std::vector<std::int64_t> places; // what one step of each digit of `first` is worth
    std::int64_t place = 1;
    for (auto digit = first.digits.rbegin(); digit != first.digits.rend(); ++digit) {
        places.push_back(place);
        place *= digit->size;
    }
    std::vector<Rearrange::Digit> cut;
    for (const Rearrange::Digit& digit : second.digits) {
        std::vector<Rearrange::Digit> parts; // the innermost first
        Rearrange::Digit rest = digit;
        for (const std::int64_t boundary : places) {
            const std::int64_t stride = std::abs(rest.stride);
            if (stride == 0 || boundary % stride != 0)
                continue;
            const std::int64_t inner = boundary / stride;
            if (inner <= 1 || inner >= rest.size || rest.size % inner != 0)
                continue;
            parts.push_back({inner, rest.stride});
            rest = {rest.size / inner, rest.stride * inner};
        }
        parts.push_back(rest);
        cut.insert(cut.end(), parts.rbegin(), parts.rend());
    }
    second.digits = std::move(cut);
    return second;
}

// One rearrangement that does both, checked element by element.
std::optional<Rearrange> merged(const Rearrange& first, const Rearrange& second) {
    if (std::max(first.shape.elements(), second.shape.elements()) > kMostMerged)
        return std::nullopt;
    const std::vector<std::int64_t> through = graph::source_elements(first);
    std::vector<std::int64_t> wanted;
    for (const std::int64_t at : graph::source_elements(second))
        wanted.push_back(through[static_cast<std::size_t>(at)]);
    Rearrange both = cut_at_digits_of(first, second);
    both.offset = wanted[0];
    std::int64_t place = 1;
    for (auto digit = both.digits.rbegin(); digit != both.digits.rend(); ++digit) {
        if (digit->size > 1)
            digit->stride = wanted[static_cast<std::size_t>(place)] - wanted[0];
        place *= digit->size;
    }
    if (graph::source_elements(both) != wanted)
        return std::nullopt;
    return graph::normalized(std::move(both));
}

} // namespace

void merge_rearranges(graph::Graph& graph) {
    for (graph::Node& node : graph.nodes) {
        auto* second = std::get_if<Rearrange>(&node.op);
        if (second == nullptr)
            continue;
        while (const graph::Node* before = producer_of(graph, node.inputs[0])) {
            const auto* first = std::get_if<Rearrange>(&before->op);
            const auto both = first == nullptr ? std::nullopt : merged(*first, *second);
            if (!both)
                break;
            *second = *both;
            node.inputs = before->inputs;
            add_sources(node, *before);
        }
    }
    drop_dead(graph);
}

} // namespace sluice::frontend
