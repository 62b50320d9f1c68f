// SPDX-License-Identifier: Apache-2.0
#include "frontend/constant_fold.h"

#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>
#include <onnx/onnx_pb.h>

#include "frontend/fold_quantized.h"
#include "frontend/ops/ops.h"

namespace sluice::frontend {

namespace {

using Dims = std::vector<std::int64_t>;

const char* const kRole = "operand";

void push(Tensor& out, const Tensor& from, std::int64_t index) {
    const auto i = static_cast<std::size_t>(index);
    if (out.integer)
        out.integers.push_back(from.integers.at(i));
    else
        out.floats.push_back(from.floats.at(i));
}

// Row-major strides, 0 where a dimension of size 1 is repeated along `target`.
Dims broadcast_strides(const Dims& dims, const Dims& target) {
    Dims strides(target.size(), 0);
    std::int64_t stride = 1;
    for (std::size_t i = dims.size(); i-- > 0;) {
        strides[i + target.size() - dims.size()] = dims[i] == 1 ? 0 : stride;
        stride *= dims[i];
    }
    return strides;
}

std::int64_t index_at(const Dims& strides, const Dims& dims, std::int64_t element) {
    std::int64_t index = 0;
    for (std::size_t i = dims.size(); i-- > 0;) {
        index += element % dims[i] * strides[i];
        element /= dims[i];
    }
    return index;
}

Dims broadcast(const Step& step, const Dims& a, const Dims& b) {
    Dims out(std::max(a.size(), b.size()), 1);
    for (std::size_t i = 0; i < out.size(); ++i) {
        const std::int64_t x = i + a.size() < out.size() ? 1 : a[i + a.size() - out.size()];
        const std::int64_t y = i + b.size() < out.size() ? 1 : b[i + b.size() - out.size()];
        step.require(x == y || x == 1 || y == 1,
                     fmt::format("combines constants of {} and {}", dims_text(a), dims_text(b)),
                     "export the model again");
        out[i] = x == 1 ? y : x;
    }
    step.require(element_count(out) >= 0, "makes too large a constant", "export the model again");
    return out;
}

double binary(const Step& step, double a, double b, bool integer) {
    const std::string& op = step.node().op;
    if (op == "Add")
        return a + b;
    if (op == "Sub")
        return a - b;
    if (op == "Mul")
        return a * b;
    if (op == "Pow")
        return std::pow(a, b);
    if (op == "Min")
        return std::min(a, b);
    if (op == "Max")
        return std::max(a, b);
    SLUICE_CHECK(op == "Div", "no constant operator of this name");
    step.require(!integer || b != 0.0, "divides by zero", "export the model again");
    return integer ? std::trunc(a / b) : a / b;
}

double unary(const std::string& op, double x) {
    static const std::map<std::string, double (*)(double)> kFunctions = {
        {"Abs", [](double v) { return std::abs(v); }},
        {"Ceil", [](double v) { return std::ceil(v); }},
        {"Exp", [](double v) { return std::exp(v); }},
        {"Floor", [](double v) { return std::floor(v); }},
        {"Log", [](double v) { return std::log(v); }},
        {"Neg", [](double v) { return -v; }},
        {"Reciprocal", [](double v) { return 1.0 / v; }},
        {"Sqrt", [](double v) { return std::sqrt(v); }},
    };
    return kFunctions.at(op)(x);
}

void store(Tensor& out, double value) {
    if (!out.integer)
        return out.floats.push_back(static_cast<float>(value));
    // Beyond 2^62 a double no longer says which integer is meant; sizes never get there.
    out.integers.push_back(static_cast<std::int64_t>(std::clamp(value, -0x1p62, 0x1p62)));
}

void fold_binary(Step& step) {
    const Tensor& a = step.constant(0, kRole);
    const Tensor& b = step.constant(1, kRole);
    Tensor out;
    out.integer = a.integer && b.integer;
    out.dims = broadcast(step, a.dims, b.dims);
    const Dims from_a = broadcast_strides(a.dims, out.dims);
    const Dims from_b = broadcast_strides(b.dims, out.dims);
    for (std::int64_t i = 0; i < element_count(out.dims); ++i)
        store(out, binary(step, a.at(index_at(from_a, out.dims, i)),
                          b.at(index_at(from_b, out.dims, i)), out.integer));
    step.set_output(std::move(out));
}

void fold_unary(Step& step) {
    const Tensor& in = step.constant(0, kRole);
    Tensor out;
    out.integer = in.integer;
    out.dims = in.dims;
    for (std::int64_t i = 0; i < in.elements(); ++i)
        store(out, unary(step.node().op, in.at(i)));
    step.set_output(std::move(out));
}

void fold_constant_node(Step& step) {
    const auto& attributes = step.node().attributes;
    Tensor out;
    if (const auto found = attributes.find("value");
        found != attributes.end() && found->second.kind == AttributeKind::tensor)
        return step.set_output(found->second.tensor);
    if (step.has_attribute("value_float")) {
        out.floats = {static_cast<float>(step.number("value_float", 0.0))};
    } else if (step.has_attribute("value_int")) {
        out.integer = true;
        out.integers = {step.integer("value_int", 0)};
    } else if (step.has_attribute("value_ints")) {
        out.integer = true;
        out.integers = step.integers("value_ints", {});
        out.dims = {out.elements()};
    } else if (const auto list = attributes.find("value_floats");
               list != attributes.end() && list->second.kind == AttributeKind::numbers) {
        for (const double value : list->second.numbers)
            out.floats.push_back(static_cast<float>(value));
        out.dims = {out.elements()};
    } else {
        step.fail("holds no tensor and no number", "export the model again");
    }
    step.set_output(std::move(out));
}

void fold_constant_of_shape(Step& step) {
    Tensor out;
    out.dims = step.constant(0, "shape").integers;
    const std::int64_t count = element_count(out.dims);
    step.require(count >= 0, "makes too large a constant", "export the model again");
    double value = 0.0;
    const auto found = step.node().attributes.find("value");
    if (found != step.node().attributes.end() && found->second.tensor) {
        const Tensor& given = *found->second.tensor;
        step.require(given.problem.empty() && given.elements() == 1, "has no single value",
                     "export the model again");
        out.integer = given.integer;
        value = given.at(0);
    }
    for (std::int64_t i = 0; i < count; ++i)
        store(out, value);
    step.set_output(std::move(out));
}

void fold_cast(Step& step) {
    const Tensor& in = step.constant(0, kRole);
    const std::int64_t to = step.integer("to", 0);
    Tensor out;
    out.integer = to != onnx::TensorProto::FLOAT && to != onnx::TensorProto::DOUBLE &&
                  to != onnx::TensorProto::FLOAT16 && to != onnx::TensorProto::BFLOAT16;
    if (out.integer == in.integer)
        return step.set_output(step.shared_constant(0, kRole));
    out.dims = in.dims;
    for (std::int64_t i = 0; i < in.elements(); ++i)
        store(out, std::isnan(in.at(i)) && out.integer ? 0.0 : in.at(i));
    step.set_output(std::move(out));
}

void fold_with_dims(Step& step, const std::optional<Dims>& dims) {
    const Tensor& in = step.constant(0, kRole);
    if (!dims || element_count(*dims) != in.elements())
        step.fail(fmt::format("cannot reshape a constant of {}", dims_text(in.dims)),
                  "export the model again");
    Tensor out = in;
    out.dims = *dims;
    step.set_output(std::move(out));
}

void fold_reshape(Step& step) {
    const Dims target = step.opset() < 5 ? step.integers("shape", {})
                                         : step.integers_or_input("shape", 1).value_or(Dims{});
    fold_with_dims(step, reshaped_dims(step.constant(0, kRole).dims, target,
                                       step.integer("allowzero", 0) != 0));
}

void fold_flatten(Step& step) {
    const Dims& in = step.constant(0, kRole).dims;
    const auto rank = static_cast<std::int64_t>(in.size());
    const std::int64_t given = step.integer("axis", 1);
    const std::int64_t axis = given < 0 ? given + rank : given;
    Dims dims = {1, 1};
    for (std::int64_t i = 0; i < rank; ++i)
        dims[i < axis ? 0 : 1] *= in[static_cast<std::size_t>(i)];
    fold_with_dims(step, dims);
}

void fold_squeeze(Step& step) {
    fold_with_dims(step,
                   squeezed_dims(step.constant(0, kRole).dims, step.integers_or_input("axes", 1)));
}

void fold_unsqueeze(Step& step) {
    fold_with_dims(step, unsqueezed_dims(step.constant(0, kRole).dims,
                                         step.integers_or_input("axes", 1).value_or(Dims{})));
}

void fold_transpose(Step& step) {
    const Tensor& in = step.constant(0, kRole);
    const auto perm = permutation(step.integers("perm", {}), in.dims.size());
    if (!perm)
        step.fail("has a perm that is not a permutation", "export the model again");
    const Dims plain = broadcast_strides(in.dims, in.dims);
    Tensor out;
    out.integer = in.integer;
    Dims strides;
    for (const std::size_t from : *perm) {
        out.dims.push_back(in.dims[from]);
        strides.push_back(plain[from]);
    }
    for (std::int64_t i = 0; i < in.elements(); ++i)
        push(out, in, index_at(strides, out.dims, i));
    step.set_output(std::move(out));
}

void fold_expand(Step& step) {
    const Tensor& in = step.constant(0, kRole);
    Tensor out;
    out.integer = in.integer;
    const Dims& target = step.constant(1, "shape").integers;
    step.require(element_count(target) >= 0, "makes too large a constant",
                 "export the model again");
    out.dims = broadcast(step, in.dims, target);
    const Dims strides = broadcast_strides(in.dims, out.dims);
    for (std::int64_t i = 0; i < element_count(out.dims); ++i)
        push(out, in, index_at(strides, out.dims, i));
    step.set_output(std::move(out));
}

void fold_concat(Step& step) {
    const Tensor& first = step.constant(0, kRole);
    const std::size_t axis = step.axis(step.integer("axis", 1), first.dims.size());
    Tensor out;
    out.integer = first.integer;
    out.dims = first.dims;
    out.dims[axis] = 0;
    std::int64_t outer = 1;
    for (std::size_t i = 0; i < axis; ++i)
        outer *= first.dims[i];
    for (std::size_t i = 0; i < step.inputs(); ++i) {
        Dims rest = step.constant(i, kRole).dims;
        step.require(rest.size() == first.dims.size() &&
                         step.constant(i, kRole).integer == first.integer,
                     "joins constants that do not fit", "export the model again");
        out.dims[axis] += rest[axis];
        rest[axis] = first.dims[axis];
        step.require(rest == first.dims, "joins constants that do not fit",
                     "export the model again");
    }
    step.require(element_count(out.dims) >= 0, "makes too large a constant",
                 "export the model again");
    for (std::int64_t o = 0; o < outer; ++o)
        for (std::size_t i = 0; i < step.inputs(); ++i) {
            const Tensor& in = step.constant(i, kRole);
            const std::int64_t block = outer == 0 ? 0 : in.elements() / outer;
            for (std::int64_t e = 0; e < block; ++e)
                push(out, in, o * block + e);
        }
    step.set_output(std::move(out));
}

void fold_gather(Step& step) {
    const Tensor& in = step.constant(0, kRole);
    const Tensor& indices = step.constant(1, "indices");
    const std::size_t axis = step.axis(step.integer("axis", 0), in.dims.size());
    step.require(indices.integer, "has indices that are not integers", "export the model again");
    const auto at = static_cast<std::ptrdiff_t>(axis);
    Tensor out;
    out.integer = in.integer;
    out.dims.assign(in.dims.begin(), in.dims.begin() + at);
    out.dims.insert(out.dims.end(), indices.dims.begin(), indices.dims.end());
    out.dims.insert(out.dims.end(), in.dims.begin() + at + 1, in.dims.end());
    step.require(element_count(out.dims) >= 0, "makes too large a constant",
                 "export the model again");
    std::int64_t outer = 1;
    std::int64_t inner = 1;
    for (std::size_t i = 0; i < in.dims.size(); ++i)
        if (i != axis)
            (i < axis ? outer : inner) *= in.dims[i];
    const std::int64_t size = in.dims[axis];
    for (std::int64_t o = 0; o < outer; ++o)
        for (std::int64_t index : indices.integers) {
            index = index < 0 ? index + size : index;
            step.require(index >= 0 && index < size, "has an index outside its constant",
                         "export the model again");
            for (std::int64_t i = 0; i < inner; ++i)
                push(out, in, (o * size + index) * inner + i);
        }
    step.set_output(std::move(out));
}

void fold_slice(Step& step) {
    const Tensor& in = step.constant(0, kRole);
    const std::size_t rank = in.dims.size();
    const auto starts = step.integers_or_input("starts", 1).value_or(Dims{});
    const auto ends = step.integers_or_input("ends", 2).value_or(Dims{});
    Dims all;
    for (std::size_t i = 0; i < starts.size(); ++i)
        all.push_back(static_cast<std::int64_t>(i));
    const Dims axes = step.integers_or_input("axes", 3).value_or(all);
    const Dims steps = step.integers_or_input("steps", 4).value_or(Dims(starts.size(), 1));
    step.require(starts.size() == ends.size() && starts.size() == axes.size() &&
                     starts.size() == steps.size(),
                 "has starts, ends, axes and steps of different lengths", "export the model again");
    Tensor out;
    out.integer = in.integer;
    out.dims = in.dims;
    Dims first(rank, 0);
    Dims stride(rank, 1);
    for (std::size_t i = 0; i < starts.size(); ++i) {
        const std::size_t axis = step.axis(axes[i], rank);
        const std::int64_t size = in.dims[axis];
        step.require(steps[i] >= 1 && steps[i] <= kMaxElements, "has a step below 1",
                     "slice forwards only");
        const auto clamp = [&](std::int64_t at) {
            return at < 0 ? std::max<std::int64_t>(at, -size) + size : std::min(at, size);
        };
        first[axis] = clamp(starts[i]);
        stride[axis] = steps[i];
        out.dims[axis] =
            ceil_div(std::max<std::int64_t>(clamp(ends[i]) - first[axis], 0), steps[i]);
    }
    Dims strides = broadcast_strides(in.dims, in.dims);
    std::int64_t start = 0;
    for (std::size_t i = 0; i < rank; ++i) {
        start += first[i] * strides[i];
        strides[i] *= stride[i];
    }
    for (std::int64_t i = 0; i < element_count(out.dims); ++i)
        push(out, in, start + index_at(strides, out.dims, i));
    step.set_output(std::move(out));
}

void fold_shape(Step& step) {
    const Dims& dims = step.constant(0, kRole).dims;
    const auto rank = static_cast<std::int64_t>(dims.size());
    Tensor out;
    out.integer = true;
    out.integers = dims;
    step.require(!step.has_attribute("start") && !step.has_attribute("end"),
                 "takes a part of a constant's shape", "export the model again");
    out.dims = {rank};
    step.set_output(std::move(out));
}

void fold_identity(Step& step) {
    step.set_output(step.shared_constant(0, kRole));
}

const std::map<std::string, Handler>& folds() {
    static const std::map<std::string, Handler> kFolds = {
        {"Abs", fold_unary},
        {"Add", fold_binary},
        {"BipolarQuant", fold_bipolar_quant},
        {"Cast", fold_cast},
        {"Ceil", fold_unary},
        {"Concat", fold_concat},
        {"Constant", fold_constant_node},
        {"ConstantOfShape", fold_constant_of_shape},
        {"DequantizeLinear", fold_dequantize_linear},
        {"Div", fold_binary},
        {"Dropout", fold_identity},
        {"Exp", fold_unary},
        {"Expand", fold_expand},
        {"Flatten", fold_flatten},
        {"Floor", fold_unary},
        {"Gather", fold_gather},
        {"Identity", fold_identity},
        {"Log", fold_unary},
        {"Max", fold_binary},
        {"Min", fold_binary},
        {"Mul", fold_binary},
        {"Neg", fold_unary},
        {"Pow", fold_binary},
        {"Quant", fold_quant},
        {"QuantizeLinear", fold_quantize_linear},
        {"Reciprocal", fold_unary},
        {"Reshape", fold_reshape},
        {"Shape", fold_shape},
        {"Slice", fold_slice},
        {"Sqrt", fold_unary},
        {"Squeeze", fold_squeeze},
        {"Sub", fold_binary},
        {"Transpose", fold_transpose},
        {"Unsqueeze", fold_unsqueeze},
    };
    return kFolds;
}

} // namespace

bool can_fold(const std::string& op) {
    return folds().count(op) != 0;
}

void fold_constant(Step& step) {
    folds().at(step.node().op)(step);
}

} // namespace sluice::frontend
