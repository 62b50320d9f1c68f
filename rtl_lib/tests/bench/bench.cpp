// SPDX-License-Identifier: Apache-2.0
#include "rtl_lib/tests/bench/bench.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <set>
#include <sstream>

#include "base/error.h"

namespace sluice::rtl::bench {

namespace {

namespace fs = std::filesystem;

const fs::path kLibrary = fs::path(SLUICE_SOURCE_DIR) / "rtl_lib";

struct Beat {
    Cycle cycle = 0;
    std::string data; // hexadecimal
};
using Trace = std::vector<Beat>;
using Times = std::vector<Cycle>;

void write(const fs::path& path, const std::string& text) {
    std::ofstream(path) << text;
}

std::string read(const fs::path& path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
}

// Where element `element` of a frame's beat `beat` lies in the frame (HWC); -1 in padding.
std::int64_t place(const Stream& s, std::int64_t beat, int element) {
    const auto channel = beat % s.beats_per_group() * s.lanes + element / s.pixels;
    const auto group = beat / s.beats_per_group();
    const auto x = group % s.groups_per_row() * s.pixels + element % s.pixels;
    if (channel >= s.shape.channels || x >= s.shape.width)
        return -1;
    return (group / s.groups_per_row() * s.shape.width + x) * s.shape.channels + channel;
}

// Beats of all frames; padding holds noise.
MemoryImage beats_of(const Stream& s, const Frames& frames, std::mt19937& random) {
    MemoryImage image("", s.data_bits(), static_cast<std::int64_t>(frames.size()) * s.beats());
    std::int64_t word = 0;
    for (const auto& frame : frames) {
        SLUICE_CHECK(frame.size() == static_cast<std::size_t>(s.shape.elements()), "frame size");
        for (std::int64_t beat = 0; beat < s.beats(); ++beat, ++word)
            for (int element = 0; element < s.lanes * s.pixels; ++element) {
                const auto at = place(s, beat, element);
                image.set(word, element * s.lane_bits, s.lane_bits,
                          at >= 0 ? frame[static_cast<std::size_t>(at)]
                                  : static_cast<int>(random() % 256));
            }
    }
    return image;
}

// Cycles from which on each beat may move: none later than it must, or with random gaps.
Times random_times(std::int64_t beats, std::int64_t interval, std::int64_t frame_beats, bool stalls,
                   std::mt19937& random) {
    Times times(static_cast<std::size_t>(beats), 0);
    if (!stalls)
        return times;
    const auto longest = 8 * std::max<std::int64_t>(interval / frame_beats, 1);
    Cycle at = static_cast<Cycle>(random() % 100);
    for (auto& time : times) {
        at += random() % 10 < 3 ? 1 + static_cast<Cycle>(random() % static_cast<unsigned>(longest))
                                : interval / frame_beats;
        time = at;
    }
    return times;
}

void write_times(const fs::path& path, const Times& times) {
    MemoryImage image("", 32, static_cast<std::int64_t>(times.size()));
    for (std::size_t n = 0; n < times.size(); ++n)
        image.set(static_cast<std::int64_t>(n), 0, 32, times[n]);
    write(path, image.hex());
}

std::int64_t total_beats(const Stream& s, const Frames& frames) {
    return s.beats() * static_cast<std::int64_t>(frames.size());
}

// Stream `port` of case `c`, as an identifier.
std::string id(std::size_t c, const char* side, std::size_t port) {
    return "c" + std::to_string(c) + side + std::to_string(port);
}

void instance(std::ostream& top, std::size_t c, const Case& test) {
    const auto p = "c" + std::to_string(c) + "_";
    const auto wires = [&](const std::string& side, const std::vector<Stream>& streams) {
        const auto n = std::to_string(streams.size());
        const auto width = std::to_string(streams[0].data_bits());
        top << "  logic [" << n << "-1:0] " << p << side << "_valid, " << p << side << "_ready;\n"
            << "  logic [" << n << "*" << width << "-1:0] " << p << side << "_data;\n";
    };
    wires("in", test.in);
    wires("out", test.out);
    for (std::size_t i = 0; i < test.in.size(); ++i) {
        const auto width = std::to_string(test.in[i].data_bits());
        top << "  bench_source #(.Id(" << c * 8 + i << "), .Width(" << width << "), .Beats("
            << total_beats(test.in[i], test.input[i]) << "), .DataFile(\"../" << id(c, "in", i)
            << ".hex\"), .TimeFile(\"" << id(c, "in", i) << ".hex\")) " << id(c, "source", i)
            << " (.clk_i, .rst_ni, .cycle_i(cycle_q), .valid_o(" << p << "in_valid[" << i
            << "]), .ready_i(" << p << "in_ready[" << i << "]), .data_o(" << p << "in_data[" << i
            << "*" << width << "+:" << width << "]));\n";
    }
    for (std::size_t i = 0; i < test.out.size(); ++i) {
        const auto width = std::to_string(test.out[i].data_bits());
        top << "  logic " << p << "done" << i << ";\n  bench_sink #(.Id(" << c * 8 + i
            << "), .Width(" << width << "), .Beats(" << total_beats(test.out[i], test.expected[i])
            << "), .TimeFile(\"" << id(c, "out", i) << ".hex\")) " << id(c, "sink", i)
            << " (.clk_i, .rst_ni, .cycle_i(cycle_q), .valid_i(" << p << "out_valid[" << i
            << "]), .ready_o(" << p << "out_ready[" << i << "]), .data_i(" << p << "out_data[" << i
            << "*" << width << "+:" << width << "]), .done_o(" << p << "done" << i << "));\n";
    }
    top << "  " << test.module << " #(";
    const char* comma = "";
    for (const auto& parameter : test.parameters) {
        top << comma << "." << parameter.name << "(";
        if (parameter.fields.empty())
            top << parameter.value;
        for (auto field = parameter.fields.rbegin(); field != parameter.fields.rend(); ++field)
            top << (field == parameter.fields.rbegin() ? "{" : ", ") << "32'd"
                << static_cast<std::uint32_t>(*field);
        top << (parameter.fields.empty() ? ")" : "})");
        comma = ", ";
    }
    for (const auto& image : test.images) {
        top << comma << "." << image.parameter() << "(\"../c" << c << image.parameter()
            << ".hex\")";
        comma = ", ";
    }
    top << ") " << p << "dut (.clk_i, .rst_ni, .in_valid_i(" << p << "in_valid), .in_ready_o(" << p
        << "in_ready), .in_data_i(" << p << "in_data), .out_valid_o(" << p
        << "out_valid), .out_ready_i(" << p << "out_ready), .out_data_o(" << p << "out_data));\n\n";
}

void build(const fs::path& folder, const std::vector<Case>& cases, const std::vector<Fault>& faults,
           std::mt19937& random) {
    fs::remove_all(folder);
    fs::create_directories(folder);
    std::ostringstream top;
    top << "module bench_top (input logic clk_i, input logic rst_ni, output logic done_o);\n"
           "  logic [31:0] cycle_q;\n"
           "  always_ff @(posedge clk_i) cycle_q <= rst_ni ? cycle_q + 1 : 0;\n\n";
    std::string done = "1'b1";
    std::vector<std::string> files;
    for (std::size_t c = 0; c < cases.size(); ++c) {
        const auto& test = cases[c];
        instance(top, c, test);
        for (std::size_t i = 0; i < test.out.size(); ++i)
            done += " && c" + std::to_string(c) + "_done" + std::to_string(i);
        for (const auto& image : test.images)
            write(folder / ("c" + std::to_string(c) + image.parameter() + ".hex"), image.hex());
        for (std::size_t i = 0; i < test.in.size(); ++i)
            write(folder / (id(c, "in", i) + ".hex"),
                  beats_of(test.in[i], test.input[i], random).hex());
        for (const auto& file : test.sources)
            if (!file.ends_with(".svh") &&
                std::find(files.begin(), files.end(), file) == files.end())
                files.push_back(file);
    }
    top << "  assign done_o = " << done << ";\nendmodule\n";
    write(folder / "bench_top.sv", top.str());

    // It runs for a second: one translation unit, not optimised, compiles five times as fast as
    // Verilator's default of many.
    std::string command = "cd " + folder.string() +
                          " && verilator --cc --exe --build --assert -Wall -Wno-fatal"
                          " -Wno-WIDTH -Wno-DECLFILENAME -Wno-UNUSEDSIGNAL --x-initial unique"
                          " -MAKEFLAGS 'VM_PARALLEL_BUILDS=0 OPT_FAST=-O0 OPT_GLOBAL=-O0'"
                          " --top-module bench_top -I" +
                          (kLibrary / "include").string() + " bench_top.sv";
    for (const char* file : {"bench_source.sv", "bench_sink.sv", "bench_main.cpp"})
        command += " " + (kLibrary / "tests/bench" / file).string();
    for (const auto& file : files) {
        fs::path path = kLibrary / file;
        for (const auto& fault : faults) {
            if (fault.source != file)
                continue;
            auto text = read(path);
            const auto at = text.find(fault.text);
            SLUICE_CHECK(at != std::string::npos &&
                             text.find(fault.text, at + 1) == std::string::npos,
                         "planted fault's text does not occur exactly once: " + fault.text);
            text.replace(at, fault.text.size(), fault.replacement);
            path = folder / path.filename();
            write(path, text);
        }
        command += " " + path.string();
    }
    command += " > build.log 2>&1";
    SLUICE_CHECK(std::system(command.c_str()) == 0,
                 "Verilator failed: " + (folder / "build.log").string());
}

struct Timing {
    std::vector<Times> in, out; // when beats may move
};

// What the beat model says.
struct Moves {
    std::vector<Times> in, out;
};

Moves predict(const Case& test, const Timing& timing) {
    std::vector<std::unique_ptr<BeatChannel>> channels;
    BeatPorts ports;
    Moves moves;
    moves.in.resize(test.in.size());
    moves.out.resize(test.out.size());
    for (const auto& times : timing.in) {
        channels.push_back(std::make_unique<BeatChannel>(static_cast<std::int64_t>(times.size())));
        ports.in.push_back(channels.back().get());
        for (const Cycle time : times)
            channels.back()->offer(time);
    }
    for (const auto& times : timing.out) {
        channels.push_back(std::make_unique<BeatChannel>(static_cast<std::int64_t>(times.size())));
        ports.out.push_back(channels.back().get());
    }
    const auto process = test.process(ports);
    for (bool moved = true; moved;) {
        moved = process->advance();
        for (std::size_t i = 0; i < ports.out.size(); ++i)
            while (ports.out[i]->has_offer()) {
                const auto n = moves.out[i].size();
                SLUICE_CHECK(n < timing.out[i].size(), "beat model offers too many beats");
                moves.out[i].push_back(ports.out[i]->take(timing.out[i][n]));
                moved = true;
            }
    }
    for (std::size_t i = 0; i < ports.in.size(); ++i)
        for (std::int64_t n = 0; n < ports.in[i]->taken(); ++n)
            moves.in[i].push_back(ports.in[i]->taken_at(n));
    return moves;
}

int element_value(const std::string& hex, const Stream& s, int element) {
    std::int64_t value = 0;
    for (int bit = s.lane_bits - 1; bit >= 0; --bit) {
        const int at = element * s.lane_bits + bit;
        const char digit = hex[hex.size() - 1 - static_cast<std::size_t>(at / 4)];
        const int nibble = digit >= 'a' ? digit - 'a' + 10 : digit - '0';
        value = value * 2 + (nibble >> (at % 4) & 1);
    }
    if (value >> (s.lane_bits - 1))
        value -= std::int64_t{1} << s.lane_bits;
    return static_cast<int>(value);
}

// The first wrong value of a stream, or nothing.
std::string wrong_value(const Stream& s, const Frames& frames, const Trace& trace) {
    for (std::size_t n = 0; n < trace.size(); ++n) {
        const auto frame = n / static_cast<std::size_t>(s.beats());
        const auto beat = static_cast<std::int64_t>(n) % s.beats();
        for (int element = 0; element < s.lanes * s.pixels; ++element) {
            const auto at = place(s, beat, element);
            if (frame >= frames.size() || at < 0)
                continue;
            const int actual = element_value(trace[n].data, s, element);
            const int expected = frames[frame][static_cast<std::size_t>(at)];
            if (actual != expected)
                return "frame " + std::to_string(frame) + " pixel " +
                       std::to_string(at / s.shape.channels) + " channel " +
                       std::to_string(at % s.shape.channels) + " is " + std::to_string(actual) +
                       " instead of " + std::to_string(expected);
        }
    }
    return "";
}

std::string wrong_cycle(const char* side, const Times& predicted, const Trace& trace) {
    for (std::size_t n = 0; n < std::min(predicted.size(), trace.size()); ++n)
        if (predicted[n] != trace[n].cycle)
            return std::string(side) + " beat " + std::to_string(n) + " moves in cycle " +
                   std::to_string(trace[n].cycle) + ", predicted " + std::to_string(predicted[n]);
    if (predicted.size() != trace.size())
        return std::string(side) + " has " + std::to_string(trace.size()) + " beats, predicted " +
               std::to_string(predicted.size());
    return "";
}

} // namespace

std::vector<std::string> run(const std::string& name, const std::vector<Case>& cases,
                             std::uint64_t seed, const std::vector<Fault>& faults) {
    std::mt19937 random(static_cast<std::uint32_t>(seed));
    const fs::path folder = fs::path(SLUICE_BINARY_DIR) / "rtl_lib/tests/bench" / name;
    build(folder, cases, faults, random);

    std::vector<std::string> complaints;
    for (const std::string scenario : {"full", "source_stalls", "sink_stalls", "both_stall"}) {
        const bool source = scenario == "source_stalls" || scenario == "both_stall";
        const bool sink = scenario == "sink_stalls" || scenario == "both_stall";
        fs::create_directories(folder / scenario);
        std::vector<Timing> timings(cases.size());
        std::vector<Moves> moves;
        Cycle last = 0;
        for (std::size_t c = 0; c < cases.size(); ++c) {
            const auto& test = cases[c];
            for (std::size_t i = 0; i < test.in.size(); ++i)
                timings[c].in.push_back(random_times(total_beats(test.in[i], test.input[i]),
                                                     test.interval, test.in[i].beats(), source,
                                                     random));
            for (std::size_t i = 0; i < test.out.size(); ++i)
                timings[c].out.push_back(random_times(total_beats(test.out[i], test.expected[i]),
                                                      test.interval, test.out[i].beats(), sink,
                                                      random));
            for (std::size_t i = 0; i < test.in.size(); ++i)
                write_times(folder / scenario / (id(c, "in", i) + ".hex"), timings[c].in[i]);
            for (std::size_t i = 0; i < test.out.size(); ++i)
                write_times(folder / scenario / (id(c, "out", i) + ".hex"), timings[c].out[i]);
            moves.push_back(predict(test, timings[c]));
            for (const auto& out : moves.back().out)
                last = out.empty() ? last : std::max(last, out.back());
        }
        const auto command = "cd " + (folder / scenario).string() + " && ../obj_dir/Vbench_top " +
                             std::to_string(last + 2000) + " > run.log 2>&1";
        const bool finished = std::system(command.c_str()) == 0;

        std::vector<std::vector<Trace>> in(cases.size()), out(cases.size());
        for (std::size_t c = 0; c < cases.size(); ++c) {
            in[c].resize(cases[c].in.size());
            out[c].resize(cases[c].out.size());
        }
        std::ifstream log(folder / scenario / "run.log");
        for (std::string line; std::getline(log, line);) {
            std::istringstream fields(line);
            std::string side;
            std::size_t stream = 0;
            Beat beat;
            if (fields >> side >> stream >> beat.cycle && (side == "i" || side == "o")) {
                fields >> beat.data;
                (side == "i" ? in : out)[stream / 8][stream % 8].push_back(beat);
            } else {
                complaints.push_back(scenario + ": " + line);
            }
        }
        for (std::size_t c = 0; c < cases.size(); ++c) {
            const auto& test = cases[c];
            const auto complain = [&](const std::string& what) {
                if (!what.empty())
                    complaints.push_back(test.name + ", " + scenario + ": " + what);
            };
            for (std::size_t i = 0; i < test.in.size(); ++i)
                complain(wrong_cycle("input", moves[c].in[i], in[c][i]));
            for (std::size_t i = 0; i < test.out.size(); ++i) {
                const auto beats = test.out[i].beats();
                if (static_cast<std::int64_t>(out[c][i].size()) !=
                    total_beats(test.out[i], test.expected[i]))
                    complain(std::to_string(out[c][i].size()) + " output beats instead of " +
                             std::to_string(total_beats(test.out[i], test.expected[i])));
                complain(wrong_value(test.out[i], test.expected[i], out[c][i]));
                complain(wrong_cycle("output", moves[c].out[i], out[c][i]));
                const auto n = static_cast<std::int64_t>(out[c][i].size());
                if (scenario == "full" && n >= 2 * beats) {
                    const auto interval = out[c][i][static_cast<std::size_t>(n - 1)].cycle -
                                          out[c][i][static_cast<std::size_t>(n - 1 - beats)].cycle;
                    if (interval != test.interval)
                        complain("interval " + std::to_string(interval) + " instead of " +
                                 std::to_string(test.interval));
                }
            }
        }
        if (!finished && complaints.empty())
            complaints.push_back(scenario + ": simulation did not finish");
    }
    return complaints;
}

} // namespace sluice::rtl::bench
