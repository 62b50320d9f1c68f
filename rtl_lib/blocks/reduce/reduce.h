// SPDX-License-Identifier: Apache-2.0
// sluice_reduce: the handshakes of what gives one result for all channels of a pixel. Not a block
// of its own: around the pipeline of those that compare channels.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "rtl_lib/beats.h"
#include "rtl_lib/stream.h"

namespace sluice::rtl {

// The output FIFO's depth for results that come `latency` cycles after a pixel's last beat.
int reduce_depth(const Stream& input, int latency);

std::unique_ptr<BeatProcess> reduce_process(const Stream& input, int latency,
                                            const BeatPorts& ports);

// Relative to rtl_lib/, in order.
std::vector<std::string> reduce_sources();

} // namespace sluice::rtl
