// SPDX-License-Identifier: Apache-2.0
#include "rtl_lib/block.h"

namespace sluice::rtl {

namespace {

// Blocks whose parallelism is a choice have a field of that name.
template <typename T> Parallelism parallelism_of(const T& block) {
    if constexpr (requires { block.parallelism; })
        return block.parallelism;
    else
        return {};
}

// Blocks that can be built in several ways have a field and a function of these names.
template <typename T> Mapping mapping_of(const T& block) {
    if constexpr (requires { block.mapping; })
        return block.mapping;
    else
        return {};
}

template <typename T> std::vector<Mapping> mappings_of(const T& block, const Family& family) {
    if constexpr (requires { mappings(block, family); })
        return mappings(block, family);
    else
        return {Mapping{}};
}

} // namespace

const char* block_module_name(const Block& block) {
    return std::visit([](const auto& b) { return module_name(b); }, block);
}

std::vector<std::string> block_sources(const Block& block) {
    return std::visit([](const auto& b) { return sources(b); }, block);
}

std::vector<Stream> block_input_streams(const Block& block) {
    return std::visit([](const auto& b) { return input_streams(b); }, block);
}

std::vector<Stream> block_output_streams(const Block& block) {
    return std::visit([](const auto& b) { return output_streams(b); }, block);
}

std::vector<Parameter> block_parameters(const Block& block) {
    return std::visit([](const auto& b) { return parameters(b); }, block);
}

void validate_block(const Block& block) {
    std::visit([](const auto& b) { validate(b); }, block);
}

std::int64_t block_interval_cycles(const Block& block) {
    return std::visit([](const auto& b) { return interval_cycles(b); }, block);
}

std::int64_t block_products(const Block& block) {
    return std::visit([](const auto& b) { return products(b); }, block);
}

Resources block_resources(const Block& block, const Family& family) {
    return std::visit([&](const auto& b) { return resources(b, family); }, block);
}

std::vector<Parallelism> block_choices(const Block& block) {
    return std::visit([](const auto& b) { return choices(b); }, block);
}

Parallelism block_parallelism(const Block& block) {
    return std::visit([](const auto& b) { return parallelism_of(b); }, block);
}

Block block_with_parallelism(const Block& block, const Parallelism& parallelism) {
    return std::visit([&](const auto& b) -> Block { return with_parallelism(b, parallelism); },
                      block);
}

Block block_with_input_pixels(const Block& block, int pixels) {
    return std::visit(
        [&](const auto& b) -> Block {
            if constexpr (requires { with_input_pixels(b, pixels); })
                return with_input_pixels(b, pixels);
            else
                return b;
        },
        block);
}

std::vector<Mapping> block_mappings(const Block& block, const Family& family) {
    return std::visit([&](const auto& b) { return mappings_of(b, family); }, block);
}

Mapping block_mapping(const Block& block) {
    return std::visit([](const auto& b) { return mapping_of(b); }, block);
}

Block block_with_mapping(const Block& block, const Mapping& mapping) {
    return std::visit(
        [&](auto b) -> Block {
            if constexpr (requires { b.mapping; })
                b.mapping = mapping;
            return b;
        },
        block);
}

std::unique_ptr<BeatProcess> make_beat_process(const Block& block, BeatPorts ports) {
    return std::visit([&](const auto& b) { return beat_process(b, std::move(ports)); }, block);
}

} // namespace sluice::rtl
