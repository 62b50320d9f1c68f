// SPDX-License-Identifier: Apache-2.0
#include "cli/report/difference.h"

#include <map>

namespace sluice::cli {

namespace {

using Json = nlohmann::ordered_json;

// Where a value lies in a report.
struct Field {
    const char* name;
    const char* path;
    const char* unit = "";
};

constexpr Field kFigures[] = {{"frames per second", "/fps"},
                              {"interval", "/interval_cycles", "cycles"},
                              {"lower bound", "/interval_lower_bound_cycles", "cycles"},
                              {"latency", "/latency_us", "us"},
                              {"latency", "/latency_cycles", "cycles"},
                              {"MACs of a frame", "/macs"},
                              {"efficiency", "/efficiency"},
                              {"products per cycle", "/products_per_cycle"},
                              {"DSP", "/resources/dsp"},
                              {"LUT", "/resources/lut"},
                              {"FF", "/resources/ff"},
                              {"BRAM", "/resources/bram"},
                              {"URAM", "/resources/uram"},
                              {"float accuracy", "/quantization/float_accuracy"},
                              {"int8 accuracy", "/quantization/int8_accuracy"},
                              {"output SQNR", "/quantization/output_sqnr_db", "dB"}};

constexpr Field kFacts[] = {{"network", "/name"},
                            {"device", "/device"},
                            {"clock, MHz", "/clock_mhz"},
                            {"objective", "/objective"},
                            {"budget", "/budget"},
                            {"slowest layer", "/bottleneck"},
                            {"quantization", "/quantization/method"},
                            {"Sluice", "/origin/sluice"},
                            {"integer network, SHA-256", "/origin/network_sha256"},
                            {"design.yaml, SHA-256", "/origin/design_sha256"}};

constexpr Field kLayer[] = {{"kind", "/kind"},
                            {"input", "/input_shape"},
                            {"output", "/output_shape"},
                            {"MACs", "/macs"},
                            {"cycles", "/cycles"},
                            {"parallelism", "/parallelism"},
                            {"products", "/products_per_cycle"},
                            {"DSP", "/resources/dsp"},
                            {"LUT", "/resources/lut"},
                            {"FF", "/resources/ff"},
                            {"BRAM", "/resources/bram"},
                            {"weight bytes", "/weight_bytes"},
                            {"FIFO beats", "/fifo_depth"}};

Json value_at(const Json& object, const char* path) {
    const Json::json_pointer pointer(path);
    return object.contains(pointer) ? object.at(pointer) : Json(nullptr);
}

template <std::size_t N>
Json changes(const Json& a, const Json& b, const Field (&fields)[N], bool all) {
    Json list = Json::array();
    for (const Field& field : fields) {
        const Json left = value_at(a, field.path), right = value_at(b, field.path);
        if (left == right && (!all || left.is_null()))
            continue;
        list.push_back({{"name", field.name}, {"a", left}, {"b", right}});
        if (*field.unit != '\0')
            list.back()["unit"] = field.unit;
    }
    return list;
}

} // namespace

Json difference_json(const Json& a, const Json& b) {
    Json result = {{"a", {{"name", value_at(a, "/name")}}},
                   {"b", {{"name", value_at(b, "/name")}}},
                   {"figures", changes(a, b, kFigures, true)},
                   {"changed", changes(a, b, kFacts, false)},
                   {"layers", Json::array()},
                   {"same_layers", 0},
                   {"only_a", Json::array()},
                   {"only_b", Json::array()}};
    std::multimap<std::string, const Json*> others;
    for (const Json& layer : b.at("layers"))
        others.emplace(layer.at("name"), &layer);
    int same = 0;
    for (const Json& layer : a.at("layers")) {
        const auto other = others.find(layer.at("name"));
        if (other == others.end()) {
            result["only_a"].push_back(layer.at("name"));
            continue;
        }
        Json list = changes(layer, *other->second, kLayer, false);
        others.erase(other);
        if (list.empty())
            ++same;
        else
            result["layers"].push_back({{"name", layer.at("name")}, {"changes", list}});
    }
    for (const Json& layer : b.at("layers")) // in its own order
        for (const auto& [name, left] : others)
            if (left == &layer)
                result["only_b"].push_back(name);
    result["same_layers"] = same;
    return result;
}

} // namespace sluice::cli
