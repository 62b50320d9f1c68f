// SPDX-License-Identifier: Apache-2.0
#include "rtl_lib/tests/stream_bench.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>
#include <stdexcept>

namespace sluice::rtl::test {

namespace {

std::string text(std::int64_t value) {
    return std::to_string(value);
}

std::string value_of(const Parameter& parameter) {
    if (parameter.fields.empty())
        return text(parameter.value);
    std::string fields;
    for (const auto field : parameter.fields) // field 0 is the lowest, so it stands last
        fields = "32'd" + text(field) + (fields.empty() ? "" : ", ") + fields;
    return "{" + fields + "}";
}

// A port of streams `first` to `first + bits.size()` at the top as one expression.
std::string joined(const std::string& prefix, std::size_t first, const std::vector<int>& bits,
                   bool slice) {
    std::string list;
    for (std::size_t i = bits.size(); i-- > 0;) {
        list += prefix + text(static_cast<std::int64_t>(first + i));
        if (slice)
            list += "[" + text(bits[i] - 1) + ":0]";
        if (i != 0)
            list += ", ";
    }
    return bits.size() == 1 ? list : "{" + list + "}";
}

void write_file(const std::string& path, const std::string& content) {
    std::ofstream file(path, std::ios::binary);
    file << content;
    if (!file.flush())
        throw std::runtime_error("cannot write " + path);
}

std::string read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream content;
    content << file.rdbuf();
    return content.str();
}

// Outputs pass through a 64-bit port; the bits above a beat are zero.
std::string top_module(const std::vector<Instance>& instances) {
    std::string ports = "    input logic clk_i,\n    input logic rst_ni";
    std::string body;
    std::size_t in = 0;
    std::size_t out = 0;
    const auto port = [&](const std::string& direction, const std::string& type,
                          const std::string& name, std::size_t number) {
        ports += ",\n    " + direction + " logic " + type + name +
                 text(static_cast<std::int64_t>(number));
    };
    for (std::size_t k = 0; k < instances.size(); ++k) {
        const auto& instance = instances[k];
        for (std::size_t i = 0; i < instance.in_bits.size(); ++i) {
            port("input", "", "in_valid_", in + i);
            port("output", "", "in_ready_", in + i);
            port("input", "[63:0] ", "in_data_", in + i);
        }
        for (std::size_t i = 0; i < instance.out_bits.size(); ++i) {
            const auto n = text(static_cast<std::int64_t>(out + i));
            port("output", "", "out_valid_", out + i);
            port("input", "", "out_ready_", out + i);
            port("output", "[63:0] ", "out_data_", out + i);
            body += "  logic [" + text(instance.out_bits[i] - 1) + ":0] data_" + n + ";\n" +
                    "  assign out_data_" + n + " = 64'(data_" + n + ");\n";
        }
        std::string parameters;
        for (const auto& parameter : instance.parameters)
            parameters += (parameters.empty() ? "" : ", ") + ("." + parameter.name) + "(" +
                          value_of(parameter) + ")";
        for (const auto& parameter : instance.text_parameters)
            parameters += (parameters.empty() ? "" : ", ") + parameter;
        body += "  " + instance.module + " #(" + parameters + ") u_" +
                text(static_cast<std::int64_t>(k)) + " (.clk_i, .rst_ni";
        const auto& ib = instance.in_bits;
        const auto& ob = instance.out_bits;
        body += ",\n    .in_valid_i(" + joined("in_valid_", in, ib, false) + "), .in_ready_o(" +
                joined("in_ready_", in, ib, false) + "), .in_data_i(" +
                joined("in_data_", in, ib, true) + ")";
        body += ",\n    .out_valid_o(" + joined("out_valid_", out, ob, false) + "), .out_ready_i(" +
                joined("out_ready_", out, ob, false) + "), .out_data_o(" +
                joined("data_", out, ob, false) + "));\n";
        in += ib.size();
        out += ob.size();
    }
    return "module top (\n" + ports + "\n);\n" + body + "endmodule\n";
}

std::string port_header(const std::vector<Instance>& instances) {
    std::size_t in = 0;
    std::size_t out = 0;
    for (const auto& instance : instances) {
        in += instance.in_bits.size();
        out += instance.out_bits.size();
    }
    std::string code =
        "constexpr std::size_t kInputs = " + text(static_cast<std::int64_t>(in)) +
        ";\nconstexpr std::size_t kOutputs = " + text(static_cast<std::int64_t>(out)) +
        ";\ntemplate <typename Sides>\n"
        "void connect(Vtop& top, Sides& inputs, Sides& outputs) {\n";
    const auto connect = [&](const std::string& side, const std::string& sides, std::size_t count) {
        for (std::size_t i = 0; i < count; ++i) {
            const auto n = text(static_cast<std::int64_t>(i));
            for (const std::string what : {"valid", "ready", "data"})
                code += "    " + sides + "[" + n + "]." + what + " = &top." + side + "_" + what +
                        "_" + n + ";\n";
        }
    };
    connect("in", "inputs", in);
    connect("out", "outputs", out);
    return code + "}\n";
}

void run_command(const std::string& command, const std::string& log) {
    if (std::system((command + " > '" + log + "' 2>&1").c_str()) != 0)
        throw std::runtime_error(command + ":\n" + read_file(log));
}

using Gaps = std::vector<Cycle>;

struct Schedule {
    std::vector<Gaps> in;
    std::vector<Gaps> out;
};

struct Moved {
    Cycle cycle;
    std::uint64_t data;
};

Gaps random_gaps(std::size_t beats, double probability, int longest, std::mt19937& random) {
    Gaps gaps(beats, 0);
    std::bernoulli_distribution stall(probability);
    std::uniform_int_distribution<int> length(1, std::max(longest, 1));
    for (auto& gap : gaps)
        if (stall(random))
            gap = length(random);
    return gaps;
}

// The model's cycles of every beat at every port, sources and sinks keeping the schedule.
struct Prediction {
    std::vector<std::vector<Cycle>> in;
    std::vector<std::vector<Cycle>> out;
};

Prediction predict(const Instance& instance, const Schedule& schedule) {
    std::vector<BeatChannel> in;
    std::vector<BeatChannel> out;
    in.reserve(instance.in.size());
    out.reserve(instance.out.size());
    BeatPorts ports;
    for (std::size_t i = 0; i < instance.in.size(); ++i)
        ports.in.push_back(&in.emplace_back(1 << 16));
    for (std::size_t i = 0; i < instance.out.size(); ++i)
        ports.out.push_back(&out.emplace_back(1));
    Prediction result{std::vector<std::vector<Cycle>>(in.size()),
                      std::vector<std::vector<Cycle>>(out.size())};
    const auto process = instance.process(ports);
    for (bool moved = true; moved;) {
        moved = false;
        for (std::size_t i = 0; i < in.size(); ++i) {
            const auto n = in[i].offered();
            if (n < static_cast<std::int64_t>(schedule.in[i].size()) && in[i].taken() == n) {
                const Cycle before = n == 0 ? -1 : in[i].taken_at(n - 1);
                in[i].offer(before + 1 + schedule.in[i][static_cast<std::size_t>(n)]);
                moved = true;
            }
        }
        moved |= process->advance();
        for (std::size_t i = 0; i < out.size(); ++i)
            while (out[i].has_offer() && result.out[i].size() < schedule.out[i].size()) {
                auto& cycles = result.out[i];
                const Cycle before = cycles.empty() ? -1 : cycles.back();
                cycles.push_back(out[i].take(before + 1 + schedule.out[i][cycles.size()]));
                moved = true;
            }
    }
    for (std::size_t i = 0; i < in.size(); ++i)
        for (std::int64_t n = 0; n < in[i].taken(); ++n)
            result.in[i].push_back(in[i].taken_at(n));
    return result;
}

// The first difference, or nothing.
std::string compare(const std::string& port, const std::vector<Moved>& measured,
                    const std::vector<Cycle>& predicted, const Beats* expected) {
    for (std::size_t n = 0; n < std::max(measured.size(), predicted.size()); ++n) {
        const auto beat = port + " beat " + text(static_cast<std::int64_t>(n));
        if (n >= measured.size())
            return beat + ": predicted, but it never moved";
        if (n >= predicted.size())
            return beat + ": moved, but was not predicted";
        if (measured[n].cycle != predicted[n])
            return beat + ": cycle " + text(measured[n].cycle) + ", predicted " +
                   text(predicted[n]);
        if (expected && ((measured[n].data ^ expected->data[n]) & expected->mask[n]) != 0)
            return beat + ": data " + std::to_string(measured[n].data) + ", expected " +
                   std::to_string(expected->data[n]) + " under mask " +
                   std::to_string(expected->mask[n]);
    }
    return "";
}

} // namespace

Beats pack(const Stream& stream, const std::vector<std::uint64_t>& elements) {
    Beats beats;
    const auto channels = static_cast<std::size_t>(stream.shape.channels);
    const auto lanes = static_cast<std::size_t>(stream.lanes);
    const std::uint64_t lane_mask =
        stream.lane_bits == 64 ? ~0ULL : (std::uint64_t{1} << stream.lane_bits) - 1;
    for (std::size_t pixel = 0; pixel < elements.size() / channels; ++pixel)
        for (std::size_t group = 0; group < channels; group += lanes) {
            std::uint64_t data = 0;
            std::uint64_t mask = 0;
            for (std::size_t lane = 0; lane < lanes; ++lane) {
                const bool real = group + lane < channels;
                const auto value = real ? elements[pixel * channels + group + lane] : pixel * 91;
                data |= (value & lane_mask) << (lane * static_cast<std::size_t>(stream.lane_bits));
                if (real)
                    mask |= lane_mask << (lane * static_cast<std::size_t>(stream.lane_bits));
            }
            beats.data.push_back(data);
            beats.mask.push_back(mask);
        }
    return beats;
}

std::string build_bench(const std::string& folder, const std::vector<Instance>& instances,
                        const std::vector<std::string>& sources, const std::string& options) {
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    write_file(folder + "/top.sv", top_module(instances));
    write_file(folder + "/ports.h", port_header(instances));
    std::string command = "verilator --cc --exe --build --assert -Wall --top-module top"
                          " -MAKEFLAGS 'VM_PARALLEL_BUILDS=0 OPT_FAST=-O1 OPT_GLOBAL=-O0'"
                          " -Wno-UNUSEDSIGNAL -I" SLUICE_SOURCE_DIR "/rtl_lib/include"
                          " -CFLAGS '-I" +
                          folder + "' --Mdir " + folder + "/obj -o bench " + folder +
                          "/top.sv " SLUICE_SOURCE_DIR "/rtl_lib/tests/harness/main.cpp";
    command += " " + options;
    for (const auto& source : sources)
        command += " " + source;
    run_command(command, folder + "/build.log");
    return folder + "/obj/bench";
}

std::vector<std::string> run_bench(const std::string& program, const std::string& folder,
                                   const std::vector<Instance>& instances, const Stalls& stalls,
                                   std::uint32_t seed) {
    std::mt19937 random(seed);
    std::vector<Schedule> schedules;
    std::string in_text;
    std::string out_text;
    for (const auto& instance : instances) {
        Schedule schedule;
        for (const auto& beats : instance.in) {
            const auto gaps = random_gaps(beats.data.size(), stalls.input, stalls.longest, random);
            in_text += text(static_cast<std::int64_t>(gaps.size())) + "\n";
            for (std::size_t n = 0; n < gaps.size(); ++n)
                in_text += text(gaps[n]) + " " + std::to_string(beats.data[n]) + "\n";
            schedule.in.push_back(gaps);
        }
        for (const auto& beats : instance.out) {
            const auto gaps = random_gaps(beats.data.size(), stalls.output, stalls.longest, random);
            out_text += text(static_cast<std::int64_t>(gaps.size())) + "\n";
            for (const auto gap : gaps)
                out_text += text(gap) + "\n";
            schedule.out.push_back(gaps);
        }
        schedules.push_back(std::move(schedule));
    }
    write_file(folder + "/schedule.txt", in_text + out_text + "20000\n");
    run_command("'" + program + "' < '" + folder + "/schedule.txt'", folder + "/moved.txt");

    std::size_t in_count = 0;
    std::size_t out_count = 0;
    for (const auto& instance : instances) {
        in_count += instance.in.size();
        out_count += instance.out.size();
    }
    std::vector<std::vector<Moved>> in(in_count);
    std::vector<std::vector<Moved>> out(out_count);
    std::vector<Cycle> unstable(out_count, -1);
    std::ifstream moved(folder + "/moved.txt");
    std::string side;
    std::size_t stream = 0;
    Moved beat{};
    while (moved >> side >> stream >> beat.cycle >> beat.data) {
        if (side == "in")
            in.at(stream).push_back(beat);
        else if (side == "out")
            out.at(stream).push_back(beat);
        else
            unstable.at(stream) = beat.cycle;
    }
    if (!moved.eof())
        throw std::runtime_error("unexpected output:\n" + read_file(folder + "/moved.txt"));

    std::vector<std::string> differences;
    std::size_t first_in = 0;
    std::size_t first_out = 0;
    for (std::size_t k = 0; k < instances.size(); ++k) {
        const auto& instance = instances[k];
        const auto predicted = predict(instance, schedules[k]);
        std::string difference;
        for (std::size_t i = 0; i < instance.out.size() && difference.empty(); ++i) {
            const auto port = "output " + text(static_cast<std::int64_t>(i));
            if (unstable[first_out + i] >= 0)
                difference =
                    port + ": a stalled beat changed in cycle " + text(unstable[first_out + i]);
            else if (predicted.out[i].size() != instance.out[i].data.size())
                difference = port + ": the model stops early";
            else
                difference = compare(port, out[first_out + i], predicted.out[i], &instance.out[i]);
        }
        for (std::size_t i = 0; i < instance.in.size() && difference.empty(); ++i)
            difference = compare("input " + text(static_cast<std::int64_t>(i)), in[first_in + i],
                                 predicted.in[i], nullptr);
        differences.push_back(difference);
        first_in += instance.in.size();
        first_out += instance.out.size();
    }
    return differences;
}

} // namespace sluice::rtl::test
