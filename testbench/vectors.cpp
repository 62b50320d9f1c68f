// SPDX-License-Identifier: Apache-2.0
// The frames that the design is fed, and what the emulator makes of them.
#include <random>

#include <fmt/format.h>

#include "base/error.h"
#include "base/files.h"
#include "quantizer/network/convert.h"
#include "testbench/simulate.h"

namespace sluice::testbench {

namespace {

const network::Tensor& input_tensor(const network::Network& network, std::size_t input) {
    return network.tensors.at(static_cast<std::size_t>(network.inputs[input].tensor));
}

void append(std::string& bytes, const network::Tensor& tensor, const emulator::Values& values) {
    for (std::int16_t value : values) {
        bytes += static_cast<char>(value & 255);
        if (tensor.bits > 8)
            bytes += static_cast<char>((value >> 8) & 255);
    }
}

} // namespace

std::vector<InputFrame> random_frames(const network::Network& network, std::int64_t frames,
                                      std::uint64_t seed) {
    std::mt19937_64 random(seed);
    std::vector<InputFrame> result(static_cast<std::size_t>(frames));
    for (InputFrame& frame : result)
        for (std::size_t input = 0; input < network.inputs.size(); ++input) {
            const network::Tensor& tensor = input_tensor(network, input);
            emulator::Values values(static_cast<std::size_t>(tensor.shape.elements()));
            const int range = 1 << tensor.bits;
            for (std::int16_t& value : values) // no distribution: its bytes are not portable
                value =
                    static_cast<std::int16_t>(static_cast<int>(random() >> 40) % range - range / 2);
            frame.push_back(std::move(values));
        }
    return result;
}

std::vector<InputFrame> quantized_frames(const network::Network& network, const FrameSource& data,
                                         std::int64_t frames) {
    if (data.frames() < frames)
        throw Error(
            "--data",
            fmt::format("holds {} frames, but {} are to be simulated", data.frames(), frames),
            fmt::format("use --frames {} or give more data", data.frames()));
    std::vector<InputFrame> result(static_cast<std::size_t>(frames));
    for (std::int64_t index = 0; index < frames; ++index)
        for (std::size_t input = 0; input < network.inputs.size(); ++input)
            result[static_cast<std::size_t>(index)].push_back(network::quantize(
                input_tensor(network, input), data.frame(static_cast<int>(input), index)));
    return result;
}

void write_vectors(const network::Network& network, const std::filesystem::path& directory,
                   const std::vector<InputFrame>& frames) {
    SLUICE_CHECK(!frames.empty(), "vectors of no frames");
    std::vector<std::string> files(network.tensors.size());
    for (const InputFrame& frame : frames) {
        const std::vector<emulator::Values> values = emulator::run_all(network, frame);
        for (std::size_t tensor = 0; tensor < files.size(); ++tensor)
            append(files[tensor], network.tensors[tensor], values.at(tensor));
    }
    const std::filesystem::path folder = directory / "sim" / "vectors";
    make_directory(folder);
    for (std::size_t tensor = 0; tensor < files.size(); ++tensor)
        write_file(folder / fmt::format("tensor_{}.bin", tensor), files[tensor]);
}

} // namespace sluice::testbench
