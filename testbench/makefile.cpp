// SPDX-License-Identifier: Apache-2.0
// The Makefile of DIR/sim. Every path is relative, so that DIR may be moved and may lie anywhere;
// the programs run in DIR, as the memory files' names want it.
#include <string>

#include "testbench/description.h"

namespace sluice::testbench {

namespace {

const char* const kMakefile = R"make(# SPDX-License-Identifier: Apache-2.0
# Simulates the design on sim/vectors and compares every layer and output with the emulator.
#   make            builds with Verilator and runs     make build   builds only
#   make icarus     the same with Icarus Verilog       make clean   removes what was built
# STALL=0.3 stalls every edge, SEED=2 varies the stalls, TRACE=1 writes sim/trace.fst.
TOP   := @TOP@
STALL ?= 0
SEED  ?= 1
TRACE ?= 0
# OPT=-O0 compiles sooner and runs slower: for a few thousand cycles.
OPT   ?= -O1
OBJCACHE ?= $(shell command -v ccache 2>/dev/null)
export OBJCACHE

RTL     := $(shell cat ../rtl/files.f)
HARNESS := $(wildcard harness/*)
ifeq ($(TRACE),0)
OBJ := obj_dir
BUILD :=
TRACE_RUN :=
else
OBJ := obj_dir_trace
BUILD := --trace-fst
TRACE_RUN := --trace sim/trace.fst
endif

.PHONY: run build icarus clean

run: build
	cd .. && sim/$(OBJ)/simulation --stall $(STALL) --seed $(SEED) $(TRACE_RUN)

build: $(OBJ)/simulation

# A few frames run for seconds, so that compiling is what takes the time: no more than -O1. Functions
# are split, as a compiler's time grows faster than their length; files are joined to units of some
# size, as the headers that each file reads take longer than most files. What runs once is a unit
# that is not optimized, unless all is small. VM_...: the lists of files in Verilator's makefile.
UNIT_BYTES := 2000000
$(OBJ)/simulation: $(addprefix ../,$(RTL)) $(TOP)_tb.sv streams.h $(HARNESS) Makefile
	rm -rf $(OBJ)
	cd .. && verilator --cc --exe --assert $(BUILD) -Wno-fatal -Irtl --output-split-cfuncs 2000 \
	  --x-assign unique --x-initial unique --top-module $(TOP)_tb --prefix Vtb \
	  --Mdir sim/$(OBJ) -o simulation -CFLAGS "-std=c++17 -I../harness -I.. -I../../driver -DVL_USER_STOP" \
	  $(RTL) sim/$(TOP)_tb.sv ../harness/main.cpp
	cd $(OBJ) && wc -c *.cpp | grep -v ' total$$' | sort -k 2 | awk -v most=$(UNIT_BYTES) ' \
	  { size[NR] = $$1; name[NR] = $$2; total += $$1 } \
	  END { for (i = 1; i <= NR; ++i) { \
	    kind = total > most && name[i] ~ /Slow/ ? "slow" : "fast"; \
	    if (bytes[kind] > 0 && bytes[kind] + size[i] > most) { ++units[kind]; bytes[kind] = 0 } \
	    bytes[kind] += size[i]; \
	    file = "unit_" kind "_" (units[kind] + 0) ".cpp"; \
	    print "#include \"" name[i] "\"" > file } }'
	$(MAKE) -C $(OBJ) -f Vtb.mk -j$$(nproc) OPT_FAST=$(OPT) OPT_SLOW=-O0 OPT_GLOBAL=-O1 \
	  VM_PARALLEL_BUILDS=1 VM_SUPPORT_FAST= VM_SUPPORT_SLOW= \
	  VM_CLASSES_FAST="$$(cd $(OBJ) && ls | sed -n 's/^\(unit_fast.*\)\.cpp$$/\1/p' | xargs)" \
	  VM_CLASSES_SLOW="$$(cd $(OBJ) && ls | sed -n 's/^\(unit_slow.*\)\.cpp$$/\1/p' | xargs)"

icarus:
	cd .. && iverilog -g2012 -Irtl -s $(TOP)_icarus_tb -o sim/icarus.vvp $(RTL) sim/$(TOP)_icarus_tb.v
	cd .. && vvp -N sim/icarus.vvp | tee sim/icarus.log && grep -q PASSED sim/icarus.log

clean:
	rm -rf obj_dir obj_dir_trace icarus.vvp icarus.log icarus_*.bin
)make";

void replace(std::string& text, const std::string& from, const std::string& to) {
    for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
        text.replace(at, from.size(), to);
}

} // namespace

std::string makefile(const Description& description) {
    std::string text = kMakefile;
    replace(text, "@TOP@", description.design);
    return text;
}

} // namespace sluice::testbench
