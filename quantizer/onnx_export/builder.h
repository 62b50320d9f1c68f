// SPDX-License-Identifier: Apache-2.0
// Builds an ONNX graph node by node. Private to this library.
#pragma once

#include <cstdint>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include <onnx/onnx_pb.h>

#include "quantizer/network/network.h"

namespace sluice::quantizer {

using Dims = std::vector<std::int64_t>;

// A node under construction: attributes are set through it.
class NodeRef {
public:
    explicit NodeRef(onnx::NodeProto* node) : node_(node) {}
    NodeRef& set(const char* name, std::int64_t value);
    NodeRef& set(const char* name, const Dims& values);
    operator std::string() const { return node_->output(0); }
    // Declares a second output and gives its name.
    std::string second();

private:
    onnx::NodeProto* node_;
};

class Builder {
public:
    explicit Builder(const network::Network& network);

    // The prefix of the names of what follows, normally a layer's name.
    void begin(const std::string& prefix) { prefix_ = prefix; }

    NodeRef node(const char* op, const std::vector<std::string>& inputs);

    // Initializers. `values` in row-major order of `dims`; empty dims are a scalar.
    std::string int8s(const Dims& dims, const std::vector<std::int8_t>& values);
    std::string int32s(const Dims& dims, const std::vector<std::int32_t>& values);
    std::string int64s(const Dims& dims, const std::vector<std::int64_t>& values);
    std::string floats(const Dims& dims, const std::vector<float>& values);

    std::string reshape(const std::string& value, const Dims& dims);
    std::string cast(const std::string& value, onnx::TensorProto_DataType type);
    // The int8 value through a table of 256 entries; any dimensions.
    std::string look_up(const std::string& value, const std::vector<std::int8_t>& table);
    // Pads rows and columns of an NCHW value with the scalar `constant`; without pads, the value.
    std::string pad(const std::string& value, const Window& window, const std::string& constant);

    // A 1 x C x H x W value of the shape `from` rearranged.
    std::string rearranged(const std::string& value, const network::Rearrange& layer,
                           const Shape& from);

    // Declares the graph's input; gives the value as 1 x C x H x W.
    std::string input(const network::Interface& interface, onnx::TensorProto_DataType type);
    // Declares the graph's output, made from a 1 x C x H x W value.
    void output(const network::Interface& interface, const std::string& value,
                onnx::TensorProto_DataType type);

    // Checks the model (SLUICE_CHECK) and writes it.
    void write(const std::filesystem::path& path);

private:
    std::string unique(const std::string& step);
    template <class T>
    std::string initializer(onnx::TensorProto_DataType type, const Dims& dims,
                            const std::vector<T>& values);

    const network::Network& network_;
    onnx::ModelProto model_;
    std::set<std::string> names_;
    std::string prefix_;
};

// [out_channels][kernel_h][kernel_w][in / groups] as ONNX's [out][in / groups][kh][kw].
std::vector<std::int8_t> weights_oihw(const network::Conv& conv, int group_in);
// [out][h][w][c] as ONNX's matrix [c * h * w][out].
std::vector<std::int8_t> weights_matrix(const network::FullyConnected& layer, const Shape& input);
// Of a float value, the place of each window's maximum in its window, int64: MaxPool's Indices
// without what tells the window.
std::string max_places(Builder& b, const std::string& value, const network::MaxPlace& layer,
                       const Shape& input);
// `values` at their `places` (int64), elsewhere the scalar `zero` of the values' type.
std::string unpooled(Builder& b, const std::string& values, const std::string& places,
                     const std::string& zero, const network::MaxUnpool& layer, const Shape& input);
// Taps inside the image (or all, with count_include_pad) of each output pixel, row-major.
std::vector<int> average_divisors(const network::AveragePool& pool, const Shape& input,
                                  const Shape& output);

// strides, dilations and kernel_shape; pads too when `pads`.
NodeRef& set_window(NodeRef& node, const Window& window, bool pads, bool dilations = true);

} // namespace sluice::quantizer
