// SPDX-License-Identifier: Apache-2.0
// The closed list of blocks. Each is a plain struct in blocks/<block>/<block>.h with the same
// functions; the ones here call them for a Block (and so have names of their own).
#pragma once

#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "rtl_lib/blocks/add/add.h"
#include "rtl_lib/blocks/arg_max/arg_max.h"
#include "rtl_lib/blocks/concat/concat.h"
#include "rtl_lib/blocks/conv/conv.h"
#include "rtl_lib/blocks/fifo/fifo.h"
#include "rtl_lib/blocks/fork/fork.h"
#include "rtl_lib/blocks/global_pool/global_pool.h"
#include "rtl_lib/blocks/lookup/lookup.h"
#include "rtl_lib/blocks/multiply/multiply.h"
#include "rtl_lib/blocks/pad/pad.h"
#include "rtl_lib/blocks/pool/pool.h"
#include "rtl_lib/blocks/rearrange/rearrange.h"
#include "rtl_lib/blocks/regroup/regroup.h"
#include "rtl_lib/blocks/softmax/softmax.h"
#include "rtl_lib/blocks/top_k/top_k.h"
#include "rtl_lib/blocks/unpool/unpool.h"
#include "rtl_lib/blocks/width/width.h"

namespace sluice::rtl {

using Block = std::variant<Add, ArgMax, Concat, Conv, Fifo, Fork, GlobalPool, Lookup, Multiply, Pad,
                           Pool, Rearrange, Regroup, Softmax, TopK, Unpool, Width>;

const char* block_module_name(const Block& block);
std::vector<std::string> block_sources(const Block& block);
std::vector<Stream> block_input_streams(const Block& block);
std::vector<Stream> block_output_streams(const Block& block);
std::vector<Parameter> block_parameters(const Block& block);
void validate_block(const Block& block);
std::int64_t block_interval_cycles(const Block& block);
std::int64_t block_products(const Block& block);
Resources block_resources(const Block& block, const Family& family);
std::vector<Parallelism> block_choices(const Block& block);
Parallelism block_parallelism(const Block& block);
Block block_with_parallelism(const Block& block, const Parallelism& parallelism);
// The block with an input of `pixels` a beat, where it has that choice, can take so many and
// becomes no slower; else as it is.
Block block_with_input_pixels(const Block& block, int pixels);
// Every way of building the block that the family offers; the first is the plain one.
std::vector<Mapping> block_mappings(const Block& block, const Family& family);
Mapping block_mapping(const Block& block);
// Precondition: one of block_mappings() of some family.
Block block_with_mapping(const Block& block, const Mapping& mapping);
std::unique_ptr<BeatProcess> make_beat_process(const Block& block, BeatPorts ports);

} // namespace sluice::rtl
