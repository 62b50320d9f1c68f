// SPDX-License-Identifier: Apache-2.0
#include "frontend/onnx_file.h"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <limits>
#include <set>
#include <string_view>
#include <tuple>

#include <fmt/format.h>
#include <google/protobuf/stubs/logging.h>
#include <onnx/onnx_pb.h>

#include "base/error.h"
#include "frontend/onnx_tensor.h"

namespace sluice::frontend {

namespace {

constexpr std::uintmax_t kMaxFileBytes = std::numeric_limits<std::int32_t>::max();

std::string read_bytes(const std::filesystem::path& path) {
    const std::string where = path.string();
    std::error_code error;
    if (!std::filesystem::exists(path, error))
        throw Error(where, "there is no such file", "check the path");
    if (!std::filesystem::is_regular_file(path, error))
        throw Error(where, "is not a file", "give the path of an ONNX model");
    const std::uintmax_t size = std::filesystem::file_size(path, error);
    if (!error && size > kMaxFileBytes)
        throw Error(where, "is larger than 2 GiB, which no ONNX file can be", "check the path");
    std::ifstream stream(path, std::ios::binary);
    std::string bytes(error ? 0 : size, '\0');
    stream.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (!stream || error)
        throw Error(where, "cannot be read", "check its permissions");
    return bytes;
}

Attribute convert(const onnx::AttributeProto& proto, const std::filesystem::path& folder) {
    Attribute out;
    switch (proto.type()) {
    case onnx::AttributeProto::FLOAT:
        out.kind = AttributeKind::number;
        out.number = static_cast<double>(proto.f());
        break;
    case onnx::AttributeProto::INT:
        out.kind = AttributeKind::integer;
        out.integer = proto.i();
        break;
    case onnx::AttributeProto::STRING:
        out.kind = AttributeKind::text;
        out.text = proto.s();
        break;
    case onnx::AttributeProto::FLOATS:
        out.kind = AttributeKind::numbers;
        out.numbers.assign(proto.floats().begin(), proto.floats().end());
        break;
    case onnx::AttributeProto::INTS:
        out.kind = AttributeKind::integers;
        out.integers.assign(proto.ints().begin(), proto.ints().end());
        break;
    case onnx::AttributeProto::STRINGS:
        out.kind = AttributeKind::texts;
        break;
    case onnx::AttributeProto::TENSOR:
        out.kind = AttributeKind::tensor;
        out.tensor = std::make_shared<const Tensor>(decode_tensor(proto.t(), folder));
        break;
    case onnx::AttributeProto::GRAPH:
    case onnx::AttributeProto::GRAPHS:
        out.kind = AttributeKind::subgraph;
        break;
    default:
        break;
    }
    return out;
}

OnnxNode convert(const onnx::NodeProto& proto, const std::filesystem::path& folder) {
    OnnxNode node;
    node.name = proto.name();
    node.op = proto.op_type();
    node.domain = proto.domain() == "ai.onnx" ? "" : proto.domain();
    node.inputs.assign(proto.input().begin(), proto.input().end());
    node.outputs.assign(proto.output().begin(), proto.output().end());
    for (const auto& attribute : proto.attribute())
        node.attributes[attribute.name()] = convert(attribute, folder);
    return node;
}

ValueInfo convert(const onnx::ValueInfoProto& proto) {
    ValueInfo info;
    info.name = proto.name();
    const auto& type = proto.type().tensor_type();
    info.type = element_type_name(proto.type().has_tensor_type() ? type.elem_type() : 0);
    info.has_shape = proto.type().has_tensor_type() && type.has_shape();
    for (const auto& dim : type.shape().dim()) {
        Dimension out;
        // Exporters write 0 and -1 for what they do not know.
        if (dim.has_dim_value() && dim.dim_value() > 0)
            out.size = dim.dim_value();
        else
            out.symbol = dim.dim_param();
        info.dims.push_back(out);
    }
    return info;
}

// What else a file is that is no ONNX model, and what to do with it.
std::pair<std::string, std::string> other_format(const std::string& bytes) {
    const auto has = [&](std::size_t at, std::string_view magic) {
        return bytes.compare(at, magic.size(), magic) == 0;
    };
    const bool text = !bytes.empty() && std::all_of(bytes.begin(), bytes.end(), [](char c) {
        return static_cast<unsigned char>(c) >= ' ' || std::isspace(static_cast<unsigned char>(c));
    });
    if (has(0, "PK\x03\x04"))
        return {"is a zip archive, as PyTorch and Keras write, and not an ONNX model",
                "export the network with torch.onnx.export or tf2onnx"};
    if (has(0, "\x89HDF"))
        return {"is an HDF5 file, as Keras writes, and not an ONNX model",
                "export the network with tf2onnx"};
    if (bytes.size() > 8 && has(4, "TFL3"))
        return {"is a TensorFlow Lite model and not an ONNX model",
                "convert it with tf2onnx --tflite"};
    if (has(0, "version https://git-lfs"))
        return {"is a pointer of Git LFS and not the model itself", "fetch it with git lfs pull"};
    if (text)
        return {"is a text file and not an ONNX model, which is binary",
                "give the model itself; a text form is read by onnx.parser or protoc"};
    return {"is not an ONNX model, or is damaged or cut short", "export or download it again"};
}

} // namespace

OnnxModel read_onnx_file(const std::filesystem::path& path) {
    OnnxModel model;
    model.where = path.string();
    const std::string bytes = read_bytes(path);
    onnx::ModelProto proto;
    {
        const google::protobuf::LogSilencer silence; // the parser would write to stderr
        if (!proto.ParseFromString(bytes))
            std::apply([&](const auto&... what) { throw Error(model.where, what...); },
                       other_format(bytes));
    }
    if (!proto.has_graph())
        throw Error(model.where, "holds no graph: it is not an ONNX model, or is cut short",
                    "export or download it again");
    for (const auto& import : proto.opset_import())
        if (import.domain().empty() || import.domain() == "ai.onnx")
            model.opset = std::max(model.opset, import.version());
    if (model.opset < 1)
        throw Error(model.where, "names no operator set: it is not an ONNX model, or is cut short",
                    "export or download it again");
    const std::filesystem::path folder =
        path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
    const auto& graph = proto.graph();
    model.producer = proto.producer_name();
    if (!proto.producer_version().empty())
        model.producer += " " + proto.producer_version();
    model.graph_name = graph.name();
    model.ir_version = proto.ir_version();
    for (const auto& tensor : graph.initializer()) {
        auto value = std::make_shared<const Tensor>(decode_tensor(tensor, folder));
        if (!model.initializers.emplace(tensor.name(), std::move(value)).second)
            throw Error(model.where,
                        fmt::format("has two initializers named '{}'", printable(tensor.name())),
                        "export it again");
    }
    for (const auto& tensor : graph.sparse_initializer()) {
        auto value = std::make_shared<Tensor>();
        value->problem = "is sparse, which is not supported";
        model.initializers.emplace(tensor.values().name(), std::move(value));
    }
    for (const auto& node : graph.node())
        model.nodes.push_back(convert(node, folder));
    for (const auto& input : graph.input())
        if (model.initializers.count(input.name()) == 0)
            model.inputs.push_back(convert(input));
    for (const auto& output : graph.output())
        model.outputs.push_back(convert(output));
    for (const auto& info : graph.value_info())
        model.value_infos[info.name()] = convert(info);
    return model;
}

} // namespace sluice::frontend
