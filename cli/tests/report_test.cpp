// SPDX-License-Identifier: Apache-2.0
#include <sstream>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "cli/report/page.h"
#include "cli/report/report.h"

using namespace sluice::cli;
using Catch::Contains;

namespace {

Report sample() {
    Report report;
    report.name = "net";
    report.device = "xc7z020";
    report.clock_mhz = 200;
    report.interval_cycles = 1000;
    report.latency_cycles = 3000;
    report.interval_lower_bound_cycles = 900;
    report.macs = 100000;
    report.products_per_cycle = 110;
    report.resources = {120, 5320, 10640, 70, 0};
    report.budget = {220, 220, 53200, 106400, 140, 0};
    report.bottleneck = "<script>alert('x')</script>";
    report.inputs = {{"image", {1, 8, 8}, "int8", 0.0625, -128}};
    report.outputs = {{"logits", {10}, "int8", 0.5, 3}};
    report.quantization_method = "minmax";
    report.quality.emplace();
    report.quality->output_sqnr_db = 33.5;
    report.quality->minmax_sqnr_db = 30.25;
    report.quality->fitted_frames = 12;
    report.quality->held_out_frames = 4;
    report.quality->steps = {{"equalize", 30.25, 29.0, false}, {"rounding", 30.25, 33.5, true}};
    report.quality->methods = {{"relu1", "mse"}};
    ReportLayer layer;
    layer.name = report.bottleneck;
    layer.kind = "conv";
    layer.input_shapes = {{8, 8, 1}};
    layer.output_shape = {8, 8, 16};
    layer.macs = 100000;
    layer.cycles = 1000;
    layer.products_per_cycle = 110;
    layer.out_channels = 16;
    layer.kernel = 9;
    layer.resources = {110, 1000, 2000, 3.5, 0};
    layer.weight_bytes = 144;
    layer.fifo_depth = 12;
    report.layers = {layer};
    return report;
}

std::vector<std::string> keys(const nlohmann::ordered_json& object) {
    std::vector<std::string> names;
    for (const auto& entry : object.items())
        names.push_back(entry.key());
    return names;
}

} // namespace

TEST_CASE("report.json has the promised keys and derived numbers") {
    const nlohmann::ordered_json json = report_json(sample());
    CHECK(keys(json) == std::vector<std::string>{"name",
                                                 "device",
                                                 "clock_mhz",
                                                 "interval_cycles",
                                                 "latency_cycles",
                                                 "fps",
                                                 "latency_us",
                                                 "macs",
                                                 "products_per_cycle",
                                                 "macs_per_cycle",
                                                 "efficiency",
                                                 "interval_lower_bound_cycles",
                                                 "resources",
                                                 "budget",
                                                 "utilization",
                                                 "bottleneck",
                                                 "bottleneck_reason",
                                                 "interval_with_5_percent_more",
                                                 "greedy_trace",
                                                 "inputs",
                                                 "outputs",
                                                 "layers",
                                                 "quantization",
                                                 "notes",
                                                 "objective",
                                                 "pipeline",
                                                 "origin"});
    CHECK(json["fps"] == 200000.0);
    CHECK(json["latency_us"] == 15.0);
    CHECK(json["macs_per_cycle"] == 100.0);
    CHECK(json["efficiency"].get<double>() == Approx(100.0 / 220.0));
    CHECK(json["utilization"]["lut"] == 0.1);
    CHECK_FALSE(json["utilization"].contains("uram")); // a budget of 0
    CHECK(keys(json["layers"][0]) ==
          std::vector<std::string>{"name", "kind", "input_shape", "output_shape", "macs", "cycles",
                                   "least_cycles", "products_per_cycle", "parallelism", "resources",
                                   "weight_bytes", "fifo_depth"});
    CHECK(json["layers"][0]["input_shape"] == std::vector<int>{8, 8, 1});
    CHECK(keys(json["inputs"][0]) ==
          std::vector<std::string>{"name", "shape", "type", "scale", "zero_point"});
    CHECK_FALSE(json["quantization"].contains("float_accuracy"));
}

TEST_CASE("without a budget of products the design's own are compared with") {
    Report report = sample();
    report.device.clear();
    report.budget = {};
    const nlohmann::ordered_json json = report_json(report);
    CHECK(json["device"].is_null());
    CHECK(json["budget"].empty());
    CHECK(json["efficiency"].get<double>() == Approx(100.0 / 110.0));
}

TEST_CASE("the text fits 120 columns and says the numbers") {
    Report report = sample();
    report.layers[0].name = std::string(200, 'n') + "\n\x1b[31m";
    const std::string text = report_text(report);
    CHECK_THAT(text, Contains("net on xc7z020, 200 MHz") &&
                         Contains("200000.0 frames per second") && Contains("50.0 %") &&
                         Contains("8x8x16"));
    CHECK_THAT(text, !Contains("\x1b"));
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);)
        CHECK(line.size() <= 120);
    CHECK(grouped(1234567) == "1,234,567");
    CHECK(grouped(-123456) == "-123,456");
    CHECK(grouped(999) == "999");
}

TEST_CASE("names are escaped in the page") {
    const std::string html = report_page({report_json(sample())});
    CHECK_THAT(html, Contains("\\u003cscript\\u003ealert('x')\\u003c/script\\u003e"));
    CHECK_THAT(html, !Contains("<script>alert"));
}

TEST_CASE("the report tells what quantization cost and what each step gained") {
    const nlohmann::ordered_json quantization = report_json(sample())["quantization"];
    CHECK(quantization["output_sqnr_db"] == 33.5);
    CHECK(quantization["minmax_sqnr_db"] == 30.25);
    CHECK(quantization["held_out_frames"] == 4);
    CHECK(quantization["methods"]["relu1"] == "mse");
    REQUIRE(quantization["steps"].size() == 2);
    CHECK(quantization["steps"][0]["kept"] == false);
    CHECK(quantization["steps"][1]["after_db"] == 33.5);
    const std::string text = report_text(sample());
    CHECK(text.find("output 33.5 dB") != std::string::npos);
    CHECK(text.find("30.25 ->  29.00 dB, not kept") != std::string::npos);
    Report plain = sample(); // what was not measured is not there
    plain.quality.reset();
    CHECK_FALSE(report_json(plain)["quantization"].contains("output_sqnr_db"));
}
