// SPDX-License-Identifier: Apache-2.0
// PRelu: LeakyRelu where one slope does, one slope for each channel, or else computed from parts.
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
    View out = view;
    if (!slopes) { // max(x, 0) + slope * min(x, 0)
        graph::Activation negative;
        negative.kind = graph::ActivationKind::clip;
        negative.low = -HUGE_VAL;
        View below = view;
        below.value = step.emit(negative, {view.value}, shape, "_negative");
        View above = view;
        above.value = step.emit(graph::Activation{}, {view.value}, shape, "_positive");
        const View slope = step.any_view(1);
        const View scaled =
            emit_binary(step, graph::Binary{graph::BinaryKind::multiply}, below, slope, "_scaled");
        return step.set_output(emit_binary(step, graph::Add{}, above, scaled));
    }
    if (std::all_of(slopes->begin(), slopes->end(), [&](double s) { return s == (*slopes)[0]; })) {
        graph::Activation leaky;
        leaky.kind = graph::ActivationKind::leaky_relu;
        leaky.alpha = (*slopes)[0];
        out.value = step.emit(leaky, {view.value}, shape);
    } else {
        graph::PRelu op;
        for (const double slope : *slopes)
            op.slopes.push_back(static_cast<float>(slope));
        out.value = step.emit(std::move(op), {view.value}, shape);
    }
    step.set_output(std::move(out));
}

} // namespace sluice::frontend
