// SPDX-License-Identifier: Apache-2.0
#include <fstream>
#include <system_error>

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "quantizer/network/array_file.h"
#include "quantizer/network/fields.h"
#include "quantizer/network/file_format.h"
#include "quantizer/network/network.h"

namespace sluice::network {

namespace {

using OrderedJson = nlohmann::ordered_json;

struct Writer {
    OrderedJson& object;
    std::string& arrays;

    template <class T> void operator()(const char* name, T& field) {
        if constexpr (std::is_arithmetic_v<T> || std::is_same_v<T, std::string>) {
            object[name] = field;
        } else {
            object[name] = OrderedJson::object();
            Writer inner{object[name], arrays};
            each_field(field, inner);
        }
    }
    template <class Int> void operator()(const char* name, std::vector<Int>& field) {
        object[name] = {{"offset", arrays.size()}, {"length", field.size()}};
        append_array(arrays, field);
    }
};

// The object of one struct; a copy, since the list of fields serves loading too.
template <class T> OrderedJson described(T value, std::string& arrays) {
    OrderedJson object = OrderedJson::object();
    Writer writer{object, arrays};
    each_field(value, writer);
    return object;
}

OrderedJson interfaces(const std::vector<Interface>& list) {
    OrderedJson array = OrderedJson::array();
    for (const Interface& item : list) {
        array.push_back({{"name", item.name},
                         {"tensor", item.tensor},
                         {"dims", item.dims},
                         {"channels_first", item.channels_first}});
        if (item.integer_offset)
            array.back()["integer_offset"] = *item.integer_offset;
    }
    return array;
}

OrderedJson layer_object(const Layer& layer, std::string& arrays) {
    return {{"name", layer.name},
            {"kind", kind_name(layer.kind)},
            {"sources", layer.sources},
            {"inputs", layer.inputs},
            {"output", layer.output},
            {"fields",
             std::visit([&](const auto& kind) { return described(kind, arrays); }, layer.kind)}};
}

std::filesystem::path write_beside(const std::filesystem::path& target, const std::string& bytes) {
    std::filesystem::path beside = target;
    beside += ".part";
    std::ofstream file(beside, std::ios::binary | std::ios::trunc);
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    file.close();
    if (!file) {
        std::error_code ignored;
        std::filesystem::remove(beside, ignored);
        throw Error(target.string(), "cannot be written",
                    "choose a folder that exists, is writable and has room");
    }
    return beside;
}

} // namespace

void save(const Network& network, const std::filesystem::path& directory) {
    validate(network);
    std::string arrays;
    OrderedJson file{{"format", kFormat},
                     {"version", kVersion},
                     {"name", network.name},
                     {"quantization_method", network.quantization_method},
                     {"notes", network.notes},
                     {"tensors", OrderedJson::array()},
                     {"inputs", interfaces(network.inputs)},
                     {"outputs", interfaces(network.outputs)},
                     {"layers", OrderedJson::array()}};
    for (const Tensor& tensor : network.tensors)
        file["tensors"].push_back(described(tensor, arrays));
    for (const Layer& layer : network.layers)
        file["layers"].push_back(layer_object(layer, arrays));
    file["arrays"] = {{"bytes", arrays.size()}, {"checksum", checksum(arrays)}};

    const std::filesystem::path json_path = directory / kJsonName;
    const std::filesystem::path bin_path = directory / kBinName;
    // Names from ONNX may be no UTF-8: what is not becomes U+FFFD.
    const std::string text = file.dump(1, ' ', false, OrderedJson::error_handler_t::replace) + "\n";
    const std::filesystem::path bin_beside = write_beside(bin_path, arrays);
    std::error_code failed;
    try {
        const std::filesystem::path json_beside = write_beside(json_path, text);
        std::filesystem::rename(bin_beside, bin_path, failed);
        if (!failed)
            std::filesystem::rename(json_beside, json_path, failed);
        if (failed)
            std::filesystem::remove(json_beside);
    } catch (...) {
        std::filesystem::remove(bin_beside, failed);
        throw;
    }
    if (failed) {
        std::error_code ignored;
        std::filesystem::remove(bin_beside, ignored);
        throw Error(json_path.string(), "cannot be put in place (" + failed.message() + ")",
                    "choose a folder that is writable");
    }
}

} // namespace sluice::network
