#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Proves the stream primitives with Yosys and z3: bounded from reset, then by induction over
# at most 3 steps, which together hold for ever. Then plants faults, each of which the bounded run must find.
set -u
cd "$(dirname -- "$0")/.." || exit 2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
status=0

# smt2 NAME MODULE SOURCE "PARAMETERS" "PROBES": PROBES are pairs probe=register of u_dut; one that
# is not there stays free, which makes the proof harder and not wrong.
smt2() {
    {
        echo "read_verilog -formal -sv -Iinclude $3 formal/$2_proof.sv"
        [ -n "$4" ] && echo "chparam $4 $2_proof"
        printf 'hierarchy -check -top %s_proof\nproc\nmemory_collect\nmemory_map\nflatten\n' "$2"
        for probe in $5; do
            echo "connect -set \\${probe%%=*} \\u_dut.${probe#*=}"
        done
        printf 'opt_clean\nasync2sync\ndffunmap\nopt_clean\nwrite_smt2 -wires %s\n' \
            "$folder/proof.smt2"
    } >"$folder/proof.ys"
    yosys -q "$folder/proof.ys" || { echo "$1: Yosys failed"; status=1; return 1; }
}

# Without --unroll z3 loses itself in the state functions. A timeout is no verdict, and fails.
solve() { timeout 100 yosys-smtbmc -s z3 --unroll "$@" >"$folder/log" 2>&1; }

# prove NAME MODULE "PARAMETERS" "PROBES" STEPS
prove() {
    smt2 "$1" "$2" "blocks/$2/sluice_$2.sv" "$3" "$4" || return
    if ! solve -t "$5" "$folder/proof.smt2"; then
        echo "$1: broken"; cat "$folder/log"; status=1
    elif ! solve -i -t 3 "$folder/proof.smt2"; then
        echo "$1: not inductive"; cat "$folder/log"; status=1
    else
        echo "$1: proven"
    fi
}

# refute NAME MODULE "PARAMETERS" "PROBES" STEPS SED-SCRIPT
refute() {
    sed "$6" "blocks/$2/sluice_$2.sv" >"$folder/fault.sv"
    if cmp -s "blocks/$2/sluice_$2.sv" "$folder/fault.sv"; then
        echo "$1: the fault was not planted"; status=1; return
    fi
    smt2 "$1" "$2" "$folder/fault.sv" "$3" "$4" || return
    if solve -t "$5" "$folder/proof.smt2"; then
        echo "$1: not found"; status=1
    elif ! grep -q 'Assert failed' "$folder/log"; then
        echo "$1: no verdict"; cat "$folder/log"; status=1
    else
        echo "$1: found"
    fi
}

registers="gen_registers.probe_spare_valid=gen_registers.spare_valid"
registers="$registers gen_registers.probe_spare_data=gen_registers.spare_data_q"
# memory WORDS
memory() {
    for name in write read stored; do echo "gen_memory.probe_$name=gen_memory.${name}_q"; done
    word=0
    while [ $word -lt "$1" ]; do
        echo "gen_memory.gen_place[$word].probe_word=gen_memory.memory[$word]"
        word=$((word + 1))
    done
}
# What the converters hold: beats in slots, or a group that fills behind two beats.
narrow="probe_held=gen_narrow.held_q probe_slots=gen_narrow.slots_q"

prove 'fifo of 2' fifo "-set Depth 2" "$registers" 12
prove 'fifo of 3' fifo "-set Depth 3" "$(memory 2)" 12
prove 'fifo of 4' fifo "-set Depth 4" "$(memory 3)" 12
prove 'fifo of 5' fifo "-set Depth 5" "$(memory 4)" 12
prove 'fifo of 7' fifo "-set Depth 7" "$(memory 6)" 12
prove 'fork to 2' fork "-set NumOut 2" "probe_done=done_q" 10
prove 'fork to 3' fork "-set NumOut 3" "probe_done=done_q" 10
prove 'width 7, 3 to 2' width "-set Channels 7 -set InLanes 3 -set OutLanes 2 -set UnitLanes 1" \
    "$held $in_groups $out_groups" 10
prove 'width 6, 4 to 3' width "-set Channels 6 -set InLanes 4 -set OutLanes 3 -set UnitLanes 1" \
    "$held $in_groups $out_groups" 10
prove 'width 4, 1 to 4' width "-set Channels 4 -set InLanes 1 -set OutLanes 4 -set UnitLanes 1" \
    "$held $in_groups" 10
prove 'width 8, 4 to 2' width "-set Channels 8 -set InLanes 4 -set OutLanes 2 -set UnitLanes 2" \
    "$held $in_groups $out_groups" 10

refute 'fault: a beat overtakes the spare one' fifo "-set Depth 2" "$registers" 12 \
    's/spare_valid_q ? spare_data_q : in_data_i/in_data_i/'
refute 'fault: a stalled beat changes' fifo "-set Depth 2" "$registers" 12 \
    's/if (!out_valid_q || out_ready_i) out_data_q/out_data_q/'
refute 'fault: the memory overflows' fifo "-set Depth 4" "$(memory 3)" 12 \
    "s/CountBits'(Words);/CountBits'(Words + 1);/"
refute 'fault: the pointer wraps late' fifo "-set Depth 4" "$(memory 3)" 12 \
    "s/AddrBits'(Words - 1)/AddrBits'(Words)/"
refute 'fault: an output gets a beat twice' fork "-set NumOut 2" "probe_done=done_q" 10 \
    's/done_q <= done_q | out_ready_i/done_q <= out_ready_i/'
refute 'fault: the beat goes with the first output' fork "-set NumOut 2" "probe_done=done_q" 10 \
    's/= &(done_q | out_ready_i)/= |(done_q | out_ready_i)/'
refute 'fault: padding is kept' width \
    "-set Channels 7 -set InLanes 3 -set OutLanes 2 -set UnitLanes 1" \
    "$held $in_groups $out_groups" 10 's/= last_in ? CountBits.(LastIn) : CountBits.(In)/= CountBits'"'"'(In)/'
refute 'fault: the buffer overflows' width \
    "-set Channels 7 -set InLanes 3 -set OutLanes 2 -set UnitLanes 1" \
    "$held $in_groups $out_groups" 10 's/(BufferUnits - In);/(BufferUnits - In + 1);/'
exit $status
