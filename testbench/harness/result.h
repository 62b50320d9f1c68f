// SPDX-License-Identifier: Apache-2.0
// What a run found, as text for people and as JSON for programs.
#pragma once

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include "checker.h"

namespace harness {

struct Run {
    std::int64_t frames = 0;
    std::int64_t cycles = 0;     // from the first after reset
    std::string failure;         // why the run stopped early; empty when it did not
    std::vector<Checker> layers; // in topological order
    std::vector<Checker> outputs;
    std::vector<std::int64_t> first_inputs; // each frame: the cycle of its first input beat
};

// The checker with the first mismatch: the earliest layer of the earliest frame.
inline const Checker* first_mismatch(const Run& run) {
    const Checker* found = nullptr;
    for (const std::vector<Checker>* checkers : {&run.layers, &run.outputs})
        for (const Checker& checker : *checkers)
            if (checker.mismatches() && (!found || checker.first().frame < found->first().frame))
                found = &checker;
    return found;
}

inline std::int64_t mismatches(const Run& run) {
    std::int64_t sum = 0;
    for (const std::vector<Checker>* checkers : {&run.layers, &run.outputs})
        for (const Checker& checker : *checkers)
            sum += checker.mismatches();
    return sum;
}

// From the cycle of frame 0's first input beat to that of its last output beat; -1 if unknown.
inline std::int64_t latency_cycles(const Run& run, const Checker& output) {
    if (output.frame_ends().empty())
        return -1;
    return output.frame_ends().front() - run.first_inputs.front();
}

// Between the last output beats of the last two frames; -1 with fewer than two frames.
inline std::int64_t interval_cycles(const Checker& output) {
    const std::vector<std::int64_t>& ends = output.frame_ends();
    return ends.size() < 2 ? -1 : ends[ends.size() - 1] - ends[ends.size() - 2];
}

inline std::string json_text(const std::string& text) {
    std::string out = "\"";
    for (char c : text) {
        if (c == '"' || c == '\\')
            out += '\\';
        out += static_cast<unsigned char>(c) < ' ' ? ' ' : c;
    }
    return out + '"';
}

// From the first input beat of all.
inline void write_cycles(std::ostream& out, const Run& run, const char* name,
                         const std::vector<std::int64_t>& cycles) {
    out << ", \"" << name << "\": [";
    for (std::size_t i = 0; i < cycles.size(); ++i)
        out << (i ? ", " : "") << cycles[i] - run.first_inputs.front();
    out << "]";
}

inline void write_checker(std::ostream& out, const Run& run, const Checker& checker, bool output) {
    const Stream& stream = checker.stream();
    out << "{\"name\": " << json_text(stream.name) << ", \"layer\": " << stream.layer
        << ", \"compared\": " << checker.compared() << ", \"mismatches\": " << checker.mismatches();
    if (output)
        out << ", \"latency_cycles\": " << latency_cycles(run, checker)
            << ", \"interval_cycles\": " << interval_cycles(checker);
    write_cycles(out, run, "frame_starts", checker.frame_starts());
    write_cycles(out, run, "frame_ends", checker.frame_ends());
    if (checker.mismatches()) {
        const Mismatch& first = checker.first();
        out << ", \"first\": {\"kind\": \"" << first.kind << "\", \"frame\": " << first.frame
            << ", \"y\": " << first.pixel / stream.width
            << ", \"x\": " << first.pixel % stream.width << ", \"channel\": " << first.channel
            << ", \"expected\": " << first.expected << ", \"actual\": " << first.actual << "}";
    }
    out << "}";
}

// Throws std::ios_base::failure when the file cannot be written.
inline void write_json(const Run& run, const std::string& path) {
    std::ofstream out;
    out.exceptions(std::ios::failbit | std::ios::badbit);
    out.open(path);
    out << "{\"frames\": " << run.frames << ", \"cycles\": " << run.cycles
        << ", \"failure\": " << json_text(run.failure);
    for (bool output : {false, true}) {
        out << (output ? ", \"outputs\": [" : ", \"layers\": [");
        const std::vector<Checker>& checkers = output ? run.outputs : run.layers;
        for (std::size_t i = 0; i < checkers.size(); ++i) {
            out << (i ? ",\n" : "\n");
            write_checker(out, run, checkers[i], output);
        }
        out << "]";
    }
    out << "}\n";
}

inline void print(const Run& run) {
    std::int64_t compared = 0;
    for (const Checker& output : run.outputs)
        compared += output.compared();
    std::cout << run.frames << " frames, " << run.cycles << " cycles, " << compared
              << " output values compared, " << mismatches(run) << " mismatches\n";
    for (const Checker& output : run.outputs)
        std::cout << output.stream().name << ": latency " << latency_cycles(run, output)
                  << " cycles, interval " << interval_cycles(output) << " cycles\n";
    if (const Checker* checker = first_mismatch(run)) {
        const Mismatch& first = checker->first();
        const int width = checker->stream().width;
        std::cout << "first mismatch (" << first.kind << "): frame " << first.frame << ", "
                  << checker->stream().name << ", row " << first.pixel / width << ", column "
                  << first.pixel % width << ", channel " << first.channel << ": expected "
                  << first.expected << ", is " << first.actual << "\n";
    }
    if (!run.failure.empty())
        std::cout << run.failure << "\n";
}

} // namespace harness
