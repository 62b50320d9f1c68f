// SPDX-License-Identifier: Apache-2.0
#include "quantizer/onnx_export/builder.h"

#include <algorithm>
#include <bit>
#include <fstream>
#include <numeric>
#include <system_error>

#include <onnx/checker.h>

#include "base/error.h"

namespace sluice::quantizer {

static_assert(std::endian::native == std::endian::little, "raw_data is little-endian");

std::string NodeRef::second() {
    node_->add_output(node_->output(0) + "_second");
    return node_->output(1);
}

NodeRef& NodeRef::set(const char* name, std::int64_t value) {
    onnx::AttributeProto* attribute = node_->add_attribute();
    attribute->set_name(name);
    attribute->set_type(onnx::AttributeProto_AttributeType_INT);
    attribute->set_i(value);
    return *this;
}

NodeRef& NodeRef::set(const char* name, const Dims& values) {
    onnx::AttributeProto* attribute = node_->add_attribute();
    attribute->set_name(name);
    attribute->set_type(onnx::AttributeProto_AttributeType_INTS);
    for (const std::int64_t value : values)
        attribute->add_ints(value);
    return *this;
}

Builder::Builder(const network::Network& network) : network_(network) {
    model_.set_ir_version(7);
    model_.set_producer_name("sluice");
    onnx::OperatorSetIdProto* opset = model_.add_opset_import();
    opset->set_domain("");
    opset->set_version(13);
    model_.mutable_graph()->set_name(network.name.empty() ? "network" : network.name);
    for (const auto* list : {&network.inputs, &network.outputs})
        for (const network::Interface& interface : *list)
            names_.insert(interface.name);
}

std::string Builder::unique(const std::string& step) {
    const std::string base = prefix_ + "/" + step;
    std::string name = base;
    for (int i = 2; !names_.insert(name).second; ++i)
        name = base + "_" + std::to_string(i);
    return name;
}

NodeRef Builder::node(const char* op, const std::vector<std::string>& inputs) {
    onnx::NodeProto* node = model_.mutable_graph()->add_node();
    const std::string name = unique(op);
    node->set_op_type(op);
    node->set_name(name);
    node->add_output(name);
    for (const std::string& input : inputs)
        node->add_input(input);
    return NodeRef(node);
}

template <class T>
std::string Builder::initializer(onnx::TensorProto_DataType type, const Dims& dims,
                                 const std::vector<T>& values) {
    onnx::TensorProto* tensor = model_.mutable_graph()->add_initializer();
    tensor->set_name(unique("constant"));
    tensor->set_data_type(type);
    for (const std::int64_t dim : dims)
        tensor->add_dims(dim);
    tensor->set_raw_data(values.data(), values.size() * sizeof(T));
    return tensor->name();
}

std::string Builder::int8s(const Dims& dims, const std::vector<std::int8_t>& values) {
    return initializer(onnx::TensorProto_DataType_INT8, dims, values);
}
std::string Builder::int32s(const Dims& dims, const std::vector<std::int32_t>& values) {
    return initializer(onnx::TensorProto_DataType_INT32, dims, values);
}
std::string Builder::int64s(const Dims& dims, const std::vector<std::int64_t>& values) {
    return initializer(onnx::TensorProto_DataType_INT64, dims, values);
}
std::string Builder::floats(const Dims& dims, const std::vector<float>& values) {
    return initializer(onnx::TensorProto_DataType_FLOAT, dims, values);
}

std::string Builder::reshape(const std::string& value, const Dims& dims) {
    return node("Reshape", {value, int64s({static_cast<std::int64_t>(dims.size())}, dims)});
}

std::string Builder::cast(const std::string& value, onnx::TensorProto_DataType type) {
    return node("Cast", {value}).set("to", std::int64_t{type});
}

std::string Builder::look_up(const std::string& value, const std::vector<std::int8_t>& table) {
    const std::string wide = cast(value, onnx::TensorProto_DataType_INT64);
    const std::string index = node("Add", {wide, int64s({}, {128})});
    return node("Gather", {int8s({256}, table), index}).set("axis", 0);
}

std::string Builder::pad(const std::string& value, const Window& w, const std::string& constant) {
    if (!w.has_padding())
        return value;
    const Dims pads{0, 0, w.pad_top, w.pad_left, 0, 0, w.pad_bottom, w.pad_right};
    return node("Pad", {value, int64s({8}, pads), constant});
}

namespace {

// Whether the digits are a permutation of all elements: sorted by stride, each counts on from those
// below. Gives that order, the largest stride first.
std::vector<std::size_t> permutation_of(const network::Rearrange& layer, const Shape& from) {
    std::vector<std::size_t> order(layer.sizes.size());
    std::iota(order.begin(), order.end(), 0);
    std::sort(order.begin(), order.end(),
              [&](std::size_t a, std::size_t b) { return layer.strides[a] > layer.strides[b]; });
    std::int64_t below = 1;
    for (std::size_t i = order.size(); i-- > 0; below *= layer.sizes[order[i]])
        if (layer.strides[order[i]] != below)
            return {};
    return below == from.elements() && layer.offset == 0 ? order : std::vector<std::size_t>{};
}

} // namespace

std::string Builder::rearranged(const std::string& value, const network::Rearrange& layer,
                                const Shape& from) {
    std::string elements = node("Transpose", {value}).set("perm", Dims{0, 2, 3, 1});
    const std::vector<std::size_t> order = permutation_of(layer, from);
    if (order.empty()) { // slices, repeats: every element by its number
        elements = node("Gather", {reshape(elements, {from.elements()}),
                                   int64s({layer.shape.elements()}, source_elements(layer))});
    } else {
        Dims split;
        Dims places(order.size());
        for (std::size_t i = 0; i < order.size(); ++i) {
            split.push_back(layer.sizes[order[i]]);
            places[order[i]] = static_cast<std::int64_t>(i);
        }
        elements = node("Transpose", {reshape(elements, split)}).set("perm", places);
    }
    const Shape& to = layer.shape;
    return node("Transpose", {reshape(elements, {1, to.height, to.width, to.channels})})
        .set("perm", Dims{0, 3, 1, 2});
}

namespace {

void describe(onnx::ValueInfoProto* info, const network::Interface& interface,
              onnx::TensorProto_DataType type) {
    info->set_name(interface.name);
    onnx::TypeProto_Tensor* tensor = info->mutable_type()->mutable_tensor_type();
    tensor->set_elem_type(type);
    tensor->mutable_shape()->add_dim()->set_dim_value(1);
    for (const std::int64_t dim : interface.dims)
        tensor->mutable_shape()->add_dim()->set_dim_value(dim);
}

} // namespace

std::string Builder::input(const network::Interface& interface, onnx::TensorProto_DataType type) {
    begin(interface.name);
    describe(model_.mutable_graph()->add_input(), interface, type);
    const Shape& s = network_.tensors[interface.tensor].shape;
    if (interface.channels_first)
        return reshape(interface.name, {1, s.channels, s.height, s.width});
    return node("Transpose", {reshape(interface.name, {1, s.height, s.width, s.channels})})
        .set("perm", Dims{0, 3, 1, 2});
}

void Builder::output(const network::Interface& interface, const std::string& value,
                     onnx::TensorProto_DataType type) {
    begin(interface.name);
    describe(model_.mutable_graph()->add_output(), interface, type);
    std::string ordered = value;
    if (!interface.channels_first)
        ordered = node("Transpose", {value}).set("perm", Dims{0, 2, 3, 1});
    Dims dims{1};
    dims.insert(dims.end(), interface.dims.begin(), interface.dims.end());
    reshape(ordered, dims);
    onnx::GraphProto* graph = model_.mutable_graph();
    graph->mutable_node(graph->node_size() - 1)->set_output(0, interface.name);
}

void Builder::write(const std::filesystem::path& path) {
    try {
        onnx::checker::check_model(model_);
    } catch (const std::exception& error) {
        SLUICE_CHECK(false, std::string("the exported model is not valid: ") + error.what());
    }
    std::filesystem::path beside = path;
    beside += ".part";
    std::ofstream file(beside, std::ios::binary | std::ios::trunc);
    const bool serialized = file && model_.SerializeToOstream(&file);
    file.close();
    std::error_code failed;
    if (serialized && file)
        std::filesystem::rename(beside, path, failed);
    if (!serialized || !file || failed) {
        std::error_code ignored;
        std::filesystem::remove(beside, ignored);
        throw Error(path.string(), "cannot be written",
                    "choose a folder that exists, is writable and has room");
    }
}

std::vector<std::int8_t> weights_oihw(const network::Conv& conv, int group_in) {
    std::vector<std::int8_t> result;
    result.reserve(conv.weights.size());
    const int positions = conv.window.positions();
    for (int o = 0; o < conv.out_channels; ++o)
        for (int c = 0; c < group_in; ++c)
            for (int tap = 0; tap < positions; ++tap)
                result.push_back(conv.weights[(std::size_t(o) * positions + tap) * group_in + c]);
    return result;
}

std::vector<std::int8_t> weights_matrix(const network::FullyConnected& layer, const Shape& input) {
    std::vector<std::int8_t> result;
    result.reserve(layer.weights.size());
    const auto elements = static_cast<std::size_t>(input.elements());
    for (int c = 0; c < input.channels; ++c)
        for (std::size_t pixel = 0; pixel < std::size_t(input.pixels()); ++pixel)
            for (int o = 0; o < layer.out_channels; ++o)
                result.push_back(layer.weights[o * elements + pixel * input.channels + c]);
    return result;
}

std::vector<int> average_divisors(const network::AveragePool& pool, const Shape& input,
                                  const Shape& output) {
    const Window& w = pool.window;
    const auto inside = [](int first, int taps, int dilation, int size) {
        int count = 0;
        for (int tap = 0; tap < taps; ++tap)
            count += first + tap * dilation >= 0 && first + tap * dilation < size;
        return count;
    };
    std::vector<int> result;
    for (int row = 0; row < output.height; ++row)
        for (int column = 0; column < output.width; ++column)
            result.push_back(
                pool.count_include_pad
                    ? w.positions()
                    : inside(row * w.stride_h - w.pad_top, w.kernel_h, w.dilation_h, input.height) *
                          inside(column * w.stride_w - w.pad_left, w.kernel_w, w.dilation_w,
                                 input.width));
    return result;
}

NodeRef& set_window(NodeRef& node, const Window& w, bool pads, bool dilations) {
    node.set("kernel_shape", Dims{w.kernel_h, w.kernel_w});
    node.set("strides", Dims{w.stride_h, w.stride_w});
    if (dilations)
        node.set("dilations", Dims{w.dilation_h, w.dilation_w});
    if (pads)
        node.set("pads", Dims{w.pad_top, w.pad_left, w.pad_bottom, w.pad_right});
    return node;
}

} // namespace sluice::quantizer
