// SPDX-License-Identifier: Apache-2.0
// What --config says. Every key is optional; docs/command-line.md lists them.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "rtl_lib/parameter.h"

namespace sluice::cli {

enum class Layout { nchw, nhwc };
enum class ChannelOrder { rgb, bgr, gray };
using Size = std::array<int, 2>; // height, width

// From DATA to the model's input: resize, then crop, then channel order, then
// value = (x * scale - mean) / std per channel of the network.
struct InputConfig {
    std::optional<Layout> layout;
    std::optional<ChannelOrder> channel_order;
    std::optional<Size> resize;
    std::optional<Size> crop;
    double scale = 1.0;
    std::vector<double> mean = {0.0}; // one entry, or one per channel
    std::vector<double> std = {1.0};  // the same; never 0
    bool raw_uint8 = false;           // the network takes the bytes before scale, mean and std
};

// What `weight_bits: auto` may cost when nothing else is said, in dB of the outputs' SQNR.
constexpr double kDefaultDropDb = 3.0;

struct QuantizationConfig {
    std::string method = "auto"; // auto, minmax, percentile, mse, kl
    double percentile = 99.99;   // above 50, at most 100
    int weight_bits = 8;         // 2 to 8
    // `weight_bits: auto`: widths by layer, for at most so many dB of the outputs' SQNR
    std::optional<double> max_drop;
    bool equalize = true;
    bool clip_weights = true;
    bool bias_correction = true;
    std::string rounding = "optimized"; // nearest, optimized
};

// What is not named is not limited here.
struct BudgetConfig {
    std::optional<double> products, dsp, lut, ff, bram;
    bool empty() const { return !products && !dsp && !lut && !ff && !bram; }
};

struct TargetConfig {
    std::optional<std::string> device;
    BudgetConfig budget;
    std::optional<double> clock_mhz;
    std::optional<std::string> objective; // throughput, latency, area
    std::optional<double> fps;
    std::string control = "none"; // none, axi-lite
};

// What the user fixes of a layer: its parallelism and mapping as far as they are said, and the
// width of its weights.
struct Pin {
    std::optional<int> in_channels, out_channels, kernel, pixels;
    rtl::MappingPin mapping = {};
    std::optional<int> weight_bits = {}; // 2 to 8

    bool has_parallelism() const { return in_channels || out_channels || kernel || pixels; }
};

struct Config {
    InputConfig input;
    QuantizationConfig quantization;
    TargetConfig target;
    std::map<std::string, Pin> layers; // by layer name
    std::map<std::string, int> fifos;  // depth by FIFO name, as design.yaml lists them
};

// Throws Error naming the file, the key and the nearest known key or the values that are allowed.
Config read_config(const std::filesystem::path& path);
Config parse_config(const std::string& text, const std::string& where);

// The same sections as one YAML text made of a function's keywords. Errors name the function, and a
// keyword of the quantization or the target without its section.
Config parse_keywords(const std::string& text, const std::string& function);

// "products=440,dsp=220", as --budget takes it.
BudgetConfig parse_budget(const std::string& text);

} // namespace sluice::cli
