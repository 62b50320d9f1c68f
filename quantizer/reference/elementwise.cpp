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

// Calls each(i, a, b) for every output element with the indices of the operands' elements, an axis
// of size 1 repeated.
template <typename Each> void for_each_pair(FloatInputs in, const Shape& shape, const Each& each) {
    const auto at = [](const Shape& s, int y, int x, int c) {
        return (std::int64_t{s.height == 1 ? 0 : y} * s.width + (s.width == 1 ? 0 : x)) *
                   s.channels +
               (s.channels == 1 ? 0 : c);
    };
    std::int64_t i = 0;
    for (int y = 0; y < shape.height; ++y)
        for (int x = 0; x < shape.width; ++x)
            for (int c = 0; c < shape.channels; ++c, ++i)
                each(i, at(in[0].shape, y, x, c), at(in[1].shape, y, x, c));
}

float combine(graph::BinaryKind kind, float a, float b) {
    using graph::BinaryKind;
    switch (kind) {
    case BinaryKind::subtract:
        return a - b;
    case BinaryKind::multiply:
        return a * b;
    case BinaryKind::divide:
        return a / b;
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
    const std::int64_t count = shape.elements();
    if (in[0].shape == in[1].shape)
        for (std::int64_t i = 0; i < count; ++i)
            out[i] = in[0].data[i] + in[1].data[i];
    else
        for_each_pair(in, shape, [&](std::int64_t i, std::int64_t a, std::int64_t b) {
            out[i] = in[0].data[a] + in[1].data[b];
        });
}

void compute(const graph::Binary& op, const Prepared&, FloatInputs in, const Shape& shape,
             float* out) {
    for_each_pair(in, shape, [&](std::int64_t i, std::int64_t a, std::int64_t b) {
        out[i] = combine(op.kind, in[0].data[a], in[1].data[b]);
    });
}

void compute(const graph::PRelu& op, const Prepared&, FloatInputs in, const Shape& shape,
             float* out) {
    const auto channels = static_cast<std::size_t>(shape.channels);
    for (std::size_t i = 0; i < static_cast<std::size_t>(shape.elements()); ++i) {
        const float x = in[0].data[i];
        out[i] = x < 0.0f ? op.slopes[i % channels] * x : x;
    }
}

void compute_op(const graph::Op& op, const Prepared& prepared, FloatInputs in, const Shape& shape,
                float* out) {
    std::visit([&](const auto& kind) { compute(kind, prepared, in, shape, out); }, op);
}

} // namespace sluice::quantizer
