// SPDX-License-Identifier: Apache-2.0
#include "cli/config/config.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "base/nearest.h"
#include "cli/config/section.h"
#include "cli/data/bytes.h"

namespace sluice::cli {

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kSmallest = std::numeric_limits<double>::min();
constexpr double kMostDropDb = 200.0;
constexpr int kMaxPixels = 16384; // in one direction
constexpr const char* kResources[] = {"products", "dsp", "lut", "ff", "bram"};

InputConfig read_input(const Section& section) {
    section.allow(
        {"layout", "channel_order", "resize", "crop", "scale", "mean", "std", "raw_uint8"});
    InputConfig input;
    if (section.has("layout"))
        input.layout =
            section.choice("layout", {"nchw", "nhwc"}) == "nchw" ? Layout::nchw : Layout::nhwc;
    if (section.has("channel_order")) {
        const std::string order = section.choice("channel_order", {"rgb", "bgr", "gray"});
        input.channel_order = order == "rgb"   ? ChannelOrder::rgb
                              : order == "bgr" ? ChannelOrder::bgr
                                               : ChannelOrder::gray;
    }
    const auto size = [&](const char* key) -> std::optional<Size> {
        if (!section.has(key))
            return std::nullopt;
        const std::vector<int> values = section.integers(key, 2, 1, kMaxPixels);
        return Size{values[0], values[1]};
    };
    input.resize = size("resize");
    input.crop = size("crop");
    if (section.has("scale"))
        input.scale = section.number("scale", -kInfinity, kInfinity);
    if (section.has("mean"))
        input.mean = section.numbers("mean");
    if (section.has("std"))
        input.std = section.numbers("std");
    if (std::ranges::find(input.std, 0.0) != input.std.end())
        section.fail("std", "holds a 0, and values are divided by it", "correct it");
    if (section.has("raw_uint8"))
        input.raw_uint8 = section.boolean("raw_uint8");
    return input;
}

QuantizationConfig read_quantization(const Section& section) {
    section.allow({"method", "percentile", "weight_bits", "max_drop", "equalize", "clip_weights",
                   "bias_correction", "rounding"});
    QuantizationConfig quantization;
    if (section.has("method"))
        quantization.method =
            section.choice("method", {"auto", "minmax", "percentile", "mse", "kl"});
    if (section.has("percentile"))
        quantization.percentile = section.number("percentile", 50.0, 100.0);
    if (section.has("weight_bits") && section.text("weight_bits") == "auto")
        quantization.max_drop = kDefaultDropDb;
    else if (section.has("weight_bits"))
        quantization.weight_bits = section.integer("weight_bits", 2, 8);
    if (section.has("max_drop")) {
        const double drop = section.number("max_drop", 0.0, kMostDropDb);
        if (!quantization.max_drop)
            section.fail("max_drop", "is given without `weight_bits: auto`", "add it");
        quantization.max_drop = drop;
    }
    const auto read = [&](const char* key, bool& value) {
        if (section.has(key))
            value = section.boolean(key);
    };
    read("equalize", quantization.equalize);
    read("clip_weights", quantization.clip_weights);
    read("bias_correction", quantization.bias_correction);
    if (section.has("rounding"))
        quantization.rounding = section.choice("rounding", {"nearest", "optimized"});
    return quantization;
}

std::optional<double>& budget_entry(BudgetConfig& budget, const std::string& key) {
    if (key == "products")
        return budget.products;
    if (key == "dsp")
        return budget.dsp;
    if (key == "lut")
        return budget.lut;
    return key == "ff" ? budget.ff : budget.bram;
}

TargetConfig read_target(const Section& section) {
    section.allow({"device", "budget", "clock_mhz", "objective", "fps", "control"});
    TargetConfig target;
    if (section.has("device"))
        target.device = section.text("device");
    const Section budget = section.section("budget");
    budget.allow({"products", "dsp", "lut", "ff", "bram"});
    for (const char* key : kResources)
        if (budget.has(key))
            budget_entry(target.budget, key) = budget.number(key, 0, kInfinity);
    if (section.has("clock_mhz"))
        target.clock_mhz = section.number("clock_mhz", kSmallest, kInfinity);
    if (section.has("objective"))
        target.objective = section.choice("objective", {"throughput", "latency", "area"});
    if (section.has("fps"))
        target.fps = section.number("fps", kSmallest, kInfinity);
    if (section.has("control"))
        target.control = section.choice("control", {"none", "axi-lite"});
    return target;
}

Pin read_pin(const Section& layer) {
    layer.allow({"parallelism", "products", "packing", "requantizer", "weight_bits"});
    const Section section = layer.section("parallelism");
    section.allow({"in_channels", "out_channels", "kernel", "pixels"});
    const auto value = [&](const char* key) -> std::optional<int> {
        if (!section.has(key))
            return std::nullopt;
        return section.integer(key, 1, std::numeric_limits<int>::max());
    };
    const auto unit = [&](const char* key) -> std::optional<rtl::Unit> {
        if (!layer.has(key))
            return std::nullopt;
        return layer.choice(key, {"dsp", "logic"}) == "dsp" ? rtl::Unit::dsp : rtl::Unit::logic;
    };
    Pin pin{value("in_channels"), value("out_channels"), value("kernel"), value("pixels")};
    pin.mapping.products = unit("products");
    pin.mapping.requantizer = unit("requantizer");
    if (layer.has("packing"))
        pin.mapping.packing = layer.boolean("packing");
    if (layer.has("weight_bits"))
        pin.weight_bits = layer.integer("weight_bits", 2, 8);
    return pin;
}

void read_parts(const Section& layers, const Section& fifos, Config& config) {
    for (const std::string& name : layers.keys())
        config.layers[name] = read_pin(layers.section(name));
    for (const std::string& name : fifos.keys())
        config.fifos[name] = fifos.integer(name.c_str(), 1, std::numeric_limits<int>::max());
}

} // namespace

Config parse_config(const std::string& text, const std::string& where) {
    YAML::Node root;
    try {
        root = YAML::Load(text);
    } catch (const YAML::Exception& error) {
        throw Error(where, fmt::format("line {}: not YAML ({})", error.mark.line + 1, error.msg),
                    "correct it there");
    }
    const Section file(where, "", root);
    file.allow({"input", "quantization", "target", "layers", "fifos"});
    Config config;
    config.input = read_input(file.section("input"));
    config.quantization = read_quantization(file.section("quantization"));
    config.target = read_target(file.section("target"));
    read_parts(file.section("layers"), file.section("fifos"), config);
    return config;
}

Config parse_keywords(const std::string& text, const std::string& function) {
    YAML::Node root;
    try {
        root = YAML::Load(text);
    } catch (const YAML::Exception&) {
        throw Error(function, "has a name among its keywords that is not text",
                    "use the names of the report");
    }
    const auto section = [&](const char* name, const char* path) {
        const YAML::Node node = root[name];
        return Section::of_keywords(function, path, node ? node : YAML::Node());
    };
    Config config;
    config.quantization = read_quantization(section("quantization", ""));
    config.target = read_target(section("target", ""));
    read_parts(section("layers", "layers"), section("fifos", "fifos"), config);
    return config;
}

Config read_config(const std::filesystem::path& path) {
    const Bytes bytes = read_bytes(path);
    return parse_config(std::string(bytes.begin(), bytes.end()), path.string());
}

BudgetConfig parse_budget(const std::string& text) {
    BudgetConfig budget;
    const std::vector<std::string> known(std::begin(kResources), std::end(kResources));
    for (std::size_t start = 0; start <= text.size();) {
        const std::size_t end = std::min(text.find(',', start), text.size());
        const std::string item = text.substr(start, end - start);
        start = end + 1;
        const std::size_t equals = item.find('=');
        const std::string key = item.substr(0, equals);
        if (std::ranges::find(known, key) == known.end())
            throw Error("", fmt::format("--budget names '{}', which is not known", printable(key)),
                        fmt::format("did you mean '{}'?", nearest(key, known)));
        double value = 0;
        const char* last = item.data() + item.size();
        const char* first = equals == std::string::npos ? last : item.data() + equals + 1;
        const auto [rest, status] = std::from_chars(first, last, value);
        if (status != std::errc{} || rest != last || !std::isfinite(value) || value < 0)
            throw Error("", fmt::format("--budget gives '{}' no number", printable(item)),
                        fmt::format("write {}=440", key));
        if (budget_entry(budget, key))
            throw Error("", fmt::format("--budget names '{}' twice", key), "keep one of them");
        budget_entry(budget, key) = value;
    }
    return budget;
}

} // namespace sluice::cli
