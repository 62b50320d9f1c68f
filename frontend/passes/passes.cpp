// SPDX-License-Identifier: Apache-2.0
#include "frontend/passes/passes.h"

namespace sluice::frontend {

const std::vector<Pass>& passes() {
    static const std::vector<Pass> kPasses = {
        {"fold_affine_backward", fold_affine_backward},
        {"fold_affine_forward", fold_affine_forward},
        {"drop_softmax_before_arg_max", drop_softmax_before_arg_max},
        {"drop_unused", drop_unused},
    };
    return kPasses;
}

} // namespace sluice::frontend
