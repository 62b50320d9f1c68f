// SPDX-License-Identifier: Apache-2.0
// What a pool's parallelism makes of it: window, accumulators, pipeline. For the files of pool.
#pragma once

#include "rtl_lib/blocks/pool/pool.h"
#include "rtl_lib/blocks/requant/requant.h"
#include "rtl_lib/blocks/window/window.h"

namespace sluice::rtl {

WindowLayout pool_window(const Pool& pool);
// An average's requantizer, whose lanes have their factor from outside.
Requant pool_requant(const Pool& pool);
// What the comparisons of a max compare: the value, and with `places` the place below it.
int pool_key_bits(const Pool& pool);
// Register stages of the tree over the kernel lanes: ceil(log2), of an average ceil(log3).
int pool_tree_levels(const Pool& pool);
// From the issue of an output's last operation to its push into the output FIFO, and that's depth.
int pool_latency(const Pool& pool);
int pool_depth(const Pool& pool);

} // namespace sluice::rtl
