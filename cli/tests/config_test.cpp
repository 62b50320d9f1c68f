// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "base/error.h"
#include "cli/config/config.h"

using namespace sluice;
using namespace sluice::cli;
using Catch::Contains;

TEST_CASE("every key of the configuration is read") {
    const Config config = parse_config(R"(
input:
  layout: nhwc
  channel_order: bgr
  resize: [256, 250]
  crop: [224, 220]
  scale: 0.5
  mean: [1, 2.5, 3]
  std: 2
  raw_uint8: false
quantization: {method: percentile, percentile: 99.9, weight_bits: 4, equalize: false,
               rounding: nearest}
target:
  device: xc7z010
  budget: {products: 440, bram: 1.5}
  clock_mhz: 125
  objective: throughput
  control: axi-lite
layers:
  "conv\x2f1": {parallelism: {in_channels: 4, kernel: 3}, weight_bits: 3}
fifos: {fifo_1: 17}
)",
                                       "c.yaml");
    CHECK(config.input.layout == Layout::nhwc);
    CHECK(config.input.channel_order == ChannelOrder::bgr);
    CHECK(config.input.resize == Size{256, 250});
    CHECK(config.input.crop == Size{224, 220});
    CHECK(config.input.scale == 0.5);
    CHECK(config.input.mean == std::vector<double>{1, 2.5, 3});
    CHECK(config.input.std == std::vector<double>{2});
    CHECK(config.quantization.method == "percentile");
    CHECK(config.quantization.percentile == 99.9);
    CHECK(config.quantization.weight_bits == 4);
    CHECK_FALSE(config.quantization.equalize);
    CHECK(config.quantization.bias_correction);
    CHECK(config.quantization.clip_weights);
    CHECK(config.quantization.rounding == "nearest");
    CHECK(config.target.device == "xc7z010");
    CHECK(config.target.budget.products == 440.0);
    CHECK(config.target.budget.bram == 1.5);
    CHECK_FALSE(config.target.budget.dsp);
    CHECK(config.target.clock_mhz == 125.0);
    CHECK(config.target.control == "axi-lite");
    CHECK(config.target.objective == "throughput");
    const Pin& pin = config.layers.at("conv/1");
    CHECK(pin.in_channels == 4);
    CHECK_FALSE(pin.out_channels);
    CHECK(pin.kernel == 3);
    CHECK(pin.weight_bits == 3);
    CHECK(config.fifos.at("fifo_1") == 17);
    const Config mapped =
        parse_config("layers: {a: {products: logic, packing: false, requantizer: dsp}}", "m.yaml");
    const Pin& built = mapped.layers.at("a");
    CHECK_FALSE(built.has_parallelism());
    CHECK(built.mapping.products == rtl::Unit::logic);
    CHECK(built.mapping.packing == false);
    CHECK(built.mapping.requantizer == rtl::Unit::dsp);
    CHECK_FALSE(pin.mapping.packing);
    CHECK_NOTHROW(parse_config("", "empty.yaml"));
    CHECK_NOTHROW(parse_config("input:\n", "empty.yaml"));
}

TEST_CASE("mistakes name the file, the line, the key and the remedy") {
    const auto message = [](const std::string& text) -> std::string {
        try {
            parse_config(text, "c.yaml");
        } catch (const Error& error) {
            return error.what();
        }
        return "accepted";
    };
    CHECK(message("input:\n  maen: 1\n") ==
          "c.yaml: line 2: the key 'input.maen' is not known; did you mean 'input.mean'?");
    CHECK_THAT(message("inputs: {}"), Contains("did you mean 'input'?"));
    CHECK_THAT(message("target: {budget: {dps: 1}}"), Contains("'target.budget.dsp'"));
    CHECK_THAT(message("layers: {a: {paralelism: {}}}"), Contains("'layers.a.parallelism'"));
    CHECK_THAT(message("layers: {a: {products: lut}}"), Contains("dsp, logic"));
    CHECK_THAT(message("input: {layout: chw}"), Contains("it can be nchw, nhwc"));
    CHECK_THAT(message("input: {resize: [0, 4]}"), Contains("'input.resize'"));
    CHECK_THAT(message("input: {resize: 4}"), Contains("'input.resize'"));
    CHECK_THAT(message("input: {scale: .nan}"), Contains("'input.scale'"));
    CHECK_THAT(message("input: {std: [1, 0]}"), Contains("holds a 0"));
    CHECK_THAT(message("input: {mean: []}"), Contains("empty list"));
    CHECK_THAT(message("quantization: {weight_bits: 9}"), Contains("from 2 to 8"));
    CHECK_THAT(message("layers: {a: {weight_bits: 1}}"), Contains("'layers.a.weight_bits'"));
    CHECK_THAT(message("quantization: {rounding: up}"), Contains("it can be nearest, optimized"));
    CHECK_THAT(message("quantization: {weight_bits: 2.5}"), Contains("whole number"));
    CHECK_THAT(message("fifos: {a: 0}"), Contains("'fifos.a'"));
    CHECK_THAT(message("input: 3"), Contains("is not a mapping"));
    CHECK_THAT(message("input: {scale: 1, scale: 2}"), Contains("given twice"));
    CHECK_THAT(message("input: [1, 2"), Contains("not YAML"));
    CHECK_THAT(message("- 1"), Contains("is not a mapping"));
}

TEST_CASE("keywords of a function are read like a file, and mistakes name them alone") {
    const Config config = parse_keywords(
        R"({"quantization": {"weight_bits": 4}, "target": {"fps": 30, "budget": {"dsp": 2}},
            "layers": {"a": {"parallelism": {"kernel": 3}}}, "fifos": {}})",
        "generate");
    CHECK(config.quantization.weight_bits == 4);
    CHECK(config.target.fps == 30.0);
    CHECK(config.target.budget.dsp == 2.0);
    CHECK(config.layers.at("a").kernel == 3);
    const auto message = [](const std::string& text) -> std::string {
        try {
            parse_keywords(text, "generate");
        } catch (const Error& error) {
            return error.what();
        }
        return "accepted";
    };
    CHECK(message("{}") == "accepted");
    CHECK(message(R"({"quantization": {"weight_bits": 9}})") ==
          "generate: 'weight_bits' is not a number from 2 to 8; correct it");
    CHECK(message(R"({"target": {"budget": {"dps": 1}}})") ==
          "generate: 'budget.dps' is not known; did you mean 'budget.dsp'?");
    CHECK(message(R"({"layers": {"a": 3}})") ==
          "generate: 'layers.a' is not a dict; give one of names and values");
    CHECK_THAT(message(R"({"fifos": {"f": 0}})"), Contains("'fifos.f'"));
}

TEST_CASE("a budget on the command line") {
    const BudgetConfig budget = parse_budget("products=440,lut=5e4");
    CHECK(budget.products == 440.0);
    CHECK(budget.lut == 50000.0);
    CHECK_FALSE(budget.dsp);
    CHECK_THROWS_WITH(parse_budget("product=4"), Contains("did you mean 'products'?"));
    CHECK_THROWS_WITH(parse_budget("dsp=many"), Contains("no number"));
    CHECK_THROWS_WITH(parse_budget("dsp"), Contains("no number"));
    CHECK_THROWS_WITH(parse_budget("dsp=-1"), Contains("no number"));
    CHECK_THROWS_WITH(parse_budget("dsp=1,dsp=2"), Contains("twice"));
    CHECK_THROWS_AS(parse_budget(""), Error);
}
