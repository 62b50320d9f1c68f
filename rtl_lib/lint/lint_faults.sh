#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# lint.sh must refuse: a width mismatch, an unused signal, a missing port, parameters outside limits.
cd "$(dirname -- "$0")" || exit 2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
status=0

# planted NAME MODULE SED-SCRIPT
planted() {
    source=../blocks/${2#sluice_}/$2.sv
    sed "$3" "$source" >"$folder/$2.sv"
    if cmp -s "$source" "$folder/$2.sv"; then
        echo "$1: the fault was not planted"
        status=1
    elif ./lint.sh --file "$folder/$2.sv" "$2" >"$folder/log" 2>&1; then
        echo "$1: not noticed"
        status=1
    else
        echo "$1: noticed"
    fi
}

planted 'narrow data port' sluice_concat 's/logic \[Width-1:0\]       data, /logic [Width:0] data, /'
planted 'unused signal' sluice_fork 's/^  logic \[NumOut-1:0\] waits_q.*/&\n  logic orphan;/'
planted 'missing port' sluice_lookup '/\.in_data_i/d'
planted 'depth 1' sluice_fifo 's/parameter int Depth = 4/parameter int Depth = 1/'
planted 'more lanes than channels' sluice_width 's/parameter int InLanes  = 4/parameter int InLanes = 7/'
exit $status
