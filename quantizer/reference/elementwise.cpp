// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "quantizer/reference/operators.h"

namespace sluice::quantizer {

void compute(const graph::Activation& op, const Prepared&, FloatInputs in, const Shape& shape,
             float* out) {
    const std::int64_t count = shape.elements();
    const float* x = in[0].data;
    if (op.kind == graph::ActivationKind::relu)
        for (std::int64_t i = 0; i < count; ++i)
            out[i] = x[i] < 0.0f ? 0.0f : x[i];
    else
        for (std::int64_t i = 0; i < count; ++i)
            out[i] = static_cast<float>(activate(op, x[i]));
}

namespace {

float combine(graph::BinaryKind kind, float a, float b) {
    using graph::BinaryKind;
    switch (kind) {
    case BinaryKind::subtract:
        return a - b;
    case BinaryKind::multiply:
        return a * b;
    case BinaryKind::maximum:
        return std::max(a, b);
    case BinaryKind::minimum:
        return std::min(a, b);
    case BinaryKind::power:
        return std::pow(a, b);
    }
    SLUICE_CHECK(false, "unknown binary operator");
}

} // namespace

void compute(const graph::Add&, const Prepared&, FloatInputs in, const Shape& shape, float* out) {
    for (std::int64_t i = 0; i < shape.elements(); ++i)
        out[i] = in[0].data[i] + in[1].data[i];
}

void compute(const graph::Binary& op, const Prepared&, FloatInputs in, const Shape& shape,
             float* out) {
    for (std::int64_t i = 0; i < shape.elements(); ++i)
        out[i] = combine(op.kind, in[0].data[i], in[1].data[i]);
}

void compute_op(const graph::Op& op, const Prepared& prepared, FloatInputs in, const Shape& shape,
                float* out) {
    std::visit([&](const auto& kind) { compute(kind, prepared, in, shape, out); }, op);
}

} // namespace sluice::quantizer
