// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "frontend/graph/graph.h"

namespace sluice::graph {

namespace {

double softplus(double x) { // log(1 + e^x) without overflow
    return std::max(x, 0.0) + std::log1p(std::exp(-std::fabs(x)));
}

double sigmoid(double x) {
    return 1.0 / (1.0 + std::exp(-x));
}

double joined(Join kind, double a, double b) {
    switch (kind) {
    case Join::add:
        return a + b;
    case Join::subtract:
        return a - b;
    case Join::multiply:
        return a * b;
    case Join::divide:
        return a / b;
    case Join::maximum:
        return std::max(a, b);
    case Join::minimum:
        return std::min(a, b);
    case Join::none:
        break;
    }
    SLUICE_CHECK(false, "unknown join");
}

double run_steps(const std::vector<PointStep>& steps, double x) {
    std::vector<double> results{x};
    for (const PointStep& step : steps) {
        const double a = results.at(static_cast<std::size_t>(step.a));
        results.push_back(step.join == Join::none
                              ? activate(step.function, a)
                              : joined(step.join, a, results.at(static_cast<std::size_t>(step.b))));
    }
    return results.back();
}

} // namespace

double activate(const Activation& op, double x) {
    const auto unit = [](double v) { return std::clamp(v, 0.0, 1.0); };
    constexpr double kRootHalf = 0.70710678118654752440;
    constexpr double kRootTwoOverPi = 0.79788456080286535588;
    switch (op.kind) {
    case ActivationKind::relu:
        return std::max(x, 0.0);
    case ActivationKind::clip: // ONNX: `high` wins where the bounds cross
        return std::min(std::max(x, op.low), op.high);
    case ActivationKind::leaky_relu:
        return x < 0.0 ? op.alpha * x : x;
    case ActivationKind::sigmoid:
        return sigmoid(x);
    case ActivationKind::tanh:
        return std::tanh(x);
    case ActivationKind::hard_sigmoid:
        return unit(op.alpha * x + op.beta);
    case ActivationKind::hard_swish:
        return x * unit(x / 6.0 + 0.5);
    case ActivationKind::elu:
        return x < 0.0 ? op.alpha * std::expm1(x) : x;
    case ActivationKind::softplus:
        return softplus(x);
    case ActivationKind::softsign:
        return x / (1.0 + std::fabs(x));
    case ActivationKind::selu:
        return op.beta * (x > 0.0 ? x : op.alpha * std::expm1(x));
    case ActivationKind::swish:
        return x * sigmoid(op.alpha * x);
    case ActivationKind::gelu:
        return 0.5 * x * (1.0 + std::erf(x * kRootHalf));
    case ActivationKind::gelu_tanh:
        return 0.5 * x * (1.0 + std::tanh(kRootTwoOverPi * (x + 0.044715 * x * x * x)));
    case ActivationKind::mish:
        return x * std::tanh(softplus(x));
    case ActivationKind::celu:
        return std::max(0.0, x) + std::min(0.0, op.alpha * std::expm1(x / op.alpha));
    case ActivationKind::thresholded_relu:
        return x > op.alpha ? x : 0.0;
    case ActivationKind::exp:
        return std::exp(x);
    case ActivationKind::log:
        return std::log(x);
    case ActivationKind::sqrt:
        return std::sqrt(x);
    case ActivationKind::reciprocal:
        return 1.0 / x;
    case ActivationKind::power:
        return std::pow(x, op.alpha);
    case ActivationKind::abs:
        return std::fabs(x);
    case ActivationKind::sign:
        return x > 0.0 ? 1.0 : x < 0.0 ? -1.0 : 0.0;
    case ActivationKind::bipolar:
        return x >= 0.0 ? op.alpha : -op.alpha;
    case ActivationKind::erf:
        return std::erf(x);
    case ActivationKind::floor:
        return std::floor(x);
    case ActivationKind::ceil:
        return std::ceil(x);
    case ActivationKind::round:
        return std::nearbyint(x);
    case ActivationKind::affine:
        return op.alpha * x + op.beta;
    case ActivationKind::composed:
        return run_steps(op.steps, x);
    }
    SLUICE_CHECK(false, "unknown activation");
}

} // namespace sluice::graph
