// SPDX-License-Identifier: Apache-2.0
// The Makefile of DIR/sim. Every path is relative, so that DIR may be moved and may lie anywhere;
// the programs run in DIR, as the memory files' names want it.
#include <string>

#include "testbench/description.h"

namespace sluice::testbench {

namespace {

// From this many layers on they are compiled apart. Eleven small layers cost 27 s of one core apart
// and 19 s flat, but flat is one translation unit and apart is spread over the cores and cached by
// layer; flat grows faster than the number of layers (60: minutes).
constexpr std::size_t kHierarchicalLayers = 8;

const char* const kMakefile = R"(# SPDX-License-Identifier: Apache-2.0
# Simulates the design on sim/vectors and compares every layer and output with the emulator.
#   make            builds with Verilator and runs     make build   builds only
#   make icarus     the same with Icarus Verilog       make clean   removes what was built
# STALL=0.3 stalls every edge, SEED=2 varies the stalls, TRACE=1 writes sim/trace.fst.
TOP   := @TOP@
STALL ?= 0
SEED  ?= 1
TRACE ?= 0
# FLAT=1 compiles all layers as one unit, OPT=-O0 sooner: both for many small layers and few cycles.
FLAT  ?= 0
OPT   ?= -O1
OBJCACHE ?= $(shell command -v ccache 2>/dev/null)
export OBJCACHE

RTL     := $(shell cat ../rtl/files.f)
HARNESS := $(wildcard harness/*)
ifeq ($(TRACE),0)
OBJ := obj_dir
ifeq ($(FLAT),0)
BUILD := @BUILD@
MAKE_FILE := @MAKE_FILE@
else
BUILD :=
MAKE_FILE := Vtb.mk VM_PARALLEL_BUILDS=0
endif
TRACE_RUN :=
else
# Flat: programs of Verilator 5.006 that were built hierarchically crash when they trace.
OBJ := obj_dir_trace
BUILD := --trace-fst
MAKE_FILE := Vtb.mk
TRACE_RUN := --trace sim/trace.fst
endif

.PHONY: run build icarus clean

run: build
	cd .. && sim/$(OBJ)/simulation --stall $(STALL) --seed $(SEED) $(TRACE_RUN)

build: $(OBJ)/simulation

# A few frames run for seconds, so that compiling is what takes the time: no more than -O1.
$(OBJ)/simulation: $(addprefix ../,$(RTL)) $(TOP)_tb.sv streams.h $(HARNESS) Makefile
	cd .. && verilator --cc --exe --assert $(BUILD) -Wno-fatal -Irtl \
	  --x-assign unique --x-initial unique --top-module $(TOP)_tb --prefix Vtb \
	  --Mdir sim/$(OBJ) -o simulation -CFLAGS "-std=c++17 -I../harness -I.. -I../../driver -DVL_USER_STOP" \
	  $(RTL) sim/$(TOP)_tb.sv ../harness/main.cpp
	$(MAKE) -C $(OBJ) -f $(MAKE_FILE) -j2 OPT_FAST=$(OPT) OPT_SLOW=-O0 OPT_GLOBAL=-O1

icarus:
	cd .. && iverilog -g2012 -Irtl -s $(TOP)_icarus_tb -o sim/icarus.vvp $(RTL) sim/$(TOP)_icarus_tb.v
	cd .. && vvp -N sim/icarus.vvp | tee sim/icarus.log && grep -q PASSED sim/icarus.log

clean:
	rm -rf obj_dir obj_dir_trace icarus.vvp icarus.log icarus_*.bin
)";

void replace(std::string& text, const std::string& from, const std::string& to) {
    for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
        text.replace(at, from.size(), to);
}

} // namespace

std::string makefile(const Description& description) {
    const bool hierarchical = description.taps.size() >= kHierarchicalLayers;
    std::string text = kMakefile;
    replace(text, "@TOP@", description.design);
    replace(text, "@BUILD@", hierarchical ? "--hierarchical" : "");
    replace(text, "@MAKE_FILE@", hierarchical ? "Vtb_hier.mk" : "Vtb.mk");
    return text;
}

} // namespace sluice::testbench
