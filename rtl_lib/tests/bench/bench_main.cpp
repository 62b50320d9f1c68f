// SPDX-License-Identifier: Apache-2.0
// Clocks a bench's top until every sink has its beats, and some cycles more for beats too many.
#include <cstdio>
#include <cstdlib>

#include "Vbench_top.h"
#include "verilated.h"

int main(int argc, char** argv) {
    const long limit = argc > 1 ? std::atol(argv[1]) : 100000;
    VerilatedContext context;
    Vbench_top top(&context);
    long extra = 64;
    for (long edge = 0; edge < limit && extra > 0 && !context.gotFinish(); ++edge) {
        top.rst_ni = edge >= 4;
        top.clk_i = 0;
        top.eval();
        if (top.done_o && edge >= 8)
            --extra;
        top.clk_i = 1;
        top.eval();
        context.timeInc(1);
    }
    top.final();
    return extra > 0 ? 3 : 0;
}
