#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The resource model against Yosys, over random instances of each block.

  testbench/tools/resources/fit.py [--build build/release] [--device xc7z020] [--count 4] [--seed 1]
      [--products 32] [--jobs 1] [--parts] [--only PART] [--json FILE] [--verbose] [KIND...]

Draws instances (sluice_draw_blocks), runs Yosys on each, prints what the model says beside it: per
kind the error of the sums and the worst instance. --parts also takes convolutions apart (window,
dot, requantizer), --only takes nothing but one of these; --json keeps everything for one's own regressions. Results are kept in
build/.../resource_fit by the hash of what Yosys was given, so that a second run after a change of
the model alone costs nothing.
"""
import argparse
import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys

SYNTH = {
    "xc7": "synth_xilinx -family xc7 -flatten -noiopad -noclkbuf",
    "ecp5": "synth_ecp5",
    "ice40": "synth_ice40",
}
# LUTs of a cell. A CCU2C is two LUTs with their carry, a DPR16X4 four LUTs as memory.
LUTS = {"SRL16E": 1, "SRLC32E": 1, "RAM32M": 4, "RAM64M": 4, "RAM32X1D": 2, "RAM64X1D": 2,
        "RAM128X1D": 4, "RAM256X1S": 4, "CCU2C": 2, "LUT4": 1, "TRELLIS_DPR16X4": 4, "SB_LUT4": 1}
LUTS.update({f"LUT{n}": 1 for n in range(1, 7)})
# Memory blocks in the family's own blocks, multipliers.
BRAMS = {"RAMB18E1": 0.5, "RAMB36E1": 1, "DP16KD": 1, "PDPW16KD": 1, "SB_RAM40_4K": 1}
DSPS = {"DSP48E1", "MULT18X18D", "SB_MAC16"}
KINDS = ["dsp", "lut", "ff", "bram"]


def family_of(device):
    if device.startswith("lfe5"):
        return "ecp5"
    return "ice40" if device.startswith("ice40") else "xc7"


def counts(text):
    """Resources, and cells, of a `stat`."""
    use, cells = dict.fromkeys(KINDS, 0), {}
    for cell, number in re.findall(r"^\s+([A-Z][A-Z0-9_]*)\s+(\d+)\s*$", text, re.M):
        number = int(number)
        cells[cell] = number
        use["lut"] += number * LUTS.get(cell, 0)
        use["bram"] += number * BRAMS.get(cell, 0)
        use["dsp"] += number * (cell in DSPS)
        use["ff"] += number * bool(re.match(r"FD[RSCP]E|TRELLIS_FF|SB_DFF", cell))
    return use, cells


def verilog(value):
    if isinstance(value, list):  # a vector of 32-bit fields, field 0 low
        total = sum((field & 0xFFFFFFFF) << (32 * i) for i, field in enumerate(value))
        return f"{32 * len(value)}'h{total:x}"
    return f"32'sh{value & 0xFFFFFFFF:x}"


def synthesise(block, folder, family, cache):
    """What Yosys makes of a block; {"use", "cells"}."""
    settings = [f"-chparam {name} {verilog(value)}" for name, value in block["parameters"].items()]
    texts = {source: (folder / source).read_text() for source in block["sources"]}
    # Yosys takes no string parameter from a script: the top module's defaults name the files.
    top = next(s for s in texts if s.endswith(f"/{block['module']}.sv"))
    for name, file in block.get("files", {}).items():
        texts[top] = re.sub(rf'(parameter {name} *=) *""', rf'\1 "{file}"', texts[top])
    contents = [(folder / file).read_text() for file in block.get("files", {}).values()]
    hashed = [SYNTH[family], *settings, *texts.values(), *contents]
    key = hashlib.sha256("\0".join(hashed).replace(block["name"].split(".")[0], "").encode())
    key = key.hexdigest()[:24]
    kept = cache / f"{key}.json"
    if kept.exists():
        return json.loads(kept.read_text())
    (cache / f"{key}.sv").write_text(texts[top])
    read = [str(cache / f"{key}.sv") if s == top else s for s in texts if s.endswith(".sv")]
    path = cache / f"{key}.ys"
    path.write_text(f"""read_verilog -sv -defer -Irtl/include {' '.join(read)}
hierarchy -check -top {block['module']} {' '.join(settings)}
{SYNTH[family]}
tee -q -o {kept}.stat stat
""")
    run = subprocess.run(["yosys", "-q", "-s", str(path)], cwd=folder, text=True,
                         stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if run.returncode:
        raise SystemExit(f"fit.py: Yosys fails on {block['name']}:\n{run.stdout[-2000:]}")
    use, cells = counts(pathlib.Path(f"{kept}.stat").read_text())
    kept.write_text(json.dumps({"use": use, "cells": cells}))
    return {"use": use, "cells": cells}


def module_parameters(folder, source):
    text = (folder / source).read_text()
    header = text[:text.index(") (")]
    return re.findall(r"^\s*parameter\s+(?:int\s+|bit\s+)?(\w+)\s*=", header, re.M)


def parts_of(block, folder):
    """A convolution's parts as blocks of their own, with the parameters that it gives them."""
    given = dict(block["parameters"])
    renamed = {
        "window": {"Lanes": given.get("InLanes"), "LaneBits": 8},
        "dot": {"Words": block["words"]["WeightFile"]},
        "requant": {"Lanes": given.get("RequantLanes"), "Groups": given.get("ParamWords")},
    }
    for part, estimate in block["parts"].items():
        source = next(s for s in block["sources"] if s.endswith(f"/sluice_{part}.sv"))
        names = module_parameters(folder, source)
        values = {name: given[name] for name in names if name in given}
        values.update({n: v for n, v in renamed[part].items() if n in names and v is not None})
        files = {n: f for n, f in block["files"].items() if n in names}
        yield {"name": f"{block['name']}.{part}", "kind": f"  {part} of {block['kind']}",
               "module": f"sluice_{part}", "parameters": values, "files": files,
               "sources": block["sources"], "estimate": estimate}


def error(estimate, real):
    if not real:
        return "" if not estimate else "new"
    return f"{100 * (estimate - real) / real:+.0f}%"


def print_table(rows):
    print("model / Yosys".ljust(36) + "".join(f"{kind:>22}" for kind in KINDS))
    for kind in dict.fromkeys(row["kind"] for row in rows):
        same = [row for row in rows if row["kind"] == kind]
        text = f"{kind} ({len(same)})".ljust(36)
        for term in KINDS:
            estimate = sum(row["estimate"][term] for row in same)
            real = sum(row["use"][term] for row in same)
            text += f"{estimate:9.6g} {real:6g} {error(estimate, real):>5}".rjust(22)
        print(text)
    for term in KINDS:
        worst = max(rows, key=lambda row: abs(row["estimate"][term] - row["use"][term]))
        print(f"furthest off in {term}: {worst['name'].strip()}, {worst['estimate'][term]:.6g} for "
              f"{worst['use'][term]:g}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--build", default="build/release")
    parser.add_argument("--device", default="xc7z020")
    parser.add_argument("--count", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--products", type=int, default=32)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--parts", action="store_true")
    parser.add_argument("--only", choices=["window", "dot", "requant"])
    parser.add_argument("--json")
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("kinds", nargs="*")
    options = parser.parse_args()
    build = pathlib.Path(options.build).resolve()
    family = family_of(options.device)
    folder = build / "resource_fit" / family
    cache = build / "resource_fit" / "cache"
    cache.mkdir(parents=True, exist_ok=True)
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run([build / "testbench/tools/resources/sluice_draw_blocks", folder,
                    str(options.count), str(options.seed), str(options.products), options.device,
                    *options.kinds], check=True)
    blocks = json.loads((folder / "blocks.json").read_text())
    if options.parts or options.only:
        blocks = [b for block in blocks
                  for b in [block, *(parts_of(block, folder) if "parts" in block else [])]
                  if not options.only or b["module"] == f"sluice_{options.only}"]
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        rows = []
        for block, real in zip(blocks, pool.map(
                lambda b: synthesise(b, folder, family, cache), blocks)):
            rows.append({**block, **real})
            if options.verbose:
                print(f"{block['name']:28}", *(f"{k} {block['estimate'][k]:.6g}/{real['use'][k]:g}"
                                               for k in KINDS), flush=True)
    print_table(rows)
    if options.json:
        pathlib.Path(options.json).write_text(json.dumps(rows))


if __name__ == "__main__":
    main()
