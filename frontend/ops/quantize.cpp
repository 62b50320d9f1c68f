// SPDX-License-Identifier: Apache-2.0
// Already quantized models: QuantizeLinear and QONNX's Quant mark the value that they round, so
// that the quantizer takes their scale as it is; DequantizeLinear gives the same value back.
#include <cmath>

#include <fmt/format.h>
#include <onnx/onnx_pb.h>

#include "frontend/ops/affine.h"
#include "frontend/ops/ops.h"
#include "frontend/ops/quantized_type.h"

namespace sluice::frontend {

namespace {

// The one number of a constant whose entries are all equal.
double single(const Step& step, std::size_t index, const char* role) {
    const Tensor& tensor = step.constant(index, role);
    step.require(tensor.elements() >= 1, fmt::format("has an empty {}", role),
                 "export the model again");
    for (std::int64_t i = 1; i < tensor.elements(); ++i)
        step.require(tensor.at(i) == tensor.at(0),
                     fmt::format("gives an activation more than one {}", role),
                     "quantize activations per tensor");
    return tensor.at(0);
}

double positive_scale(const Step& step) {
    const double scale = single(step, 1, "scale");
    step.require(std::isfinite(scale) && scale > 0.0, fmt::format("has the scale {}", scale),
                 "export the model again");
    return scale;
}

// Levels low .. high around a zero point, moved by so much that they are signed 8 bits.
graph::Quantization to_signed(const Step& step, double scale, double zero_point, int low,
                              int high) {
    step.require(high - low <= 255,
                 fmt::format("has {} levels, more than 8 bits", std::int64_t{high} - low + 1),
                 "quantize activations to 8 bits or fewer");
    const int move = high > 127 ? 127 - high : 0;
    step.require(zero_point == std::nearbyint(zero_point) && zero_point >= low &&
                     zero_point <= high,
                 fmt::format("has the zero point {}", zero_point),
                 "use a zero point that is one of the levels");
    return {scale, static_cast<int>(zero_point) + move, low + move, high + move};
}

graph::Quantization linear(const Step& step) {
    double zero_point = 0.0;
    int type = static_cast<int>(step.integer("output_dtype", onnx::TensorProto::UINT8));
    if (step.has_input(2)) {
        zero_point = single(step, 2, "zero point");
        type = step.constant(2, "zero point").element_type;
    }
    const auto range = integer_range(type);
    step.require(range.has_value(), "quantizes to a type that is not an integer of 4 or 8 bits",
                 "quantize to int8 or uint8");
    return to_signed(step, positive_scale(step), zero_point, range->low, range->high);
}

// The view with its value on these levels: marked where it is free, else through a rescaling. The
// host gives whole int8 values, so that fewer levels of an input are a layer of their own. A Pad
// that waits puts 0 around either.
void set_quantized(Step& step, const View& view, const graph::Quantization& levels) {
    const auto& known = step.quantization(view.value);
    if (known && *known == levels)
        return step.set_output(view);
    const graph::Quantization whole{levels.scale, levels.zero_point, -128, 127};
    const bool narrow_input = !known && levels != whole && step.is_input(view.value);
    View out = view;
    if (known || narrow_input) {
        if (narrow_input)
            step.quantize(view.value, whole);
        graph::Activation identity;
        identity.kind = graph::ActivationKind::clip;
        identity.low = -HUGE_VAL;
        identity.high = HUGE_VAL;
        out.value = step.emit(identity, {view.value}, step.shape(view.value));
    }
    step.quantize(out.value, levels);
    step.set_output(std::move(out));
}

// The levels of a value; max pooling and concatenation of integers keep those of what they read.
std::optional<graph::Quantization> levels_of(const Step& step, graph::ValueId value) {
    if (const auto& known = step.quantization(value))
        return known;
    const graph::Node* node = step.producer(value);
    if (node == nullptr || !(std::holds_alternative<graph::MaxPool>(node->op) ||
                             std::holds_alternative<graph::Concat>(node->op)))
        return std::nullopt;
    const auto first = levels_of(step, node->inputs[0]);
    for (const graph::ValueId other : node->inputs)
        if (levels_of(step, other) != first)
            return std::nullopt;
    return first;
}

// Integers that the model's own input is, to be read by this scale and zero point.
graph::Quantization levels_of_input(Step& step, graph::ValueId value, double scale,
                                    double zero_point) {
    const std::string type = step.input_type(value);
    step.require(type == "uint8" || type == "int8", "takes integers that no QuantizeLinear gave",
                 "begin the model with a QuantizeLinear, or with an input of int8 or uint8");
    const bool is_unsigned = type == "uint8";
    step.set_integer_input(value, is_unsigned ? 128 : 0);
    return to_signed(step, scale, zero_point, is_unsigned ? 0 : -128, is_unsigned ? 255 : 127);
}

// The levels of QONNX's Quant with this bit width.
graph::Quantization quant_levels(const Step& step, double bits, int narrow) {
    step.require(bits >= 2 && bits <= 8 && bits == std::nearbyint(bits),
                 fmt::format("has a bit width of {}", bits), "use 2 to 8 bits");
    const int count = 1 << static_cast<int>(bits);
    const bool is_signed = step.integer("signed", 1) != 0;
    const int low = is_signed ? -count / 2 + narrow : 0;
    const int high = is_signed ? count / 2 - 1 : count - 1 - narrow;
    return to_signed(step, positive_scale(step), single(step, 2, "zero point"), low, high);
}

} // namespace

void import_quantize_linear(Step& step) {
    set_quantized(step, step.padded_view(0), linear(step));
}

void import_dequantize_linear(Step& step) {
    View view = step.padded_view(0);
    const double scale = positive_scale(step);
    const bool has_zero = step.has_input(2);
    const double zero_point = has_zero ? single(step, 2, "zero point") : 0.0;
    if (view.padding && step.reads_from("Pad")) // a Pad of integers
        view.padding->value = (view.padding->value - zero_point) * scale;
    auto known = levels_of(step, view.value);
    if (!known)
        known = levels_of_input(step, view.value, scale, zero_point);
    step.quantize(view.value, *known);
    const auto range = integer_range(has_zero ? step.constant(2, "zero point").element_type : 0);
    // Without a zero point it is 0, of uint8 (here -128) or of int8.
    double moved = zero_point + (range && range->high > 127 ? 127 - range->high : 0);
    if (!has_zero && known->zero_point == -128)
        moved = -128;
    if (scale == known->scale && moved == known->zero_point)
        return step.set_output(std::move(view));
    // The same integers read in another way than they were written.
    const auto channels = static_cast<std::size_t>(step.shape(view.value).channels);
    step.set_output(
        emit_affine(step, view, std::vector<double>(channels, scale / known->scale),
                    std::vector<double>(channels, (known->zero_point - moved) * scale)));
}

void import_quant(Step& step) {
    check_rounding(step);
    const double bits = single(step, 3, "bit width");
    if (bits > 8) {
        step.warn(fmt::format("keeps {} bits of an activation, which has 8 here", bits));
        return step.set_output(step.padded_view(0));
    }
    set_quantized(step, step.padded_view(0),
                  quant_levels(step, bits, step.integer("narrow", 0) != 0 ? 1 : 0));
}

// Drops the low bits of an integer: floor(x / 2^dropped) on levels of the same scale.
void import_trunc(Step& step) {
    const std::string mode = step.text("rounding_mode", "FLOOR");
    step.require(mode == "FLOOR" || mode == "floor", fmt::format("rounds by '{}'", printable(mode)),
                 "use rounding_mode=FLOOR");
    const double in_bits = single(step, 3, "input bit width");
    const double out_bits = single(step, 4, "output bit width");
    step.require(in_bits >= out_bits && in_bits <= 32 && in_bits == std::nearbyint(in_bits),
                 fmt::format("truncates {} bits to {}", in_bits, out_bits),
                 "drop 0 or more of at most 32 bits");
    const graph::Quantization levels = quant_levels(step, out_bits, 0);
    step.require(single(step, 2, "zero point") == 0.0, "has a zero point", "use zero point 0");
    const double factor = std::ldexp(1.0, static_cast<int>(out_bits - in_bits));
    // Integers lie `factor` apart: half a step less, but for half of that, rounds as floor does.
    const double offset = in_bits > out_bits ? (factor / 2.0 - 0.5) * levels.scale : 0.0;
    const View& view = step.view(0);
    const auto channels = static_cast<std::size_t>(step.shape(view.value).channels);
    View out = emit_affine(step, view, std::vector<double>(channels, factor),
                           std::vector<double>(channels, offset));
    set_quantized(step, out, levels);
}

void import_bipolar_quant(Step& step) {
    const View& view = step.view(0);
    graph::Activation sign;
    sign.kind = graph::ActivationKind::bipolar;
    sign.alpha = positive_scale(step);
    View out = view;
    out.value = step.emit(sign, {view.value}, step.shape(view.value));
    step.quantize(out.value, {sign.alpha, 0, -1, 1});
    step.set_output(std::move(out));
}

} // namespace sluice::frontend
