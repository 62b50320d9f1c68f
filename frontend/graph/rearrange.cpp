// SPDX-License-Identifier: Apache-2.0
#include "frontend/graph/graph.h"

namespace sluice::graph {

Rearrange normalized(Rearrange op) {
    std::vector<Rearrange::Digit> digits;
    for (const Rearrange::Digit& digit : op.digits) {
        if (digit.size == 1)
            continue;
        if (!digits.empty() && digits.back().stride == digit.stride * digit.size)
            digits.back() = {digits.back().size * digit.size, digit.stride};
        else
            digits.push_back(digit);
    }
    op.digits = std::move(digits);
    return op;
}

std::vector<std::int64_t> source_elements(const Rearrange& op) {
    std::vector<std::int64_t> at(op.digits.size(), 0);
    std::vector<std::int64_t> sources;
    sources.reserve(static_cast<std::size_t>(op.shape.elements()));
    std::int64_t source = op.offset;
    for (std::int64_t i = 0; i < op.shape.elements(); ++i) {
        sources.push_back(source);
        for (std::size_t d = op.digits.size(); d-- > 0;) { // count up, the last digit first
            source += op.digits[d].stride;
            if (++at[d] < op.digits[d].size)
                break;
            source -= op.digits[d].stride * op.digits[d].size;
            at[d] = 0;
        }
    }
    return sources;
}

bool only_reshapes(const Rearrange& op, std::int64_t elements) {
    if (op.offset != 0 || op.shape.elements() != elements)
        return false;
    const std::vector<Rearrange::Digit> digits = normalized(op).digits;
    return digits.empty() || (digits.size() == 1 && digits[0].stride == 1);
}

} // namespace sluice::graph
