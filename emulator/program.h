// SPDX-License-Identifier: Apache-2.0
// A network made ready to run many frames. Private to this library.
#pragma once

#include <vector>

#include "emulator/emulator.h"
#include "emulator/fast_conv.h"

namespace sluice::emulator {

// Keeps a reference to the network, which must outlive it. Running is thread-safe.
class Program {
public:
    explicit Program(const network::Network& network);

    // As emulator.h's run_all; with `keep_all` false, tensors that are read no more are dropped
    // (left empty), the network's outputs excepted.
    std::vector<Values> run(const std::vector<Values>& inputs, bool keep_all) const;

private:
    const network::Network& network_;
    std::vector<FastLayer> fast_;       // by layer
    std::vector<std::size_t> last_use_; // by tensor: the last layer that reads it
};

} // namespace sluice::emulator
