// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "quantizer/reference/operators.h"

namespace sluice::quantizer {

double activate(const graph::Activation& op, double x) {
    using graph::ActivationKind;
    const auto unit = [](double v) { return std::clamp(v, 0.0, 1.0); };
    switch (op.kind) {
    case ActivationKind::relu:
        return std::max(x, 0.0);
    case ActivationKind::clip: // ONNX: `high` wins where the bounds cross
        return std::min(std::max(x, op.low), op.high);
    case ActivationKind::leaky_relu:
        return x < 0.0 ? op.alpha * x : x;
    case ActivationKind::sigmoid:
        return 1.0 / (1.0 + std::exp(-x));
    case ActivationKind::tanh:
        return std::tanh(x);
    case ActivationKind::hard_sigmoid:
        return unit(op.alpha * x + op.beta);
    case ActivationKind::hard_swish:
        return x * unit(x / 6.0 + 0.5);
    case ActivationKind::elu:
        return x < 0.0 ? op.alpha * std::expm1(x) : x;
    case ActivationKind::softplus: // log(1 + e^x) without overflow
        return std::max(x, 0.0) + std::log1p(std::exp(-std::fabs(x)));
    case ActivationKind::sign:
        return x >= 0.0 ? op.alpha : -op.alpha;
    }
    SLUICE_CHECK(false, "unknown activation");
}

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

void compute(const graph::Add&, const Prepared&, FloatInputs in, const Shape& shape, float* out) {
    const std::int64_t count = shape.elements();
    for (std::int64_t i = 0; i < count; ++i)
        out[i] = in[0].data[i] + in[1].data[i];
}

void compute(const graph::Concat&, const Prepared&, FloatInputs in, const Shape& shape,
             float* out) {
    for (std::int64_t p = 0; p < shape.pixels(); ++p)
        for (const FloatView& part : in)
            out = std::copy_n(part.data + p * part.shape.channels, part.shape.channels, out);
}

void compute(const graph::Softmax&, const Prepared&, FloatInputs in, const Shape& shape,
             float* out) {
    const int channels = shape.channels;
    for (std::int64_t p = 0; p < shape.pixels(); ++p) {
        const float* x = in[0].data + p * channels;
        const float top = *std::max_element(x, x + channels);
        double sum = 0.0;
        for (int c = 0; c < channels; ++c)
            sum += std::exp(static_cast<double>(x[c]) - top);
        for (int c = 0; c < channels; ++c)
            *out++ = static_cast<float>(std::exp(static_cast<double>(x[c]) - top) / sum);
    }
}

void compute(const graph::ArgMax&, const Prepared&, FloatInputs in, const Shape& shape,
             float* out) {
    const int channels = in[0].shape.channels;
    for (std::int64_t p = 0; p < shape.pixels(); ++p) {
        const float* x = in[0].data + p * channels;
        *out++ = static_cast<float>(std::max_element(x, x + channels) - x);
    }
}

void compute_op(const graph::Op& op, const Prepared& prepared, FloatInputs in, const Shape& shape,
                float* out) {
    std::visit([&](const auto& kind) { compute(kind, prepared, in, shape, out); }, op);
}

} // namespace sluice::quantizer
