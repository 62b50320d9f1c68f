// SPDX-License-Identifier: Apache-2.0
// One float operator on one frame, an overload per kind (the dispatcher is compute_op).
#pragma once

#include <span>

#include "frontend/graph/graph.h"
#include "quantizer/reference/prepared.h"

namespace sluice::quantizer {

struct FloatView {
    Shape shape;
    const float* data = nullptr;
};

using FloatInputs = std::span<const FloatView>;

// Each writes shape.elements() values to `out`, HWC.
void compute(const graph::Conv& op, const Prepared& prepared, FloatInputs in, const Shape& shape,
             float* out);
void compute(const graph::FullyConnected& op, const Prepared& prepared, FloatInputs in,
             const Shape& shape, float* out);
void compute(const graph::MaxPool& op, const Prepared& prepared, FloatInputs in, const Shape& shape,
             float* out);
void compute(const graph::AveragePool& op, const Prepared& prepared, FloatInputs in,
             const Shape& shape, float* out);
void compute(const graph::GlobalAveragePool& op, const Prepared& prepared, FloatInputs in,
             const Shape& shape, float* out);
void compute(const graph::Add& op, const Prepared& prepared, FloatInputs in, const Shape& shape,
             float* out);
void compute(const graph::Concat& op, const Prepared& prepared, FloatInputs in, const Shape& shape,
             float* out);
void compute(const graph::Activation& op, const Prepared& prepared, FloatInputs in,
             const Shape& shape, float* out);
void compute(const graph::Softmax& op, const Prepared& prepared, FloatInputs in, const Shape& shape,
             float* out);
void compute(const graph::ArgMax& op, const Prepared& prepared, FloatInputs in, const Shape& shape,
             float* out);

void compute(const graph::MaxPoolIndex& op, const Prepared& prepared, FloatInputs in,
             const Shape& shape, float* out);
void compute(const graph::MaxUnpool& op, const Prepared& prepared, FloatInputs in,
             const Shape& shape, float* out);
void compute(const graph::Reduce& op, const Prepared& prepared, FloatInputs in, const Shape& shape,
             float* out);
void compute(const graph::Constant& op, const Prepared& prepared, FloatInputs in,
             const Shape& shape, float* out);
void compute(const graph::Binary& op, const Prepared& prepared, FloatInputs in, const Shape& shape,
             float* out);
void compute(const graph::Pad& op, const Prepared& prepared, FloatInputs in, const Shape& shape,
             float* out);
void compute(const graph::Resize& op, const Prepared& prepared, FloatInputs in, const Shape& shape,
             float* out);
void compute(const graph::Rearrange& op, const Prepared& prepared, FloatInputs in,
             const Shape& shape, float* out);
void compute(const graph::TopK& op, const Prepared& prepared, FloatInputs in, const Shape& shape,
             float* out);

void compute_op(const graph::Op& op, const Prepared& prepared, FloatInputs in, const Shape& shape,
                float* out);

using graph::activate;

} // namespace sluice::quantizer
