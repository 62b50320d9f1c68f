// SPDX-License-Identifier: Apache-2.0
#include <fstream>
#include <iterator>
#include <limits>

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "quantizer/network/array_file.h"
#include "quantizer/network/checked.h"
#include "quantizer/network/checks.h"
#include "quantizer/network/fields.h"
#include "quantizer/network/file_format.h"
#include "quantizer/network/network.h"

namespace sluice::network {

namespace {

using Json = nlohmann::json;

constexpr const char* kRemedy = "generate the network again";

// What is wrong with the file, said by what lies deeper; load adds the file's name.
[[noreturn]] void malformed(const std::string& what) {
    throw InvalidNetwork(what);
}

const Json& member(const Json& object, const char* name) {
    if (!object.is_object() || !object.contains(name))
        malformed(std::string("the field '") + name + "' is missing");
    return object[name];
}

template <class Int> Int integer(const Json& value, const char* name) {
    std::int64_t number = 0;
    const bool too_large =
        value.is_number_unsigned() &&
        value.get<std::uint64_t>() > std::uint64_t(std::numeric_limits<std::int64_t>::max());
    if (!value.is_number_integer() || too_large ||
        (number = value.get<std::int64_t>()) < std::numeric_limits<Int>::min() ||
        number > std::numeric_limits<Int>::max())
        malformed(std::string("the field '") + name + "' is no integer in range");
    return static_cast<Int>(number);
}

std::string text(const Json& value, const char* name) {
    if (!value.is_string())
        malformed(std::string("the field '") + name + "' is no string");
    return value.get<std::string>();
}

bool boolean(const Json& value, const char* name) {
    if (!value.is_boolean())
        malformed(std::string("the field '") + name + "' is neither true nor false");
    return value.get<bool>();
}

const Json& list(const Json& object, const char* name) {
    const Json& value = member(object, name);
    if (!value.is_array())
        malformed(std::string("the field '") + name + "' is no list");
    return value;
}

std::vector<std::string> texts(const Json& object, const char* name) {
    std::vector<std::string> result;
    for (const Json& item : list(object, name))
        result.push_back(text(item, name));
    return result;
}

template <class Int> std::vector<Int> integers(const Json& object, const char* name) {
    std::vector<Int> result;
    for (const Json& item : list(object, name))
        result.push_back(integer<Int>(item, name));
    return result;
}

struct Reader {
    const Json& object;
    const std::string& arrays;

    template <class T> void operator()(const char* name, T& field) {
        const Json& value = member(object, name);
        if constexpr (std::is_same_v<T, bool>) {
            field = boolean(value, name);
        } else if constexpr (std::is_same_v<T, double>) {
            if (!value.is_number())
                malformed(std::string("the field '") + name + "' is no number");
            field = value.get<double>();
        } else if constexpr (std::is_integral_v<T>) {
            field = integer<T>(value, name);
        } else if constexpr (std::is_same_v<T, std::string>) {
            field = text(value, name);
        } else {
            Reader inner{value, arrays};
            each_field(field, inner);
        }
    }
    template <class Int> void operator()(const char* name, std::vector<Int>& field) {
        const Json& place = member(object, name);
        const auto offset = integer<std::int64_t>(member(place, "offset"), "offset");
        const auto length = integer<std::int64_t>(member(place, "length"), "length");
        const auto bytes = static_cast<std::int64_t>(arrays.size());
        constexpr auto kWidth = static_cast<std::int64_t>(sizeof(Int));
        if (offset < 0 || length < 0 || offset > bytes || length > (bytes - offset) / kWidth)
            malformed(std::string("the array '") + name + "' lies outside " + kBinName);
        field = extract_array<Int>(arrays, static_cast<std::size_t>(offset),
                                   static_cast<std::size_t>(length));
    }
};

template <std::size_t Kind = 0> LayerKind kind_named(const std::string& name) {
    if constexpr (Kind == std::variant_size_v<LayerKind>) {
        malformed("the layer kind '" + printable(name) + "' is unknown");
    } else {
        LayerKind kind{std::in_place_index<Kind>};
        return name == kind_name(kind) ? kind : kind_named<Kind + 1>(name);
    }
}

std::vector<Interface> interfaces(const Json& file, const char* name) {
    std::vector<Interface> result;
    for (const Json& item : list(file, name)) {
        result.push_back({text(member(item, "name"), "name"),
                          integer<TensorId>(member(item, "tensor"), "tensor"),
                          integers<std::int64_t>(item, "dims"),
                          boolean(member(item, "channels_first"), "channels_first")});
        if (item.contains("integer_offset"))
            result.back().integer_offset = integer<int>(item["integer_offset"], "integer_offset");
    }
    return result;
}

Layer layer_of(const Json& item, const std::string& arrays) {
    Layer layer;
    layer.name = text(member(item, "name"), "name");
    layer.sources = texts(item, "sources");
    layer.kind = kind_named(text(member(item, "kind"), "kind"));
    layer.inputs = integers<TensorId>(item, "inputs");
    layer.output = integer<TensorId>(member(item, "output"), "output");
    Reader reader{member(item, "fields"), arrays};
    std::visit([&](auto& kind) { each_field(kind, reader); }, layer.kind);
    return layer;
}

std::string read_file(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    if (!file.is_open() || file.bad())
        throw Error(path.string(), "cannot be read", "give the folder that generate wrote");
    return bytes;
}

Network network_of(const Json& file, const std::string& arrays) {
    Network network;
    network.name = text(member(file, "name"), "name");
    network.quantization_method = text(member(file, "quantization_method"), "quantization_method");
    network.notes = texts(file, "notes");
    for (const Json& item : list(file, "tensors")) {
        Reader reader{item, arrays};
        each_field(network.tensors.emplace_back(), reader);
    }
    network.inputs = interfaces(file, "inputs");
    network.outputs = interfaces(file, "outputs");
    for (const Json& item : list(file, "layers"))
        network.layers.push_back(layer_of(item, arrays));
    return network;
}

} // namespace

Network load(const std::filesystem::path& directory) {
    const std::filesystem::path json_path = directory / kJsonName;
    const std::filesystem::path bin_path = directory / kBinName;
    const Json file = Json::parse(read_file(json_path), nullptr, false);
    if (file.is_discarded())
        throw Error(json_path.string(), "is no JSON, or was cut short", kRemedy);
    try {
        if (text(member(file, "format"), "format") != kFormat)
            malformed("it is no integer network of Sluice");
        if (integer<int>(member(file, "version"), "version") != kVersion)
            malformed("its version is not the one that this Sluice reads");
        const std::string arrays = read_file(bin_path);
        const Json& facts = member(file, "arrays");
        if (integer<std::int64_t>(member(facts, "bytes"), "bytes") !=
                static_cast<std::int64_t>(arrays.size()) ||
            member(facts, "checksum") != Json(checksum(arrays)))
            throw Error(bin_path.string(),
                        "does not belong to network.json beside it, or was cut short", kRemedy);
        Network network = network_of(file, arrays);
        check_network(network);
        return network;
    } catch (const InvalidNetwork& rule) {
        throw Error(json_path.string(), rule.what(), kRemedy);
    }
}

} // namespace sluice::network
