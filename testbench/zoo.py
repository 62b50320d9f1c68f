#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Measures the tuner on the networks of examples/zoo and of ../shared; prints Markdown tables.

    testbench/zoo.py efficiency [--networks a,b] [--budgets 220,440] [--write]
    testbench/zoo.py layers --networks a --budgets 440    each layer of the designs, slowest first
    testbench/zoo.py devices [--networks a,b] [--devices a,b] [--write]
    testbench/zoo.py logic [--networks a,b] [--devices a,b] [--write]  LUTs multiply, too
    testbench/zoo.py simulate [--networks a,b] [--budgets 1536] [--write] two frames in Verilator

A network of examples/zoo may be given with a resolution: mobilenet_v2_1.0@112.

`--write` puts the table into docs/zoo.md. `devices` and `simulate` keep what each network gave below
out/zoo, and their tables hold all that is kept: they can be stopped and go on with other networks.

The zoo's weights are random: topology, speed and size count, accuracy means nothing. Networks are
written and quantized once, below out/zoo, and again when what makes them is newer. Needs
build/release (cmake/setup.sh) and Debian's python3-numpy. `simulate` exits 1 when something
differs from the emulator or from the predicted cycles.
"""
import argparse
import json
import os
import pathlib
import re
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = ROOT / "build" / "release"
SLUICE = BUILD / "cli" / "sluice"
QUANTIZE, TUNE = (BUILD / "testbench" / "zoo" / f"{name}_network" for name in ("quantize", "tune"))
ZOO = ROOT / "examples" / "zoo" / "zoo.py"
OUT = ROOT / "out" / "zoo"
PAGE = ROOT / "docs" / "zoo.md"

# Of ../shared: calibration data.
SHARED = {
    "resnet8_cifar10": "cifar10_train1k_images.npy[:50]",
    "dscnn_kws": "kws_test1k_mfcc_int8.npy[:50]",
    "vww_mobilenetv1_025_96": "vww_260_images.npy[:60]",
}
LARGE = ["resnet18", "resnet50", "mobilenet_v1_1.0", "mobilenet_v2_1.0", "squeezenet1_1", "vgg16"]
LARGE_BUDGETS = [220, 440, 900, 1536, 3376]
SMALL_BUDGETS = [64, 128, 220, 440, 900]
CLASSIFIERS = (
    [f"mobilenet_v1_{width}" for width in ("0.25", "0.5", "0.75", "1.0")] +
    [f"mobilenet_v2_{width}" for width in ("0.35", "0.5", "0.75", "1.0", "1.3", "1.4")] +
    ["squeezenet1_0", "squeezenet1_1", "alexnet", "vgg16", "googlenet", "resnet18", "resnet34",
     "resnet50"])
OTHERS = ["lenet5", "unet", "shufflenet_v2", "mobilenet_v3_small", "eeg_deep4"]
SERIES = {"MobileNetV1": CLASSIFIERS[:4], "MobileNetV2": CLASSIFIERS[4:10],
          "the others": CLASSIFIERS[10:]}
FAMILIES = ["arria-10", "stratix-10", "zynq-ultrascale-plus", "kintex-ultrascale-plus"]
failures = 0


def checked(command):
    """Its standard output; ends the program with its message when it fails."""
    done = subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, text=True)
    if done.returncode:
        sys.exit(f"failed: {' '.join(map(str, command))}")
    return done.stdout


def older(path, *causes):
    return not path.exists() or any(path.stat().st_mtime < cause.stat().st_mtime
                                    for cause in causes)


class Network:
    def __init__(self, name, shared):
        self.name = name
        self.config = []
        if name in SHARED:
            self.model = shared / "models" / f"{name}.onnx"
            self.data = shared / "data" / SHARED[name]
            config = ROOT / "examples" / "models" / f"{name}.yaml"
            self.config = ["--config", config] if config.exists() else []
        else:
            self.model = OUT / f"{name}.onnx"
            self.data = OUT / f"{name}.npy"
            if older(self.model, *ZOO.parent.rglob("*.py"), ZOO.parent.parent / "onnx_writer.py"):
                topology, _, resolution = name.partition("@")
                size = ["--resolution", resolution] if resolution else []
                checked([ZOO, topology, *size, "-o", self.model, "--noise", self.data])

    def quantized(self):
        """The folder of its integer network."""
        folder = OUT / "quantized" / self.name
        if older(folder / "network.json", self.model, QUANTIZE):
            checked([QUANTIZE, self.model, "--calibration", self.data, *self.config, "-o", folder])
        return folder

    def tune(self, *targets):
        """tune_network's objects, one by one."""
        command = [str(word) for word in (TUNE, self.quantized(), *targets)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            for line in process.stdout:
                yield json.loads(line)
        if process.returncode:
            sys.exit(f"failed: {' '.join(command)}")

    def tune_budgets(self, budgets):
        return self.tune(*(word for b in budgets for word in ("--budget", f"products={b}")))


def table(head, rows):
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(map(str, row))} |"


def show(lines):
    """Prints each line as it comes; gives all of them."""
    shown = []
    for line in lines:
        print(line, flush=True)
        shown.append(line)
    return shown


def short(name):
    """The end of a layer's name: some exporters join the names of all that it came from."""
    return "/".join(name.split(";")[-1].split("/")[-2:])


def write_section(name, lines):
    """Puts the lines between the page's marks `<!-- NAME -->` and `<!-- end of NAME -->`."""
    text = PAGE.read_text()
    begin, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->"
    before, rest = text.split(begin)
    PAGE.write_text(before + begin + "\n".join(lines) + "\n" + end + rest.split(end)[1])


def losses(report):
    """Shares of budget x interval that are lost: products not used; products of layers that are
    done before the slowest; products on padding, of channels and of kernels. With the efficiency
    they are 1."""
    budget, interval = report["budget"]["products"], report["interval_cycles"]
    whole = budget * interval
    work = [(layer["products_per_cycle"], layer["cycles"], layer["macs"])
            for layer in report["layers"]]
    return (1 - sum(products for products, _, _ in work) / budget,
            sum(products * (interval - cycles) for products, cycles, _ in work) / whole,
            sum(products * cycles - macs for products, cycles, macs in work) / whole)


def efficiency(options):
    def rows():
        for name in options.networks or LARGE + list(SHARED):
            budgets = options.budgets or (SMALL_BUDGETS if name in SHARED else LARGE_BUDGETS)
            for r in Network(name, options.shared).tune_budgets(budgets):
                interval, bound = r["interval_cycles"], r["interval_lower_bound_cycles"]
                yield (name, r["target"].split("=")[1], f"{r['efficiency']:.3f}",
                       *(f"{share:.3f}" for share in losses(r)), f"{interval:,}", f"{bound:,}",
                       f"{interval / bound:.3f}", short(r["bottleneck"]), f"{r['seconds']:.2f}")
    lines = show(table(["network", "products", "efficiency", "unused", "waiting", "padding",
                        "interval", "lower bound", "interval / bound", "slowest layer",
                        "tuning, CPU s"], rows()))
    if options.write:
        write_section("efficiency", lines)


def layers(options):
    for name in options.networks or ["resnet8_cifar10"]:
        for r in Network(name, options.shared).tune_budgets(options.budgets or [440]):
            print(f"\n{name}, {r['target']}: interval {r['interval_cycles']:,}, lower bound "
                  f"{r['interval_lower_bound_cycles']:,}, {r['products_per_cycle']:.0f} products")
            show(table(["layer", "kind", "in", "out", "MACs", "products", "in, out, kernel",
                        "cycles", "of the interval", "useful"],
                       (layer_row(layer, r) for layer in sorted(
                           r["layers"], key=lambda layer: -layer["cycles"]))))


def layer_row(layer, report):
    work = layer["cycles"] * layer["products_per_cycle"]
    return (short(layer["name"]), layer["kind"],
            "+".join("x".join(map(str, shape)) for shape in as_list(layer["input_shape"])),
            "x".join(map(str, layer["output_shape"])), f"{layer['macs']:,}",
            f"{layer['products_per_cycle']:.0f}",
            ", ".join(str(n) for n in layer["parallelism"].values()), f"{layer['cycles']:,}",
            f"{layer['cycles'] / report['interval_cycles']:.3f}",
            f"{layer['macs'] / work:.2f}" if work else "-")


def as_list(shape):
    return shape if shape and isinstance(shape[0], list) else [shape]


def natural(name):
    """Sorts xczu3eg before xczu11eg."""
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", name)]


def device_groups(options):
    """Devices with the same resources, which get the same design: lists of names, by family."""
    known = json.loads(checked([SLUICE, "devices", "--json"]))["devices"]
    groups = {}
    for device in known:
        if device["name"] in options.devices if options.devices else device["family"] in FAMILIES:
            key = (device["family"], json.dumps(device["budget"]))
            groups.setdefault(key, []).append(device["name"])
    by_family = {family: [] for family in FAMILIES}
    for (family, _), names in sorted(groups.items(), key=lambda group: natural(group[1][0])):
        by_family.setdefault(family, []).append(names)
    return {family: groups for family, groups in by_family.items() if groups}


def fitted(report):
    """"fps, latency" of a design, or what its smallest needs more of than the device has."""
    if "error" not in report:
        fps, ms = report["fps"], report["latency_us"] / 1000
        return f"{fps:,.{0 if fps >= 100 else 1}f} ({ms:,.{0 if ms >= 100 else 2}f} ms)"
    short = re.search(r"needs ([\d.e+]+) (\w+) and the budget is ([\d.e+]+)", report["error"])
    if short is None:
        return report["error"]
    need, what, allowed = float(short[1]), short[2], float(short[3])
    return f"{what} {need / allowed:.1f}x" if allowed else f"no {what}"


def devices(options):
    networks = options.networks or CLASSIFIERS
    families = device_groups(options)
    targets = [word for groups in families.values() for group in groups
               for word in ("--device", group[0])]
    kept = Kept("devices")
    for name in networks:
        row = kept.rows.get(name, {})
        for report in Network(name, options.shared).tune(*targets):
            row[report["target"]] = fitted(report)
            print(name, report["target"], fitted(report), file=sys.stderr, flush=True)
        kept.keep(name, row)
    lines = []
    for family, groups in families.items():
        for series, members in SERIES.items():
            names = [name for name in members if name in kept.rows]
            if not names:
                continue
            rows = ((", ".join(group), *(kept.rows[name].get(group[0], "") for name in names))
                    for group in groups)
            lines += ["", f"### {family}: {series}", "", *table(["device", *names], rows)]
    show(lines)
    if options.write:
        write_section("devices", lines)


def logic(options):
    """Whole devices where logic multiplies beside the multipliers, memory unlimited, against what the
    multipliers alone could do without ever being idle."""
    known = {device["name"]: device
             for device in json.loads(checked([SLUICE, "devices", "--json"]))["devices"]}
    targets = options.devices or ["xc7z020", "xczu7ev", "lfe5u-85f"]

    def rows():
        for name in options.networks or ["resnet18", "mobilenet_v1_1.0"]:
            for r in Network(name, options.shared).tune(
                    "--logic", *(word for target in targets for word in ("--device", target))):
                budget = known[r["target"]]["budget"]
                bound = 200e6 * budget["products"] / sum(layer["macs"] for layer in r["layers"])
                used = r["resources"]
                yield (name, r["target"], f"{used['dsp']:.0f} of {budget['dsp']}",
                       f"{used['lut']:,.0f} of {budget['lut']:,}", f"{budget['products']:,}",
                       f"{r['products_per_cycle']:,.0f}", f"{r['fps']:.1f}", f"{bound:.1f}",
                       f"{r['fps'] / bound:.2f}", f"{r['seconds']:.1f}")
    lines = show(table(["network", "device", "DSP", "LUT", "products of the DSPs", "products used",
                        "frames per second", "of the DSPs at best", "ratio", "tuning, CPU s"],
                       rows()))
    if options.write:
        write_section("logic", lines)


class Kept:
    """Table rows by key, in a file below out/zoo that each new row rewrites."""
    def __init__(self, name):
        self.path = OUT / f"{name}.json"
        self.rows = json.loads(self.path.read_text()) if self.path.exists() else {}

    def keep(self, key, row):
        self.rows[key] = row
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(json.dumps(self.rows, indent=1) + "\n")


def simulate(options):
    """Two frames of noise through Verilator at each budget, compared with the emulator."""
    def row(network, budget):
        global failures
        folder = OUT / "generated" / f"{network.name}_{budget}"
        folder.parent.mkdir(parents=True, exist_ok=True)
        start = time.time()
        report = json.loads(checked([SLUICE, "generate", network.model, "--calibration",
                                     network.data, *network.config, "--budget",
                                     f"products={budget}", "-o", folder, "--json"]))
        generated = time.time() - start
        done = subprocess.run([SLUICE, "simulate", folder, "--data", network.data, "--frames", "2",
                               "--json"], stdout=subprocess.PIPE, text=True)
        if not done.stdout:
            sys.exit(f"{network.name}: simulate failed")
        r = json.loads(done.stdout)
        wrong = [f"{figure}: predicted {r[f'predicted_{figure}_cycles']:,}"
                 for figure in ("interval", "latency")
                 if r[f"{figure}_cycles"] != r[f"predicted_{figure}_cycles"]]
        if r["mismatches"] or "failure" in r:
            wrong.append(f"{r['mismatches']} mismatches {r.get('failure', '')}")
        failures += bool(wrong)
        return (network.name, budget, f"{report['products_per_cycle']:.0f}",
                f"{r['interval_cycles']:,}", f"{r['latency_cycles']:,}",
                f"{r['outputs_compared']:,}", "; ".join(wrong) or "exact", f"{generated:.0f}",
                f"{r['seconds_build']:.0f}", f"{r['seconds_run']:.0f}")

    def supported(name):
        network = Network(name, options.shared)
        done = subprocess.run([SLUICE, "check", network.model], capture_output=True)
        if done.returncode == 0:
            return network
        print(f"{name}: not supported, see `sluice check`", file=sys.stderr)
        return None
    kept = Kept("simulate")
    for name in options.networks or CLASSIFIERS + OTHERS:
        network = supported(name)
        for budget in options.budgets or [1536]:
            if network is not None:
                kept.keep(f"{name} {budget}", row(network, budget))
    order = [*SHARED, *CLASSIFIERS, *OTHERS]
    rows = sorted(kept.rows.values(),
                  key=lambda row: (order.index(row[0].split("@")[0]), row[0], row[1]))
    lines = show(table(["network", "products", "used", "interval", "latency", "outputs compared",
                        "verdict", "generate, s", "build, s", "run, s"], rows))
    if options.write:
        write_section("simulate", lines)


def main():
    commands = {"efficiency": efficiency, "layers": layers, "devices": devices, "logic": logic,
                "simulate": simulate}
    names = lambda text: text.split(",") # noqa: E731
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("command", choices=commands)
    parser.add_argument("--networks", type=names)
    parser.add_argument("--devices", type=names)
    parser.add_argument("--budgets", type=lambda text: [int(n) for n in text.split(",")])
    parser.add_argument("--write", action="store_true", help="put the table into docs/zoo.md, too")
    parser.add_argument("--shared", type=pathlib.Path,
                        default=os.environ.get("SLUICE_SHARED", ROOT.parent / "shared"))
    options = parser.parse_args()
    options.shared = pathlib.Path(options.shared)
    OUT.mkdir(parents=True, exist_ok=True)
    commands[options.command](options)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
