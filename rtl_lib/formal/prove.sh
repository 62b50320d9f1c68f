#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Proves the stream primitives with Yosys and z3: bounded from reset, then by induction over
# at most 3 steps, which together hold for ever; the width converter only for its first cycles.
# Then plants faults, each of which the bounded run must find.
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

# bound NAME MODULE SOURCES "PARAMETERS" STEPS
bound() {
    smt2 "$1" "$2" "$3" "$4" "" || return
    if ! solve -t "$5" "$folder/proof.smt2"; then
        echo "$1: broken"; cat "$folder/log"; status=1
    else
        echo "$1: holds for $5 cycles"
    fi
}

# refute NAME MODULE "PARAMETERS" "PROBES" STEPS SED-SCRIPT [OTHER SOURCES]
refute() {
    sed "$6" "blocks/$2/sluice_$2.sv" >"$folder/fault.sv"
    if cmp -s "blocks/$2/sluice_$2.sv" "$folder/fault.sv"; then
        echo "$1: the fault was not planted"; status=1; return
    fi
    smt2 "$1" "$2" "$folder/fault.sv ${7:-}" "$3" "$4" || return
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
fork="probe_data=data_q probe_spare_valid=spare_valid probe_spare_data=spare_data_q"
fifo=blocks/fifo/sluice_fifo.sv

prove 'fifo of 2' fifo "-set Depth 2" "$registers" 12
prove 'fifo of 3' fifo "-set Depth 3" "$(memory 2)" 12
prove 'fifo of 4' fifo "-set Depth 4" "$(memory 3)" 12
prove 'fifo of 5' fifo "-set Depth 5" "$(memory 4)" 12
prove 'fifo of 7' fifo "-set Depth 7" "$(memory 6)" 12
prove 'fork to 2' fork "-set NumOut 2" "$fork" 10
prove 'fork to 3' fork "-set NumOut 3" "$fork" 10
prove 'fork to 4' fork "-set NumOut 4" "$fork" 10
# width CHANNELS IN OUT UNIT
width() { echo "-set Channels $1 -set InLanes $2 -set OutLanes $3 -set UnitLanes $4"; }
for parameters in "7 3 2 1" "6 4 3 1" "4 1 4 1" "8 4 2 2" "4 3 2 1" "4 2 3 1" "7 2 5 1"; do
    # shellcheck disable=SC2086
    bound "width $parameters" width "blocks/width/sluice_width.sv $fifo" "$(width $parameters)" 10
done

refute 'fault: a beat overtakes the spare one' fifo "-set Depth 2" "$registers" 12 \
    's/spare_valid ? spare_data_q : in_data_i/in_data_i/'
refute 'fault: a stalled beat changes' fifo "-set Depth 2" "$registers" 12 \
    's/if (!out_valid_q || out_ready_i) out_data_q/out_data_q/'
refute 'fault: the memory overflows' fifo "-set Depth 4" "$(memory 3)" 12 \
    "s/CountBits'(Words - 1);/CountBits'(Words);/"
refute 'fault: the pointer wraps late' fifo "-set Depth 4" "$(memory 3)" 12 \
    "s/AddrBits'(Words - 1)/AddrBits'(Words)/"
refute 'fault: an output gets a beat twice' fork "-set NumOut 2" "$fork" 10 \
    's/waits_q & ~out_ready_i/waits_q/'
refute 'fault: an output of three gets a beat twice' fork "-set NumOut 3" "$fork" 10 \
    's/waits_q & ~out_ready_i/waits_q/'
refute 'fault: the beat goes with the first output' fork "-set NumOut 2" "$fork" 10 \
    's/= &(~waits_q | out_ready_i)/= |(~waits_q | out_ready_i)/'
refute 'fault: a group is given before it is whole' width "$(width 7 3 2 1)" "" 10 \
    "s/held_d == 2'd1 \&\& !(load ? crosses_n : crosses_q)/held_d == 2'd1/" "$fifo"
refute 'fault: a group fills over itself' width "$(width 7 2 5 1)" "" 10 \
    "s/completes_q || arrives_q/1'b1/" "$fifo"
refute 'fault: a second last group is dropped' width "$(width 4 2 3 1)" "" 10 \
    "s/flush_q <= use_beat \&\& last_q/flush_q <= 1'b0/" "$fifo"
exit $status
