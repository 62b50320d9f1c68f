// SPDX-License-Identifier: Apache-2.0
#include "frontend/tests/model_builder.h"

#include <unistd.h>

#include <fstream>

#include "base/error.h"

namespace sluice::frontend {

namespace {

struct Folder {
    std::filesystem::path path =
        std::filesystem::temp_directory_path() / ("sluice_frontend_" + std::to_string(getpid()));
    Folder() { std::filesystem::create_directories(path); }
    ~Folder() {
        std::error_code error;
        std::filesystem::remove_all(path, error);
    }
};

void set_dims(onnx::TensorProto& tensor, const Ints& dims) {
    for (const std::int64_t dim : dims)
        tensor.add_dims(dim);
}

} // namespace

ModelBuilder::ModelBuilder(std::int64_t opset) {
    proto_.set_ir_version(7);
    proto_.set_producer_name("test");
    auto* import = proto_.add_opset_import();
    import->set_domain("");
    import->set_version(opset);
    proto_.mutable_graph()->set_name("net");
}

ModelBuilder& ModelBuilder::input(const std::string& name, const Ints& dims) {
    auto* info = proto_.mutable_graph()->add_input();
    info->set_name(name);
    auto* type = info->mutable_type()->mutable_tensor_type();
    type->set_elem_type(onnx::TensorProto::FLOAT);
    type->mutable_shape();
    for (const std::int64_t dim : dims) {
        auto* out = type->mutable_shape()->add_dim();
        if (dim >= 0)
            out->set_dim_value(dim);
    }
    return *this;
}

ModelBuilder& ModelBuilder::output(const std::string& name) {
    proto_.mutable_graph()->add_output()->set_name(name);
    return *this;
}

ModelBuilder& ModelBuilder::weights(const std::string& name, const Ints& dims, float start,
                                    float step) {
    std::int64_t count = 1;
    for (const std::int64_t dim : dims)
        count *= dim;
    std::vector<float> values;
    for (std::int64_t i = 0; i < count; ++i)
        values.push_back(start + step * static_cast<float>(i));
    return floats(name, dims, values);
}

ModelBuilder& ModelBuilder::floats(const std::string& name, const Ints& dims,
                                   const std::vector<float>& values) {
    auto* tensor = proto_.mutable_graph()->add_initializer();
    tensor->set_name(name);
    tensor->set_data_type(onnx::TensorProto::FLOAT);
    set_dims(*tensor, dims);
    for (const float value : values)
        tensor->add_float_data(value);
    return *this;
}

ModelBuilder& ModelBuilder::ints(const std::string& name, const Ints& values) {
    auto* tensor = proto_.mutable_graph()->add_initializer();
    tensor->set_name(name);
    tensor->set_data_type(onnx::TensorProto::INT64);
    tensor->add_dims(static_cast<std::int64_t>(values.size()));
    for (const std::int64_t value : values)
        tensor->add_int64_data(value);
    return *this;
}

ModelBuilder& ModelBuilder::scalar(const std::string& name, float value) {
    return floats(name, {}, {value});
}

ModelBuilder& ModelBuilder::node(const std::string& op, const std::vector<std::string>& inputs,
                                 const std::string& output,
                                 const std::vector<NamedAttribute>& attributes) {
    auto* node = proto_.mutable_graph()->add_node();
    node->set_op_type(op);
    node->set_name(output);
    for (const std::string& name : inputs)
        node->add_input(name);
    node->add_output(output);
    for (const NamedAttribute& given : attributes) {
        auto* attribute = node->add_attribute();
        attribute->set_name(given.name);
        if (const auto* integer = std::get_if<std::int64_t>(&given.value)) {
            attribute->set_type(onnx::AttributeProto::INT);
            attribute->set_i(*integer);
        } else if (const auto* number = std::get_if<double>(&given.value)) {
            attribute->set_type(onnx::AttributeProto::FLOAT);
            attribute->set_f(static_cast<float>(*number));
        } else if (const auto* text = std::get_if<std::string>(&given.value)) {
            attribute->set_type(onnx::AttributeProto::STRING);
            attribute->set_s(*text);
        } else {
            attribute->set_type(onnx::AttributeProto::INTS);
            for (const std::int64_t value : std::get<Ints>(given.value))
                attribute->add_ints(value);
        }
    }
    return *this;
}

std::filesystem::path write_test_file(const std::string& name, const std::string& bytes) {
    static const Folder folder;
    const std::filesystem::path path = folder.path / name;
    std::ofstream stream(path, std::ios::binary | std::ios::trunc);
    stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    return path;
}

std::filesystem::path ModelBuilder::save() const {
    return write_test_file("model.onnx", proto_.SerializeAsString());
}

ImportResult ModelBuilder::import(const ImportOptions& options) const {
    return import_model(save(), options);
}

CheckReport ModelBuilder::check(const ImportOptions& options) const {
    return check_model(save(), options);
}

std::string ModelBuilder::error(const ImportOptions& options) const {
    try {
        import(options);
    } catch (const Error& error) {
        return error.what();
    }
    return "";
}

std::string kinds(const graph::Graph& graph) {
    std::string text;
    for (const graph::Node& node : graph.nodes) {
        if (!text.empty())
            text += ' ';
        text += graph::kind_name(node.op);
    }
    return text;
}

const Shape& output_shape(const graph::Graph& graph, std::size_t node) {
    return graph.values.at(static_cast<std::size_t>(graph.nodes.at(node).output)).shape;
}

} // namespace sluice::frontend
