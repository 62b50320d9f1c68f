// SPDX-License-Identifier: Apache-2.0
// PRelu: LeakyRelu where one slope does, or else max(x, 0) + slope * min(x, 0).
#include <algorithm>
#include <cmath>

#include "frontend/ops/affine.h"
#include "frontend/ops/binary.h"
#include "frontend/ops/ops.h"

namespace sluice::frontend {

void import_p_relu(Step& step) {
    const View view = step.view(0);
    const Shape shape = step.shape(view.value);
    const auto slopes = step.is_constant(1)
                            ? per_channel_values(view, shape, step.constant(1, "slope"))
                            : std::nullopt;
    if (slopes && std::all_of(slopes->begin(), slopes->end(),
                              [&](double slope) { return slope == (*slopes)[0]; })) {
        graph::Activation leaky;
        leaky.kind = graph::ActivationKind::leaky_relu;
        leaky.alpha = (*slopes)[0];
        View out = view;
        out.value = step.emit(leaky, {view.value}, shape);
        return step.set_output(std::move(out));
    }
    graph::Activation negative;
    negative.kind = graph::ActivationKind::clip;
    negative.low = -HUGE_VAL;
    View below = view;
    below.value = step.emit(negative, {view.value}, shape, "_negative");
    View above = view;
    above.value = step.emit(graph::Activation{}, {view.value}, shape, "_positive");
    const View scaled = slopes ? emit_affine(step, below, *slopes,
                                             std::vector<double>(slopes->size(), 0.0), "_scaled")
                               : emit_binary(step, graph::Binary{graph::BinaryKind::multiply},
                                             below, step.any_view(1), "_scaled");
    step.set_output(emit_binary(step, graph::Add{}, above, scaled));
}

} // namespace sluice::frontend
