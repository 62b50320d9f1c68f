// SPDX-License-Identifier: Apache-2.0
// What each <kind>.cpp in this folder gives; adding a kind: docs/adding-a-layer.md.
#pragma once

#include <vector>

#include "quantizer/network/network.h"
#include "rtl_lib/block.h"
#include "rtl_lib/memory_image.h"

namespace sluice::lower {

// The tensors around a layer.
struct Context {
    std::vector<network::Tensor> inputs;
    network::Tensor output;
};

// The layer as a block at parallelism 1.
rtl::Block lower_layer(const network::Conv& layer, const Context& context);
rtl::Block lower_layer(const network::FullyConnected& layer, const Context& context);
rtl::Block lower_layer(const network::MaxPool& layer, const Context& context);
rtl::Block lower_layer(const network::AveragePool& layer, const Context& context);
rtl::Block lower_layer(const network::GlobalAveragePool& layer, const Context& context);
rtl::Block lower_layer(const network::Add& layer, const Context& context);
rtl::Block lower_layer(const network::Concat& layer, const Context& context);
rtl::Block lower_layer(const network::Lookup& layer, const Context& context);
rtl::Block lower_layer(const network::ArgMax& layer, const Context& context);
rtl::Block lower_layer(const network::Rearrange& layer, const Context& context);
rtl::Block lower_layer(const network::Extremum& layer, const Context& context);
rtl::Block lower_layer(const network::Pad& layer, const Context& context);
rtl::Block lower_layer(const network::Softmax& layer, const Context& context);
rtl::Block lower_layer(const network::Multiply& layer, const Context& context);
rtl::Block lower_layer(const network::TopK& layer, const Context& context);
rtl::Block lower_layer(const network::MaxPlace& layer, const Context& context);
rtl::Block lower_layer(const network::MaxUnpool& layer, const Context& context);

// The contents of its ROMs, empty where there are none.
std::vector<rtl::MemoryImage> memories(const network::Conv& layer, const rtl::Block& block);
std::vector<rtl::MemoryImage> memories(const network::FullyConnected& layer,
                                       const rtl::Block& block);
std::vector<rtl::MemoryImage> memories(const network::MaxPool& layer, const rtl::Block& block);
std::vector<rtl::MemoryImage> memories(const network::AveragePool& layer, const rtl::Block& block);
std::vector<rtl::MemoryImage> memories(const network::GlobalAveragePool& layer,
                                       const rtl::Block& block);
std::vector<rtl::MemoryImage> memories(const network::Add& layer, const rtl::Block& block);
std::vector<rtl::MemoryImage> memories(const network::Concat& layer, const rtl::Block& block);
std::vector<rtl::MemoryImage> memories(const network::Lookup& layer, const rtl::Block& block);
std::vector<rtl::MemoryImage> memories(const network::ArgMax& layer, const rtl::Block& block);
std::vector<rtl::MemoryImage> memories(const network::Rearrange& layer, const rtl::Block& block);
std::vector<rtl::MemoryImage> memories(const network::Extremum& layer, const rtl::Block& block);
std::vector<rtl::MemoryImage> memories(const network::Pad& layer, const rtl::Block& block);
std::vector<rtl::MemoryImage> memories(const network::Softmax& layer, const rtl::Block& block);
std::vector<rtl::MemoryImage> memories(const network::Multiply& layer, const rtl::Block& block);
std::vector<rtl::MemoryImage> memories(const network::TopK& layer, const rtl::Block& block);
std::vector<rtl::MemoryImage> memories(const network::MaxPlace& layer, const rtl::Block& block);
std::vector<rtl::MemoryImage> memories(const network::MaxUnpool& layer, const rtl::Block& block);

} // namespace sluice::lower
