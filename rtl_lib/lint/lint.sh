#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# lint.sh [MODULE...]: library modules alone, with their default parameters, in Verilator, Icarus
# and Yosys. Any message fails. Without arguments: every module. With --file FILE first, that file
# stands for the module's own. Waivers: rtl_lib/lint/<module>.vlt, with a reason on each.
set -u
cd "$(dirname -- "$0")/.." || exit 2

replacement=""
if [ "${1:-}" = --file ]; then
    replacement=$2
    shift 2
fi
search=""
for folder in blocks/*/; do search="$search -y ${folder%/}"; done
all=$(ls blocks/*/sluice_*.sv)
[ $# -gt 0 ] || set -- $(for file in $all; do basename "$file" .sv; done)
status=0

# run TOOL COMMAND...: the command must succeed and print nothing.
run() {
    tool=$1
    shift
    output=$("$@" 2>&1)
    code=$?
    if [ "$tool" = iverilog ]; then
        # Icarus evaluates an always_* block for every bit of a vector that it selects from, and
        # says so: slower, not different.
        output=$(printf '%s\n' "$output" | grep -v 'constant selects in always_\* processes')
    fi
    if [ $code -ne 0 ] || [ -n "$output" ]; then
        printf '%s: %s failed (exit %d)\n%s\n' "$module" "$tool" $code "$output"
        status=1
    fi
}

for module in "$@"; do
    file=$(ls blocks/*/"$module".sv) || exit 2
    others=""
    for other in $all; do [ "$other" = "$file" ] || others="$others $other"; done
    [ -z "$replacement" ] || file=$replacement
    waiver=""
    [ -f "lint/$module.vlt" ] && waiver="lint/$module.vlt"
    # The lists hold no blanks: paths are relative to rtl_lib.
    run verilator verilator --lint-only --assert -Wall -Iinclude $search --top-module "$module" \
        $waiver "$file"
    # Icarus 11 crashes when a file that it searches for (-y) includes what the first one did.
    run iverilog iverilog -g2012 -Wall -tnull -Iinclude -s "$module" "$file" $others
    run yosys yosys -q -p "read_verilog -sv -defer -Iinclude $file $others; \
        hierarchy -check -top $module; proc; check -assert"
done
[ $status -eq 0 ] && echo "lint: $# modules clean"
exit $status
