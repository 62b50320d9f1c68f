// SPDX-License-Identifier: Apache-2.0
// Runs the design on the vectors and compares every layer and output with the emulator.
//
//     simulation [--vectors DIR] [--stall P] [--seed S] [--result FILE.json] [--trace FILE.fst]
//
// runs in the folder that holds rtl/, mem/ and sim/. Exits with 0 when all is equal, 1 when
// something differs, hangs or breaks an assertion, 2 when it cannot run.
#include <cstdlib>
#include <exception>
#include <memory>

#include <verilated.h>
#if VM_TRACE
#include <verilated_fst_c.h>
#endif

#include "edges.h"
#include "result.h"
#include "streams.h"

namespace {

using namespace harness;

constexpr int kResetCycles = 8;
constexpr int kTailCycles = 64; // after the last beat, to see beats that should not be

std::string broken_assertion; // set by vl_stop

struct Options {
    std::string vectors = "sim/vectors";
    double stall = 0;
    std::uint64_t seed = 1;
    std::string result;
    std::string trace;
};

Options parse(int argc, char** argv) {
    Options options;
    for (int i = 1; i < argc; i += 2) {
        const std::string name = argv[i];
        if (i + 1 == argc)
            throw std::runtime_error(name + " needs a value");
        const std::string value = argv[i + 1];
        if (name == "--vectors")
            options.vectors = value;
        else if (name == "--stall")
            options.stall = std::stod(value);
        else if (name == "--seed")
            options.seed = std::stoull(value);
        else if (name == "--result")
            options.result = value;
        else if (name == "--trace")
            options.trace = value;
        else
            throw std::runtime_error("unknown option " + name);
    }
    if (!(options.stall >= 0 && options.stall < 1))
        throw std::runtime_error("--stall must be at least 0 and below 1");
#if !VM_TRACE
    if (!options.trace.empty())
        throw std::runtime_error("built without tracing; build with 'make -C sim TRACE=1'");
#endif
    return options;
}

// The model, its clock and, when asked for, its waveforms.
class Clock {
public:
    Clock(VerilatedContext& context, Vtb& top, const std::string& trace)
        : context_(context), top_(top) {
#if VM_TRACE
        if (!trace.empty()) {
            context_.traceEverOn(true);
            fst_ = std::make_unique<VerilatedFstC>();
            top_.trace(fst_.get(), 99);
            fst_->open(trace.c_str());
        }
#else
        (void)trace;
#endif
    }
    ~Clock() {
#if VM_TRACE
        if (fst_)
            fst_->close();
#endif
    }
    Clock(const Clock&) = delete;
    Clock& operator=(const Clock&) = delete;

    // What the inputs imply before the edge.
    void settle() {
        half(0);
    }
    void edge() {
        half(1);
    }

private:
    void half(int level) {
        top_.aclk = static_cast<std::uint8_t>(level);
        top_.eval();
#if VM_TRACE
        if (fst_)
            fst_->dump(context_.time());
#endif
        context_.timeInc(5);
    }

    VerilatedContext& context_;
    Vtb& top_;
#if VM_TRACE
    std::unique_ptr<VerilatedFstC> fst_;
#endif
};

void list(std::string& text, const char* title, const std::vector<std::string>& names) {
    for (std::size_t i = 0; i < names.size(); ++i)
        text += (i ? ", " : title) + names[i];
}

std::string place(const Stream& stream, const Position& at) {
    return std::string(stream.name) + " (frame " + std::to_string(at.frame) + ", beat " +
           std::to_string(at.beat(stream)) + ")";
}

std::string hang_text(const Run& run, const std::vector<Source>& sources, std::int64_t silence) {
    std::vector<std::string> offered, missing;
    for (const Source& source : sources)
        if (*source.stream().valid)
            offered.push_back(place(source.stream(), source.position()));
    for (const std::vector<Checker>* checkers : {&run.layers, &run.outputs})
        for (const Checker& checker : *checkers)
            if (*checker.stream().valid)
                offered.push_back(place(checker.stream(), checker.position()));
            else if (!checker.done())
                missing.push_back(place(checker.stream(), checker.position()));
    std::string text = "hang in cycle " + std::to_string(run.cycles) + ": no beat has moved for " +
                       std::to_string(silence) + " cycles";
    list(text, "; offered but not taken: ", offered);
    list(text, "; expected but not offered: ", missing);
    return text;
}

Run simulate(const Options& options) {
    VerilatedContext context;
    context.randReset(2); // what has no reset starts with noise
    context.randSeed(static_cast<int>(options.seed & 0x7fffffff));
    Vtb top(&context);
    const Design design = bind(top);

    Run run;
    std::vector<Source> sources;
    std::vector<Sink> sinks;
    std::uint64_t seed = options.seed * 1000;
    for (const Stream& stream : design.inputs)
        sources.emplace_back(stream, Vectors(stream, options.vectors), options.stall, ++seed);
    for (const Stream& stream : design.outputs) {
        sinks.emplace_back(stream, options.stall, ++seed);
        run.outputs.emplace_back(stream, Vectors(stream, options.vectors));
    }
    for (const Stream& stream : design.layers)
        run.layers.emplace_back(stream, Vectors(stream, options.vectors));
    run.frames = sources.front().frames();
    run.first_inputs.assign(static_cast<std::size_t>(run.frames), -1);

    Clock clock(context, top, options.trace);
    top.aresetn = 0;
    for (int cycle = 0; cycle < kResetCycles; ++cycle) {
        clock.settle();
        clock.edge();
    }
    top.aresetn = 1;
    broken_assertion.clear(); // before the reset nothing is promised

#ifdef DESIGN_HAS_CONTROL
    Control control = bind_control(top, design, options.seed);
    std::vector<std::uint8_t*> moving;
    const auto cycle = [&] {
        control.drive(false);
        clock.settle();
        control.observe();
        moving.clear();
        for (const Stream& stream : design.inputs)
            if (stream.moves())
                moving.push_back(stream.valid);
        clock.edge();
        control.step();
        for (std::uint8_t* valid : moving)
            *valid = 0;
    };
    Random noise(options.seed);
    control.reset_amid_a_frame(
        cycle,
        [&] {
            for (const Stream& stream : design.inputs) {
                if (*stream.valid)
                    continue;
                *stream.valid = 1;
                *stream.last = noise.next() & 1;
            }
        },
        design.inputs);
    run.failure = control.failure();
#endif

    const std::int64_t patience = static_cast<std::int64_t>(
        static_cast<double>(design.silence_cycles) * (1 + 4 * options.stall / (1 - options.stall)));
    std::int64_t silence = 0;
    int tail = 0;
    std::vector<Source*> taken;
    for (; tail < kTailCycles && broken_assertion.empty(); ++run.cycles) {
        for (Source& source : sources)
            source.drive();
        for (Sink& sink : sinks)
            sink.drive();
#ifdef DESIGN_HAS_CONTROL
        control.drive(true);
#endif
        clock.settle();
#ifdef DESIGN_HAS_CONTROL
        control.observe();
#endif
        bool moved = false;
        bool done = true;
        for (std::vector<Checker>* checkers : {&run.layers, &run.outputs})
            for (Checker& checker : *checkers) {
                checker.observe(run.cycles);
                moved |= checker.stream().moves();
                done &= checker.done();
            }
        taken.clear();
        for (Source& source : sources) {
            done &= source.done();
            if (!source.stream().moves())
                continue;
            moved = true;
            taken.push_back(&source);
            std::int64_t& first =
                run.first_inputs[static_cast<std::size_t>(source.position().frame)];
            if (first < 0)
                first = run.cycles;
        }
        clock.edge();
#ifdef DESIGN_HAS_CONTROL
        control.step();
#endif
        for (Source* source : taken)
            source->taken();
        tail = done ? tail + 1 : 0;
        silence = moved ? 0 : silence + 1;
        if (!done && silence > patience) {
            run.failure = hang_text(run, sources, silence);
            break;
        }
    }
#ifdef DESIGN_HAS_CONTROL
    if (run.failure.empty())
        control.finish(cycle, run.frames);
    if (run.failure.empty())
        run.failure = control.failure();
#endif
    if (!broken_assertion.empty())
        run.failure =
            "broken assertion in cycle " + std::to_string(run.cycles) + ": " + broken_assertion;
    run.cycles -= tail ? tail - 1 : 0;
    top.final();
    return run;
}

} // namespace

// Verilator calls this when an assertion of the RTL fails.
void vl_stop(const char* file, int line, const char*) {
    if (broken_assertion.empty())
        broken_assertion = std::string(file) + ":" + std::to_string(line);
}

int main(int argc, char** argv) {
    try {
        const Options options = parse(argc, argv);
        const Run run = simulate(options);
        print(run);
        if (!options.result.empty())
            write_json(run, options.result);
        return mismatches(run) || !run.failure.empty() ? 1 : 0;
    } catch (const std::exception& error) {
        std::cerr << "simulation: " << error.what() << "\n";
        return 2;
    }
}
