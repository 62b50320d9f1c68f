#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What Yosys makes of each distinct layer of a generated design, beside the report's estimate.
#   testbench/tools/synth.sh DIR [xc7|ecp5|ice40]
# xc7 counts a LUT of distributed memory or of a shift register as a LUT, a RAMB18E1 as half a BRAM;
# ecp5 a CCU2C as two LUTs; ice40 has no multipliers here (its mapping of them is not to be trusted).
# The estimate is of the 7 series. Widths and FIFOs between layers are in the design's total alone.
set -euo pipefail
[ $# -ge 1 ] && [ -f "$1/report.json" ] || { sed -n '3,8p' "$0" | cut -c3- >&2; exit 2; }
cd "$1"
family=${2:-xc7}
case $family in
xc7) synth="synth_xilinx -family xc7 -flatten -noiopad -noclkbuf" ;;
ecp5) synth="synth_ecp5" ;;
ice40) synth="synth_ice40" ;;
*) echo "synth.sh: no family '$family'; use xc7, ecp5 or ice40" >&2; exit 2 ;;
esac
logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT

# Layer modules that differ in more than name and memory files are synthesised once each.
for file in rtl/*_l[0-9]*.sv; do
  module=$(basename "$file" .sv)
  key=$(sed -e '/^\/\//d' -e "s/$module//" -e 's/File("[^"]*")/File()/' "$file" | cksum | cut -d' ' -f1)
  if [ ! -f "$logs/$key" ]; then
    # shellcheck disable=SC2046
    if ! yosys -q -p "read_verilog -sv -defer -Irtl $(grep '\.sv$' rtl/files.f | tr '\n' ' ');
        hierarchy -check -top $module; $synth; tee -q -o $logs/$key stat" >"$logs/log" 2>&1; then
      echo "synth.sh: Yosys fails on $module" >&2
      cat "$logs/log" >&2
      exit 1
    fi
  fi
  echo "$module $key" >>"$logs/modules"
done

python3 - "$logs" <<'PYTHON'
import json, re, sys

LUTS = {"SRL16E": 1, "SRLC32E": 1, "RAM32M": 4, "RAM64M": 4, "RAM32X1D": 2, "RAM64X1D": 2,
        "RAM128X1D": 4, "RAM256X1S": 4, "CCU2C": 2, "LUT4": 1, "TRELLIS_DPR16X4": 4, "SB_LUT4": 1}
BRAMS = {"RAMB18E1": 0.5, "RAMB36E1": 1, "DP16KD": 0.5, "SB_RAM40_4K": 0.125}
DSPS = {"DSP48E1", "MULT18X18D"}


def counts(path):
    use = dict(dsp=0, lut=0, ff=0, bram=0)
    for line in open(path):
        found = re.match(r"\s+([A-Z][A-Z0-9_]*)\s+(\d+)\s*$", line)
        if not found:
            continue
        cell, n = found[1], int(found[2])
        if re.fullmatch(r"LUT[1-6]", cell):
            use["lut"] += n
        use["lut"] += n * LUTS.get(cell, 0) if not re.fullmatch(r"LUT[1-6]", cell) else 0
        use["bram"] += n * BRAMS.get(cell, 0)
        use["dsp"] += n if cell in DSPS else 0
        use["ff"] += n if re.match(r"FD[RSCP]E|TRELLIS_FF|SB_DFF", cell) else 0
    return use


folder = sys.argv[1]
measured = {}
for line in open(folder + "/modules"):
    module, key = line.split()
    measured[int(re.search(r"_l(\d+)_", module)[1])] = counts(folder + "/" + key)

kinds = ["dsp", "lut", "ff", "bram"]
print("estimate / Yosys".ljust(26) + "".join(f"{kind:>20}" for kind in kinds))
total = {kind: [0, 0] for kind in kinds}


def row(name, pairs):
    text = name[:25].ljust(26)
    for estimate, real in pairs:
        error = f"{100 * (estimate - real) / real:+.0f}%" if real else ("" if not estimate else "new")
        text += f"{estimate:8.6g} {real:5g} {error:>5}".rjust(20)
    print(text)


for i, layer in enumerate(json.load(open("report.json"))["layers"]):
    pairs = [(round(layer["resources"][kind], 1), measured[i][kind]) for kind in kinds]
    for kind, pair in zip(kinds, pairs):
        total[kind][0] += pair[0]
        total[kind][1] += pair[1]
    row(layer["name"], pairs)
row("sum", [total[kind] for kind in kinds])
PYTHON
