// SPDX-License-Identifier: Apache-2.0
#include "quantizer/measure/parallel.h"

#include <tbb/global_control.h>
#include <tbb/info.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

namespace sluice::quantizer {

void parallel_items(int threads, std::int64_t count,
                    const std::function<void(std::int64_t)>& work) {
    const int used = threads > 0 ? threads : tbb::info::default_concurrency();
    // Without it oneTBB warns on stderr when asked for more threads than there are cores.
    const tbb::global_control limit(tbb::global_control::max_allowed_parallelism,
                                    static_cast<std::size_t>(used));
    tbb::task_arena arena(used);
    arena.execute([&] { tbb::parallel_for(std::int64_t{0}, count, work); });
}

} // namespace sluice::quantizer
