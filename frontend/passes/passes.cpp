// SPDX-License-Identifier: Apache-2.0
#include "frontend/passes/passes.h"

namespace sluice::frontend {

const std::vector<Pass>& passes() {
    static const std::vector<Pass> kPasses = {
        {"fuse_pointwise", fuse_pointwise, false},
        {"drop_dead", drop_dead, true},
        {"merge_rearranges", merge_rearranges, true},
        {"lift_over_rearrange", lift_over_rearrange, true},
        {"fold_affine_backward", fold_affine_backward, false},
        {"fold_affine_forward", fold_affine_forward, false},
        {"split_phases", split_phases, false},
        {"merge_rearranges", merge_rearranges, true},
        {"spread_levels", spread_levels, false},
        {"drop_softmax_before_arg_max", drop_softmax_before_arg_max, false},
        {"drop_unused", drop_unused, true},
    };
    return kPasses;
}

} // namespace sluice::frontend
