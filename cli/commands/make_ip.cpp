// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/make_ip.h"

#include <optional>

#include <nlohmann/json.hpp>

#include "base/devices.h"
#include "base/error.h"
#include "base/files.h"
#include "cli/commands/make_report.h"
#include "cli/commands/report_origin.h"
#include "cli/commands/tune_ip.h"
#include "cli/report/page.h"
#include "generator/control/network_hash.h"
#include "generator/driver/driver.h"
#include "generator/emit/emit.h"
#include "generator/package/package.h"
#include "quantizer/onnx_export/onnx_export.h"
#include "testbench/simulate.h"

namespace sluice::cli {

namespace {

// Of a model that is kept for `compare`; a larger one has to be named to it.
constexpr std::uintmax_t kMostModelBytes = 64 << 20;

package::Target package_target(const Target& target, bool control) {
    package::Target result;
    result.version = SLUICE_VERSION;
    result.control = control;
    result.clock_mhz = target.clock_mhz;
    if (!target.device.empty()) {
        const Device& device = find_device(target.device);
        result.device = device.name;
        result.family = device.family.name;
        result.vendor = device.family.vendor;
    }
    return result;
}

// A copy that its owner may replace, whatever the model's permissions.
void keep_model(const std::filesystem::path& model, const std::filesystem::path& copy) {
    std::filesystem::copy_file(model, copy);
    std::filesystem::permissions(copy, std::filesystem::perms::owner_write,
                                 std::filesystem::perm_options::add);
}

void write_design(const network::Network& network, const Tuned& tuned, const std::string& bus,
                  const std::filesystem::path& staging) {
    const design::Design& design = tuned.result.design;
    std::optional<emit::Control> control;
    if (bus != "none")
        control = emit::Control{SLUICE_VERSION, control::network_hash(staging)};
    const emit::Emitted emitted = emit::emit(network, design, staging, control);
    package::write_package(design, emitted, package_target(tuned.target, control.has_value()),
                           staging);
    driver::write_driver(network, design, control, staging);
    quantizer::export_qdq(network, staging / "quantized_qdq.onnx");
    quantizer::export_exact(network, staging / "quantized_exact.onnx");
    testbench::write_testbench(network, design, staging, control);
}

} // namespace

void check_target(const TargetConfig& target) {
    if (target.device != kAnyDevice)
        resolve_target(target);
    else if (!target.fps)
        throw Error("", "--device auto asks for the smallest device of a frame rate",
                    "give --fps, or name a device");
}

Report make_ip(const QuantizedModel& model, const IpRequest& request,
               const std::filesystem::path& staging) {
    const network::Network& network = model.network;
    const Tuned tuned = tune_ip(network, request.config, request.method);
    network::save(network, staging);
    write_design(network, tuned, request.config.target.control, staging);
    if (!request.model.empty() && std::filesystem::file_size(request.model) <= kMostModelBytes)
        keep_model(request.model, staging / kModelFile);
    write_channel_factors(staging, model.channel_factors);
    if (!request.config_file.empty())
        write_file(staging / "config.yaml", read_file(request.config_file));

    Report report = make_report(network, tuned.result, tuned.target);
    report.quality = model.quality;
    report.float_accuracy = model.float_accuracy;
    report.int8_accuracy = model.int8_accuracy;
    if (tuned.target.method == tuner::Method::optimum)
        report.walk = greedy_steps(network, request.config, tuned.target);
    report.origin = report_origin(request.command, request.sources, staging);
    const std::string json =
        report_json(report).dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
    write_file(staging / "report.json", json + "\n");
    write_file(staging / "report.txt", report_text(report));
    write_front(network, request.config, tuned.target, staging);
    write_report_page(staging);
    return report;
}

} // namespace sluice::cli
