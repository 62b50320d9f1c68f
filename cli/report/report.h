// SPDX-License-Identifier: Apache-2.0
// What `generate` tells about the IP: report.json, report.txt and report.html hold the same facts.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "base/shape.h"
#include "cli/report/pipeline.h"
#include "quantizer/quantize.h"

namespace sluice::cli {

// In the units of base/devices.h.
struct ResourceUse {
    double dsp = 0, lut = 0, ff = 0, bram = 0, uram = 0;
};

// What the design may use; what is not set is not limited.
struct ReportBudget {
    std::optional<double> products, dsp, lut, ff, bram, uram;
};

struct ReportPort {
    std::string name;               // the model's own
    std::vector<std::int64_t> dims; // the model's own, without the batch
    std::string type;               // "int8"
    double scale = 1.0;             // real = (integer - zero_point) * scale
    int zero_point = 0;
};

struct ReportLayer {
    std::string name;
    std::string kind;
    std::vector<Shape> input_shapes;
    Shape output_shape;
    std::int64_t macs = 0;
    std::int64_t cycles = 0;       // interval of its block alone
    std::int64_t least_cycles = 0; // no parallelism is faster
    std::int64_t products_per_cycle = 0;
    int in_channels = 1; // parallelism
    int out_channels = 1;
    int kernel = 1;
    int pixels = 1;
    ResourceUse resources;
    std::int64_t weight_bytes = 0;
    std::int64_t fifo_depth = 0; // of the FIFOs that carry its output, summed
};

// A step of the greedy walk: the slowest layer becomes faster, or does not.
struct ReportStep {
    std::string layer;
    std::int64_t cycles_before = 0;
    std::int64_t cycles_after = 0;
    std::int64_t products = 0; // of the step
    ResourceUse resources;
    std::string refused; // what was short; empty where the step was taken
};

// The interval that 5 % more of a resource would allow.
struct ReportGain {
    std::string resource;
    std::int64_t interval_cycles = 0;
};

// A file that the design was made from. A folder's digest is that of its files' names and digests.
struct ReportSource {
    std::string role; // model, calibration, test, labels, config
    std::string path; // as it was given
    std::string sha256;
};

// What makes the same design again.
struct ReportOrigin {
    std::string version;              // of Sluice
    std::vector<std::string> command; // its arguments; empty: not made by a command
    std::vector<ReportSource> sources;
    std::string network_sha256; // of network.json and network.bin
    std::string design_sha256;  // of design.yaml
};

struct Report {
    std::string name;
    std::string device; // empty: a budget without a device
    double clock_mhz = 100.0;
    std::int64_t interval_cycles = 0;
    std::int64_t latency_cycles = 0;
    std::int64_t interval_lower_bound_cycles = 0;
    std::int64_t macs = 0;               // of one frame
    std::int64_t products_per_cycle = 0; // of the design
    ResourceUse resources;
    ReportBudget budget;
    std::string bottleneck; // the layer that sets the interval
    std::string why_slow;   // what keeps it from being faster
    std::vector<ReportGain> gains;
    std::vector<ReportStep> trace; // of the greedy walk, where that made the design
    std::vector<ReportStep> walk;  // the same beside a design that was found otherwise
    std::vector<ReportPort> inputs;
    std::vector<ReportPort> outputs;
    std::vector<ReportLayer> layers;
    std::string quantization_method;
    std::optional<quantizer::Quality> quality;
    std::optional<double> float_accuracy; // 0 to 1
    std::optional<double> int8_accuracy;
    std::vector<std::string> notes;
    std::vector<ReportLink> links;
    std::vector<std::vector<ReportSpan>> spans; // by layer and frame, of the cycle model
    std::vector<ReportMemory> memories;
    double memory_block_bits = 0; // of one block of the family
    std::string objective;        // of the tuner: what it was asked for
    ReportOrigin origin;

    double fps() const;
    double latency_us() const;
    double macs_per_cycle() const;
    // macs / (interval_cycles * products that the budget allows, else those of the design).
    double efficiency() const;
};

nlohmann::ordered_json report_json(const Report& report);
nlohmann::ordered_json quantization_json(const Report& report); // a part of it
std::string report_text(const Report& report);                  // at most 120 columns

// "95,347" and "1.25 M" style numbers for people.
std::string grouped(std::int64_t value);

} // namespace sluice::cli
