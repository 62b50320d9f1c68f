// SPDX-License-Identifier: Apache-2.0
// Every field of every layer kind with its name in network.json: one list serves saving and
// loading. Private to this library.
#pragma once

#include "quantizer/network/layer.h"

namespace sluice::network {

// `visit(name, field)` for each field, in the order of the file.

template <class Visit> void each_field(Window& w, Visit& visit) {
    visit("kernel_h", w.kernel_h);
    visit("kernel_w", w.kernel_w);
    visit("stride_h", w.stride_h);
    visit("stride_w", w.stride_w);
    visit("dilation_h", w.dilation_h);
    visit("dilation_w", w.dilation_w);
    visit("pad_top", w.pad_top);
    visit("pad_left", w.pad_left);
    visit("pad_bottom", w.pad_bottom);
    visit("pad_right", w.pad_right);
}

template <class Visit> void each_field(Requant& r, Visit& visit) {
    visit("bias", r.bias);
    visit("multiplier", r.multiplier);
    visit("shift", r.shift);
    visit("zero_point", r.zero_point);
    visit("clamp_low", r.clamp_low);
    visit("clamp_high", r.clamp_high);
    visit("table", r.table);
    visit("ties_to_even", r.ties_to_even);
}

template <class Visit> void each_field(TensorRequant& r, Visit& visit) {
    visit("bias", r.bias);
    visit("multiplier", r.multiplier);
    visit("shift", r.shift);
    visit("zero_point", r.zero_point);
    visit("clamp_low", r.clamp_low);
    visit("clamp_high", r.clamp_high);
    visit("ties_to_even", r.ties_to_even);
}

template <class Visit> void each_field(Conv& layer, Visit& visit) {
    visit("window", layer.window);
    visit("groups", layer.groups);
    visit("out_channels", layer.out_channels);
    visit("weight_bits", layer.weight_bits);
    visit("pad_value", layer.pad_value);
    visit("weights", layer.weights);
    visit("requant", layer.requant);
}

template <class Visit> void each_field(FullyConnected& layer, Visit& visit) {
    visit("out_channels", layer.out_channels);
    visit("weight_bits", layer.weight_bits);
    visit("weights", layer.weights);
    visit("requant", layer.requant);
}

template <class Visit> void each_field(MaxPool& layer, Visit& visit) {
    visit("window", layer.window);
}

template <class Visit> void each_field(AveragePool& layer, Visit& visit) {
    visit("window", layer.window);
    visit("count_include_pad", layer.count_include_pad);
    visit("pad_value", layer.pad_value);
    visit("bias", layer.bias);
    visit("multiplier", layer.multiplier);
    visit("shift", layer.shift);
    visit("zero_point", layer.zero_point);
    visit("clamp_low", layer.clamp_low);
    visit("clamp_high", layer.clamp_high);
    visit("ties_to_even", layer.ties_to_even);
}

template <class Visit> void each_field(GlobalAveragePool& layer, Visit& visit) {
    visit("requant", layer.requant);
}

template <class Visit> void each_field(Add& layer, Visit& visit) {
    visit("multiplier_a", layer.multiplier_a);
    visit("multiplier_b", layer.multiplier_b);
    visit("bias", layer.bias);
    visit("shift", layer.shift);
    visit("zero_point", layer.zero_point);
    visit("clamp_low", layer.clamp_low);
    visit("clamp_high", layer.clamp_high);
    visit("table", layer.table);
    visit("ties_to_even", layer.ties_to_even);
}

template <class Visit> void each_field(Concat&, Visit&) {}

template <class Visit> void each_field(Lookup& layer, Visit& visit) {
    visit("table", layer.table);
}

template <class Visit> void each_field(ArgMax&, Visit&) {}

template <class Visit> void each_field(TopK& layer, Visit& visit) {
    visit("count", layer.count);
    visit("largest", layer.largest);
    visit("indices", layer.indices);
}

template <class Visit> void each_field(MaxPlace& layer, Visit& visit) {
    visit("window", layer.window);
}

template <class Visit> void each_field(MaxUnpool& layer, Visit& visit) {
    visit("kernel_h", layer.kernel_h);
    visit("kernel_w", layer.kernel_w);
    visit("zero_point", layer.zero_point);
}

template <class Visit> void each_field(Rearrange& layer, Visit& visit) {
    visit("shape", layer.shape);
    visit("offset", layer.offset);
    visit("sizes", layer.sizes);
    visit("strides", layer.strides);
}

template <class Visit> void each_field(Multiply& layer, Visit& visit) {
    visit("zero_a", layer.zero_a);
    visit("zero_b", layer.zero_b);
    visit("multiplier", layer.multiplier);
    visit("shift", layer.shift);
    visit("zero_point", layer.zero_point);
    visit("clamp_low", layer.clamp_low);
    visit("clamp_high", layer.clamp_high);
    visit("table", layer.table);
}

template <class Visit> void each_field(Extremum& layer, Visit& visit) {
    visit("minimum", layer.minimum);
    visit("multiplier_a", layer.multiplier_a);
    visit("multiplier_b", layer.multiplier_b);
    visit("bias_a", layer.bias_a);
    visit("bias_b", layer.bias_b);
    visit("shift", layer.shift);
    visit("zero_point", layer.zero_point);
    visit("clamp_low", layer.clamp_low);
    visit("clamp_high", layer.clamp_high);
    visit("table", layer.table);
}

template <class Visit> void each_field(Softmax& layer, Visit& visit) {
    visit("table", layer.table);
    visit("numerator", layer.numerator);
    visit("shift", layer.shift);
    visit("zero_point", layer.zero_point);
}

template <class Visit> void each_field(Pad& layer, Visit& visit) {
    visit("top", layer.top);
    visit("left", layer.left);
    visit("bottom", layer.bottom);
    visit("right", layer.right);
    visit("channels_before", layer.channels_before);
    visit("channels_after", layer.channels_after);
    visit("value", layer.value);
}

template <class Visit> void each_field(Shape& shape, Visit& visit) {
    visit("height", shape.height);
    visit("width", shape.width);
    visit("channels", shape.channels);
}

template <class Visit> void each_field(Tensor& tensor, Visit& visit) {
    visit("name", tensor.name);
    visit("shape", tensor.shape);
    visit("scale", tensor.scale);
    visit("zero_point", tensor.zero_point);
    visit("bits", tensor.bits);
}

} // namespace sluice::network
