// SPDX-License-Identifier: Apache-2.0
#include "testbench/synth/synth_design.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <map>
#include <mutex>
#include <regex>
#include <sstream>
#include <thread>

#include <fmt/format.h>

#include "base/devices.h"
#include "base/error.h"
#include "base/files.h"
#include "generator/control/registers.h"
#include "generator/emit/modules.h"
#include "generator/emit/text.h"
#include "testbench/synth/run_cache.h"

namespace sluice::testbench {

namespace {

namespace fs = std::filesystem;

// The RTL files of DIR/rtl/files.f, in order, on one line.
std::string rtl_words(const fs::path& directory) {
    std::istringstream lines(read_file(directory / "rtl" / "files.f"));
    std::string words;
    for (std::string line; std::getline(lines, line);)
        if (line.ends_with(".sv"))
            words += line + " ";
    return words;
}

struct Job {
    BlockInstance instance;
    std::string key;                  // equal for blocks that synthesise alike
    std::vector<std::string> sources; // of the library
    std::vector<std::string> images;  // files of DIR
};

const std::regex kImage("File\\(\\{`SLUICE_MEM_DIR, \"([^\"]*)\"\\}\\)");

// A layer's module without its name, its comments and the names of its memory images.
std::string layer_key(const std::string& text, const std::string& module) {
    std::istringstream lines(text);
    std::string key;
    for (std::string line; std::getline(lines, line);) {
        if (line.rfind("//", 0) == 0)
            continue;
        const std::size_t at = line.find(module);
        if (at != std::string::npos)
            line.erase(at, module.size());
        key += std::regex_replace(line, kImage, "File()") + "\n";
    }
    return key;
}

// All that Yosys is given of a block.
std::string contents_of(const Job& job, const SynthFamily& family, const fs::path& directory) {
    std::string all = family.yosys + "\n" + job.key + "\n";
    for (const std::string& source : job.sources)
        all += read_file(directory / "rtl" / fs::path(source).filename());
    for (const std::string& image : job.images)
        all += read_file(directory / image);
    return all;
}

Job job_of(const design::Design& design, const design::Node& node, const fs::path& directory) {
    Job job;
    job.instance.inputs = rtl::block_input_streams(node.block);
    job.instance.outputs = rtl::block_output_streams(node.block);
    job.sources = rtl::block_sources(node.block);
    if (node.layer >= 0) {
        const std::string module = emit::layer_module_name(design, node);
        const std::string text = read_file(directory / "rtl" / (module + ".sv"));
        job.instance.text = module;
        job.key = layer_key(text, module);
        for (std::sregex_iterator at(text.begin(), text.end(), kImage), end; at != end; ++at)
            job.images.push_back("mem/" + (*at)[1].str());
        return job;
    }
    std::vector<std::string> parameters;
    for (const rtl::Parameter& parameter : rtl::block_parameters(node.block))
        parameters.push_back(emit::parameter_text(parameter));
    job.instance.text =
        fmt::format("{} #({})", rtl::block_module_name(node.block), emit::joined(parameters, ", "));
    job.key = job.instance.text;
    return job;
}

// A module's ports that are no streams, in the order of the data of a block that stands for it.
class Wires {
public:
    explicit Wires(int in_bits = 0, int out_bits = 0) : in_bits_(in_bits), out_bits_(out_bits) {}

    void add(const std::string& port, bool input, int bits) {
        int& from = input ? in_bits_ : out_bits_;
        connections_ += fmt::format(",\n      .{}({}_data_{}[{} +: {}])", port,
                                    input ? "in" : "out", input ? "i" : "o", from, bits);
        from += bits;
    }
    // Of the IP's control bus, by the name outside (`inner`: inside).
    void add_bus(bool inner) {
        for (const control::BusPort& port : control::bus_ports())
            add(inner ? port.inner : port.name, port.input, port.bits);
    }

    int in_bits() const { return in_bits_; }
    int out_bits() const { return out_bits_; }
    const std::string& connections() const { return connections_; }

private:
    int in_bits_; // next bit
    int out_bits_;
    std::string connections_; // each after a comma
};

rtl::Stream bits_stream(int bits) {
    return {{1, 1, bits}, bits, 1};
}

// The version and hash that a top module gives its control registers, where it has some.
std::optional<emit::Control> control_in(const std::string& top) {
    const std::regex constants("\\.Version\\(32'h([0-9a-f]+)\\),\\s*\\.Hash\\(64'h([0-9a-f]+)\\)");
    std::smatch found;
    if (!std::regex_search(top, found, constants))
        return std::nullopt;
    const unsigned long version = std::stoul(found[1], nullptr, 16);
    return emit::Control{
        fmt::format("{}.{}.{}", version >> 16 & 255, version >> 8 & 255, version & 255),
        std::stoull(found[2], nullptr, 16)};
}

// The control registers of the top module behind the ports of a block.
Job control_job(const design::Design& design, const fs::path& directory) {
    const std::string top = read_file(directory / "rtl" / (design.name + ".sv"));
    const std::size_t begin = top.find("sluice_control #(");
    const std::size_t end = top.find(" u_control", begin);
    SLUICE_CHECK(end != std::string::npos, "a top module without control registers");
    const rtl::Control control = design::control_of(design);
    Wires wires;
    wires.add("core_rst_no", false, 1);
    wires.add_bus(true);
    for (const char* signal : {"valid", "ready", "last"}) {
        wires.add(fmt::format("in_{}_i", signal), true, control.inputs);
        wires.add(fmt::format("out_{}_i", signal), true, control.outputs);
    }
    for (const char* signal : {"valid", "ready"})
        wires.add(fmt::format("layer_{}_i", signal), true, std::max(control.layers, 1));
    for (const char* signal : {"push", "pop"})
        wires.add(fmt::format("fifo_{}_i", signal), true, std::max(control.fifos, 1));
    Job job;
    job.instance.inputs = {bits_stream(wires.in_bits())};
    job.instance.outputs = {bits_stream(wires.out_bits())};
    job.instance.text = "sluice_synth_control";
    job.instance.module = fmt::format(
        "module sluice_synth_control (\n    input logic clk_i, input logic rst_ni,\n"
        "    input logic in_valid_i, output logic in_ready_o, input logic [{}:0] in_data_i,\n"
        "    output logic out_valid_o, input logic out_ready_i, output logic [{}:0] out_data_o\n"
        ");\n  assign in_ready_o = 1'b0;\n  assign out_valid_o = 1'b0;\n"
        "  {} u_control (.clk_i, .rst_ni{});\nendmodule\n",
        wires.in_bits() - 1, wires.out_bits() - 1, top.substr(begin, end - begin),
        wires.connections());
    job.key = job.instance.module;
    job.sources = rtl::sources(control);
    return job;
}

// The top module behind the ports of a block.
Job whole_job(const design::Design& design, const fs::path& directory) {
    const std::string top = read_file(directory / "rtl" / (design.name + ".sv"));
    const std::regex port("([sm])_axis_(\\w+)_tdata");
    const std::regex width("logic \\[(\\d+):0\\] [sm]_axis_\\w+_tdata");
    Job job;
    std::string connections;
    int in_bits = 0, out_bits = 0;
    const std::string header = top.substr(0, top.find(");"));
    for (std::sregex_iterator at(header.begin(), header.end(), width), end; at != end; ++at) {
        const std::string line = at->str();
        std::smatch names;
        SLUICE_CHECK(std::regex_search(line, names, port), "a port without a name");
        const bool in = names[1] == "s";
        const std::string name = names[1].str() + "_axis_" + names[2].str();
        const int bits = std::stoi((*at)[1]) + 1;
        auto& streams = in ? job.instance.inputs : job.instance.outputs;
        int& from = in ? in_bits : out_bits;
        const char* side = in ? "in" : "out";
        connections += fmt::format(
            ",\n      .{0}_tdata({1}_data_{2}[{3} +: {4}]), .{0}_tvalid({1}_valid_{2}[{5}]),\n"
            "      .{0}_tready({1}_ready_{6}[{5}]), .{0}_tlast({7})",
            name, side, in ? "i" : "o", from, bits, streams.size(), in ? "o" : "i",
            in ? "1'b0" : "");
        streams.push_back(bits_stream(bits));
        from += bits;
    }
    std::string idle; // of the stream that stands for the bus
    if (control_in(top)) {
        Wires wires(in_bits, out_bits);
        wires.add_bus(false);
        connections += wires.connections();
        idle = fmt::format("  assign in_ready_o[{}] = 1'b0;\n  assign out_valid_o[{}] = 1'b0;\n",
                           job.instance.inputs.size(), job.instance.outputs.size());
        job.instance.inputs.push_back(bits_stream(wires.in_bits() - in_bits));
        job.instance.outputs.push_back(bits_stream(wires.out_bits() - out_bits));
        in_bits = wires.in_bits();
        out_bits = wires.out_bits();
    }
    job.instance.text = "sluice_synth_whole";
    job.instance.module =
        fmt::format("module sluice_synth_whole (\n    input logic clk_i, input logic rst_ni,\n"
                    "    input logic [{0}:0] in_valid_i, output logic [{0}:0] in_ready_o,\n"
                    "    input logic [{1}:0] in_data_i, output logic [{2}:0] out_valid_o,\n"
                    "    input logic [{2}:0] out_ready_i, output logic [{3}:0] out_data_o\n);\n"
                    "{6}  {4} u_top (.aclk(clk_i), .aresetn(rst_ni){5});\nendmodule\n",
                    job.instance.inputs.size() - 1, in_bits - 1, job.instance.outputs.size() - 1,
                    out_bits - 1, design.name, connections, idle);
    job.key = job.instance.module;
    for (const auto& entry : fs::directory_iterator(directory / "rtl"))
        if (entry.path().extension() == ".sv")
            job.sources.push_back(entry.path().filename().string());
    std::sort(job.sources.begin(), job.sources.end());
    for (const std::string& source : job.sources) {
        const std::string text = read_file(directory / "rtl" / source);
        for (std::sregex_iterator at(text.begin(), text.end(), kImage), end; at != end; ++at)
            if (fs::exists(directory / (*at)[1].str()))
                job.images.push_back("mem/" + (*at)[1].str());
    }
    return job;
}

std::string kind_of(const network::Network& network, const design::Node& node) {
    if (node.layer >= 0)
        return network::kind_name(network.layers[static_cast<std::size_t>(node.layer)].kind);
    const std::string module = rtl::block_module_name(node.block);
    return module.substr(std::string("sluice_").size());
}

std::string name_of(const network::Network& network, const design::Node& node) {
    return node.layer < 0 ? node.name : network.layers[static_cast<std::size_t>(node.layer)].name;
}

// Runs every job; the first to throw ends all of them.
std::vector<BlockRun> run_all(const std::vector<Job>& jobs, const SynthFamily& family,
                              const fs::path& directory, const SynthOptions& options) {
    std::vector<BlockRun> runs(jobs.size());
    const std::string rtl = rtl_words(directory);
    const fs::path root = fs::absolute(directory);
    const Family facts = find_device(family.device).family.facts;
    std::atomic<std::size_t> next{0};
    std::mutex mutex;
    std::exception_ptr failure;
    int done = 0;
    const auto run = [&](const Job& job, const fs::path& folder) {
        if (options.cache.empty())
            return run_block(job.instance, family, facts, root, rtl, folder);
        const fs::path path = kept_run_path(options.cache, contents_of(job, family, root));
        if (const auto kept = kept_run(path))
            return *kept;
        const BlockRun fresh = run_block(job.instance, family, facts, root, rtl, folder);
        keep_run(path, fresh);
        return fresh;
    };
    const auto work = [&] {
        for (std::size_t i = next++; i < jobs.size(); i = next++) {
            try {
                runs[i] = run(jobs[i], root / "synth" / fmt::format("{}_{}", family.name, i));
                const std::lock_guard lock(mutex);
                if (options.progress)
                    options.progress(++done, static_cast<int>(jobs.size()));
            } catch (...) {
                const std::lock_guard lock(mutex);
                if (!failure)
                    failure = std::current_exception();
                next = jobs.size();
            }
        }
    };
    std::vector<std::thread> threads;
    for (int i = 1; i < options.jobs; ++i)
        threads.emplace_back(work);
    work();
    for (std::thread& thread : threads)
        thread.join();
    if (failure)
        std::rethrow_exception(failure);
    return runs;
}

} // namespace

rtl::Resources SynthResult::estimate(const std::string& kind) const {
    rtl::Resources sum;
    for (const SynthBlock& block : blocks)
        if (kind.empty() || block.kind == kind)
            sum += block.estimate;
    return sum;
}

rtl::Resources SynthResult::measured(const std::string& kind) const {
    rtl::Resources sum;
    for (const SynthBlock& block : blocks)
        if (kind.empty() || block.kind == kind)
            sum += block.run.use;
    return sum;
}

std::vector<std::string> SynthResult::kinds() const {
    std::vector<std::string> result;
    for (const SynthBlock& block : blocks)
        if (std::find(result.begin(), result.end(), block.kind) == result.end())
            result.push_back(block.kind);
    return result;
}

const SynthBlock* SynthResult::slowest() const {
    const SynthBlock* found = nullptr;
    for (const SynthBlock& block : blocks)
        if (block.run.placed && (!found || block.run.placed->mhz < found->run.placed->mhz))
            found = &block;
    return found;
}

SynthResult synthesise(const network::Network& network, const design::Design& design,
                       const SynthFamily& family, const fs::path& directory,
                       const SynthOptions& options) {
    require_synth_tools(family);
    const fs::path top = directory / "rtl" / (design.name + ".sv");
    const std::string text = read_file(top);
    const std::optional<emit::Control> control = control_in(text);
    if (text != emit::top_module(network, design, control))
        throw Error(top.string(), "is not the design that design.yaml describes",
                    "generate the folder again");
    std::map<std::string, std::size_t> numbers;
    std::vector<Job> jobs;
    std::vector<std::size_t> job_of_node;
    for (const design::Node& node : design.nodes) {
        Job job = job_of(design, node, directory);
        const auto [at, fresh] = numbers.emplace(job.key, jobs.size());
        if (fresh)
            jobs.push_back(std::move(job));
        job_of_node.push_back(at->second);
    }
    if (control)
        jobs.push_back(control_job(design, directory));
    SynthResult result;
    result.distinct = static_cast<int>(jobs.size());
    if (options.whole)
        jobs.push_back(whole_job(design, directory));
    const std::vector<BlockRun> runs = run_all(jobs, family, directory, options);
    if (options.whole)
        result.whole = runs.back();
    const Family facts = find_device(family.device).family.facts;
    for (std::size_t i = 0; i < design.nodes.size(); ++i) {
        const design::Node& node = design.nodes[i];
        rtl::Resources estimate = rtl::block_resources(node.block, facts);
        result.blocks.push_back(
            {name_of(network, node), kind_of(network, node), estimate, runs[job_of_node[i]]});
    }
    if (control)
        result.blocks.push_back({"control", "control",
                                 rtl::resources(design::control_of(design), facts),
                                 runs[static_cast<std::size_t>(result.distinct) - 1]});
    return result;
}

} // namespace sluice::testbench
