// SPDX-License-Identifier: Apache-2.0
#include "frontend/fold_quantized.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <onnx/onnx_pb.h>

#include "frontend/ops/quantized_type.h"

namespace sluice::frontend {

namespace {

using Dims = std::vector<std::int64_t>;

// The entry of a scale or zero point that goes with entry `index` of a tensor of `dims`: one for
// all, one for each place along `axis`, or (QONNX) a tensor that is broadcast.
class Along {
public:
    Along(const Step& step, const Tensor& parameter, const Dims& dims,
          std::optional<std::int64_t> axis)
        : parameter_(parameter), dims_(dims) {
        if (parameter.elements() == 1)
            return;
        Dims shape = parameter.dims;
        if (axis) {
            // The default is axis 1, and exporters leave it to vectors as well.
            const std::size_t at = dims.size() == 1 ? 0 : step.axis(*axis, dims.size());
            step.require(
                shape.size() == 1 && shape[0] == dims[at],
                fmt::format("has {} scales along a dimension of {}", dims_text(shape), dims[at]),
                "quantize constants per tensor or per channel");
            shape.assign(dims.size(), 1);
            shape[at] = dims[at];
        }
        while (shape.size() < dims.size())
            shape.insert(shape.begin(), 1);
        strides_.assign(dims.size(), 0);
        std::int64_t stride = 1;
        for (std::size_t d = dims.size(); d-- > 0;) {
            step.require(shape[d] == 1 || shape[d] == dims[d],
                         fmt::format("has a scale of {} for a constant of {}",
                                     dims_text(parameter.dims), dims_text(dims)),
                         "export the model again");
            strides_[d] = shape[d] == 1 ? 0 : stride;
            stride *= shape[d];
        }
    }

    double at(std::int64_t index) const {
        if (strides_.empty())
            return parameter_.at(0);
        std::int64_t place = 0;
        for (std::size_t d = dims_.size(); d-- > 0;) {
            place += index % dims_[d] * strides_[d];
            index /= dims_[d];
        }
        return parameter_.at(place);
    }

private:
    const Tensor& parameter_;
    const Dims& dims_;
    Dims strides_; // empty: one entry for all
};

const Tensor& zero_of(const Step& step, std::size_t index) {
    static const Tensor kZero = [] {
        Tensor zero;
        zero.floats = {0.0F};
        return zero;
    }();
    return step.has_input(index) ? step.constant(index, "zero point") : kZero;
}

void check_scale(const Step& step, const Tensor& scale) {
    step.require(scale.elements() >= 1, "has no scale", "export the model again");
    for (std::int64_t i = 0; i < scale.elements(); ++i)
        step.require(std::isfinite(scale.at(i)) && scale.at(i) > 0.0,
                     fmt::format("has the scale {}", scale.at(i)), "export the model again");
    step.require(step.integer("block_size", 0) == 0, "quantizes in blocks",
                 "quantize constants per tensor or per channel");
}

} // namespace

void fold_quantize_linear(Step& step) {
    const Tensor& in = step.constant(0, "operand");
    const Tensor& scale = step.constant(1, "scale");
    check_scale(step, scale);
    const Tensor& zero = zero_of(step, 2);
    const int type = step.has_input(2)
                         ? zero.element_type
                         : static_cast<int>(step.integer("output_dtype", onnx::TensorProto::UINT8));
    const auto range = integer_range(type);
    step.require(range.has_value(), "quantizes to a type that is not an integer of 4 or 8 bits",
                 "quantize to int8 or uint8");
    const std::int64_t axis = step.integer("axis", 1);
    const Along scales(step, scale, in.dims, axis), zeros(step, zero, in.dims, axis);
    Tensor out;
    out.dims = in.dims;
    out.integer = true;
    out.element_type = type;
    for (std::int64_t i = 0; i < in.elements(); ++i)
        out.integers.push_back(static_cast<std::int64_t>(std::clamp<double>(
            std::nearbyint(in.at(i) / scales.at(i)) + zeros.at(i), range->low, range->high)));
    step.set_output(std::move(out));
}

void fold_dequantize_linear(Step& step) {
    const Tensor& in = step.constant(0, "operand");
    const Tensor& scale = step.constant(1, "scale");
    check_scale(step, scale);
    const std::int64_t axis = step.integer("axis", 1);
    const Along scales(step, scale, in.dims, axis), zeros(step, zero_of(step, 2), in.dims, axis);
    Tensor out;
    out.dims = in.dims;
    for (std::int64_t i = 0; i < in.elements(); ++i)
        out.floats.push_back(static_cast<float>((in.at(i) - zeros.at(i)) * scales.at(i)));
    step.set_output(std::move(out));
}

void fold_quant(Step& step) {
    const Tensor& in = step.constant(0, "operand");
    const Tensor& scale = step.constant(1, "scale");
    check_scale(step, scale);
    const Tensor& bits = step.constant(3, "bit width");
    step.require(bits.elements() == 1 && bits.at(0) >= 2 && bits.at(0) <= 32,
                 "has no single bit width of 2 or more", "use 2 to 8 bits");
    const double count = std::ldexp(1.0, static_cast<int>(bits.at(0)));
    const double narrow = step.integer("narrow", 0) != 0 ? 1.0 : 0.0;
    const bool is_signed = step.integer("signed", 1) != 0;
    const double low = is_signed ? -count / 2 + narrow : 0.0;
    const double high = is_signed ? count / 2 - 1 : count - 1 - narrow;
    check_rounding(step);
    const Along scales(step, scale, in.dims, std::nullopt);
    const Along zeros(step, zero_of(step, 2), in.dims, std::nullopt);
    Tensor out;
    out.dims = in.dims;
    for (std::int64_t i = 0; i < in.elements(); ++i) {
        const double q =
            std::clamp(std::nearbyint(in.at(i) / scales.at(i) + zeros.at(i)), low, high);
        out.floats.push_back(static_cast<float>((q - zeros.at(i)) * scales.at(i)));
    }
    step.set_output(std::move(out));
}

void fold_bipolar_quant(Step& step) {
    const Tensor& in = step.constant(0, "operand");
    const Tensor& scale = step.constant(1, "scale");
    check_scale(step, scale);
    const Along scales(step, scale, in.dims, std::nullopt);
    Tensor out;
    out.dims = in.dims;
    for (std::int64_t i = 0; i < in.elements(); ++i)
        out.floats.push_back(static_cast<float>(in.at(i) >= 0.0 ? scales.at(i) : -scales.at(i)));
    step.set_output(std::move(out));
}

} // namespace sluice::frontend
