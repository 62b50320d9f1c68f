// SPDX-License-Identifier: Apache-2.0
#include "emulator/emulator.h"

#include <memory>

#include <tbb/global_control.h>
#include <tbb/info.h>
#include <tbb/parallel_pipeline.h>
#include <tbb/task_arena.h>

#include "base/error.h"
#include "emulator/program.h"
#include "quantizer/network/convert.h"

namespace sluice::emulator {

namespace {

std::vector<Values> outputs_of(const network::Network& network, std::vector<Values> tensors) {
    std::vector<Values> outputs;
    for (const network::Interface& output : network.outputs) // two may name the same tensor
        outputs.push_back(tensors[output.tensor]);
    return outputs;
}

struct Frame {
    std::int64_t index = 0;
    std::vector<Values> outputs;
};

} // namespace

std::vector<Values> run_all(const network::Network& network, const std::vector<Values>& inputs) {
    return Program(network).run(inputs, true);
}

std::vector<Values> run(const network::Network& network, const std::vector<Values>& inputs) {
    return outputs_of(network, Program(network).run(inputs, false));
}

std::function<Values(std::span<const std::span<const std::int16_t>>)>
prepare_layer(const network::LayerKind& kind, const std::vector<Shape>& shapes) {
    struct Prepared {
        network::LayerKind kind;
        FastLayer fast;
        std::vector<Shape> shapes;
    };
    const auto prepared =
        std::make_shared<const Prepared>(Prepared{kind, prepare(kind, shapes[0]), shapes});
    return [prepared](std::span<const std::span<const std::int16_t>> inputs) {
        SLUICE_CHECK(inputs.size() == prepared->shapes.size(), "one array per input of the layer");
        std::vector<Operand> operands;
        for (std::size_t i = 0; i < inputs.size(); ++i)
            operands.push_back({prepared->shapes[i], inputs[i]});
        return emulate_layer(prepared->kind, prepared->fast, operands);
    };
}

void run_frames(const network::Network& network, const FrameSource& source, std::int64_t frames,
                int threads,
                const std::function<void(std::int64_t, const std::vector<Values>&)>& consume) {
    const Program program(network);
    const auto compute = [&](std::int64_t index) {
        std::vector<Values> inputs;
        for (std::size_t i = 0; i < network.inputs.size(); ++i)
            inputs.push_back(network::quantize(network.tensors[network.inputs[i].tensor],
                                               source.frame(static_cast<int>(i), index)));
        return Frame{index, outputs_of(network, program.run(inputs, false))};
    };
    const int concurrency = threads > 0 ? threads : tbb::info::default_concurrency();
    // Without it oneTBB warns on stderr when asked for more threads than there are cores.
    const tbb::global_control allowed(tbb::global_control::max_allowed_parallelism,
                                      static_cast<std::size_t>(concurrency));
    tbb::task_arena arena(concurrency);
    arena.execute([&] {
        // A few frames in flight per thread keep all threads busy while one frame is late.
        const std::size_t in_flight = 4 * std::size_t(tbb::this_task_arena::max_concurrency());
        std::int64_t next = 0;
        const auto feed = [&](tbb::flow_control& control) {
            if (next == frames)
                control.stop();
            return next++;
        };
        tbb::parallel_pipeline(
            in_flight,
            tbb::make_filter<void, std::int64_t>(tbb::filter_mode::serial_in_order, feed) &
                tbb::make_filter<std::int64_t, Frame>(tbb::filter_mode::parallel, compute) &
                tbb::make_filter<Frame, void>(
                    tbb::filter_mode::serial_in_order,
                    [&](const Frame& frame) { consume(frame.index, frame.outputs); }));
    });
}

} // namespace sluice::emulator
