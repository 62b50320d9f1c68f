#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Measures Sluice on real networks and prints Markdown tables.

    testbench/measure.py [accuracy] [methods] [simulate] [budgets] [models] [time]
                         [intervals] [latency] [finn] [fifos] [resources] [--networks a,b]
                         [--shared DIR]

Without a name, everything. `accuracy` and `models` write their tables into README.md, `methods` into
docs/quantization.md; `--networks` are those of `models`. DIR (default: ../shared beside the repository, or SLUICE_SHARED) holds
models/ and data/. Needs build/release (cmake/setup.sh). Exits 1 when a simulation differs from the
emulator or from the predicted cycles. `resources` is only run by name: Yosys takes hours. It keeps
its results by contents in out/measure/synthesis, and writes its tables into docs/resources.md.
"""
import argparse
import json
import os
import pathlib
import re
import resource
import shutil
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
SLUICE = ROOT / "build" / "release" / "cli" / "sluice"
OUT = ROOT / "out" / "measure"

# model: calibration data, test data, labels, label offset; data relative to data/
NETWORKS = {
    "mnist_cntk_op7": ("mnist_train1k_images.npy", "mnist_test10k_images.npy",
                       "mnist_test10k_labels.npy", 0),
    "resnet8_cifar10": ("cifar10_train1k_images.npy", "cifar10_test500_images.npy",
                        "cifar10_test500_labels.npy", 0),
    "dscnn_kws": ("kws_test1k_mfcc_int8.npy[:100]", "kws_test1k_mfcc_int8.npy[100:]",
                  "kws_test1k_labels.npy[100:]", 0),
    "vww_mobilenetv1_025_96": ("vww_260_images.npy[:60]", "vww_260_images.npy[60:]",
                               "vww_260_labels.npy[60:]", 0),
    "squeezenet1_1_imagenet": ("imagenet80_256_images.npy[:16]", "imagenet80_256_images.npy[16:]",
                               "imagenet80_labels.npy[16:]", 0),
    "mobilenetv1_025_128_imagenet": ("imagenet80_256_images.npy[:16]",
                                     "imagenet80_256_images.npy[16:]",
                                     "imagenet80_labels.npy[16:]", 1),
    "ad_toycar_autoencoder": ("ad_toycar_normal_windows.npy[:98]",
                              "ad_toycar_normal_windows.npy[98:]", None, 0),
    "superres_x3": ("superres_lo224.npy", "superres_lo224.npy", None, 0),
    "unet_sed_224": ("sed_input224.npy", "sed_input224.npy", None, 0),
    "ultraface_rfb_320": ("faces8_240x320.npy", "faces8_240x320.npy", None, 0),
    "resnet8_cifar10_qdq": ("cifar10_train1k_images.npy", "cifar10_test500_images.npy",
                            "cifar10_test500_labels.npy", 0),
    "tfc_2w2a_mnist_qonnx": ("mnist_train1k_images.npy", "mnist_test10k_images.npy",
                             "mnist_test10k_labels.npy", 0),
}
BUDGETS = {"squeezenet1_1_imagenet": 1536, "superres_x3": 256, "unet_sed_224": 256,
           "ultraface_rfb_320": 256}
THREE = ["mnist_cntk_op7", "resnet8_cifar10", "dscnn_kws"]
failures = 0


def run(*arguments):
    """The command's JSON; ends the program with its message when it fails."""
    done = subprocess.run([SLUICE, *map(str, arguments), "--json"], capture_output=True, text=True)
    if done.returncode not in (0, 1) or not done.stdout:
        sys.exit(f"sluice {' '.join(map(str, arguments))}\n{done.stderr}")
    return json.loads(done.stdout)


class Network:
    def __init__(self, name, shared):
        self.name = name
        self.data = shared / "data"
        self.model = shared / "models" / f"{name}.onnx"
        self.calibration, self.test, self.labels, self.offset = NETWORKS[name]
        config = ROOT / "examples" / "models" / f"{name}.yaml"
        self.config = ["--config", config] if config.exists() else []

    def generate(self, folder, *options, calibration=None):
        return run("generate", self.model, "--calibration",
                   self.data / (calibration or self.calibration), *self.config, *options, "-o",
                   OUT / folder)

    def accuracy(self, command, *where):
        labels = ["--labels", self.data / self.labels, "--label-offset", self.offset]
        return run(command, *where, "--data", self.data / self.test, *labels)


def simulate(folder, *options):
    """The result, and what is wrong with it (nothing: "exact")."""
    global failures
    result = run("simulate", OUT / folder, *options)
    wrong = []
    if result["mismatches"] or "failure" in result:
        wrong.append(f"{result['mismatches']} mismatches {result.get('failure', '')}")
    if "--stall" not in options:
        for figure in ("interval", "latency"):
            if result[f"{figure}_cycles"] != result[f"predicted_{figure}_cycles"]:
                wrong.append(f"{figure} predicted {result[f'predicted_{figure}_cycles']}")
    failures += bool(wrong)
    return result, "; ".join(wrong) or "exact"


def table(title, head, rows):
    print(f"\n### {title}\n\n| {' | '.join(head)} |\n|{'---|' * len(head)}")
    for row in rows:
        print(f"| {' | '.join(map(str, row))} |", flush=True)


class Accuracy:
    """A row of accuracy_table."""

    def __init__(self, line):
        (self.network, self.setting, self.frames, self.float, self.int8, self.agree, self.steps,
         self.sqnr, self.held_out, self.seconds) = (cell.strip() for cell in line.split("|")[1:-1])

    def percent(self, right):
        return f"{100 * int(right) / int(self.frames):.2f} %" if right.isdigit() else right

    def difference(self):
        numbers = [text.removesuffix(" dB") for text in (self.float, self.int8)]
        if numbers[0] == "-":
            return "-"
        if "dB" in self.float:
            return f"{float(numbers[1]) - float(numbers[0]):+.2f} dB"
        return f"{int(numbers[1]) - int(numbers[0]):+d}"


def accuracies(shared, *options):
    """Rows of accuracy_table, printed as they come."""
    program = ROOT / "build" / "release" / "testbench" / "accuracy" / "accuracy_table"
    print(flush=True)
    with subprocess.Popen([program, *map(str, options)], stdout=subprocess.PIPE, text=True,
                          env={**os.environ, "SLUICE_SHARED": str(shared.resolve())}) as run_it:
        rows = []
        for number, line in enumerate(run_it.stdout):
            print(line, end="", flush=True)
            if number >= 2:
                rows.append(Accuracy(line))
    if run_it.returncode:
        sys.exit(f"{program} failed")
    return rows


def markdown(head, rows):
    return "".join(f"| {' | '.join(map(str, row))} |\n"
                   for row in (head, ["---"] * len(head), *rows))


def by_setting(rows):
    result = {}
    for row in rows:
        result.setdefault(row.network, {})[row.setting] = row
    return result


def accuracy_text(rows):
    lines = []
    for name, found in by_setting(rows).items():
        best, plain = found["all"], found["minmax"]
        places = name.startswith("ultraface") # no frames that are right, but faces that are found
        lines.append((name, best.frames, best.float if places else best.percent(best.float),
                      best.int8 if places else best.percent(best.int8),
                      "-" if places else best.difference(), best.agree, best.steps,
                      f"{plain.sqnr} to {best.sqnr}", best.seconds))
    return markdown(("network", "test frames", "float", "int8", "difference", "agree with float",
                     "mean error, output steps", "output SQNR in dB, min-max to `auto`",
                     "CPU seconds"), lines)


def methods_text(rows):
    found = by_setting(rows)
    settings = list(dict.fromkeys(row.setting for row in rows))
    lines = []
    for setting in settings:
        cells = []
        for rows_of in found.values():
            row = rows_of.get(setting)
            good = row and (row.int8 if row.int8 != "-" else "")
            cells.append(f"{good}{', ' if good else ''}{row.sqnr}" if row else "-")
        lines.append((setting, *cells))
    first = [next(iter(rows_of.values())) for rows_of in found.values()]
    lines.insert(0, ("float", *(row.float for row in first)))
    return markdown(("setting", *found), lines)


def measure_accuracy(shared):
    """Float against int8 on all networks, plain and as `generate` does it, into the README."""
    write_between(ROOT / "README.md", "accuracy",
                  accuracy_text(accuracies(shared, "--only", "minmax", "--only", "all")))


def measure_methods(shared):
    """Every method and correction of the quantizer, into docs/quantization.md."""
    settings = [word for setting in (
        "minmax", "percentile", "mse", "kl", "auto", "minmax+equalize", "minmax+clip_weights",
        "minmax+bias_correction", "minmax+rounding", "all") for word in ("--only", setting)]
    write_between(ROOT / "docs" / "quantization.md", "methods",
                  methods_text(accuracies(shared, "--calibration", 100, *settings)))


def measure_simulate(shared):
    def rows():
        for name in THREE:
            network = Network(name, shared)
            network.generate(name)
            data = ["--data", network.data / network.test]
            calm, verdict = simulate(name, *data, "--frames", 3)
            stalled, verdict_stalled = simulate(name, *data, "--frames", 3, "--stall", 0.3)
            yield (name, f"{calm['interval_cycles']:,}", f"{calm['predicted_interval_cycles']:,}",
                   f"{calm['latency_cycles']:,}", f"{calm['predicted_latency_cycles']:,}",
                   calm["mismatches"], stalled["mismatches"], f"{verdict}, {verdict_stalled}")
    table("RTL in Verilator, default device, 3 frames", [
        "network", "interval", "predicted", "latency", "predicted", "mismatches",
        "mismatches, stall 0.3", "verdict"], rows())


def measure_budgets(shared):
    def rows():
        for name in THREE:
            network = Network(name, shared)
            for budget in ("smallest", 64, 440, 1536):
                options = (["--budget", "products=1000000", "--objective", "area"]
                           if budget == "smallest" else ["--budget", f"products={budget}"])
                folder = f"{name}_{budget}"
                report = network.generate(folder, *options)
                result, verdict = simulate(folder, "--frames", 3)
                products = report["products_per_cycle"]
                useful = report["macs"] / (result["interval_cycles"] * products)
                yield (name, budget, f"{products:.0f}", f"{result['interval_cycles']:,}",
                       f"{report['interval_lower_bound_cycles']:,}", f"{useful:.2f}",
                       f"{report['resources']['dsp']:.0f}", result["mismatches"], verdict)
    table("Budgets", ["network", "products allowed", "used", "interval in Verilator",
                      "lower bound", "MACs per product used", "DSP", "mismatches", "verdict"],
          rows())


def check_rows(shared):
    for path in sorted((shared / "models").glob("*.onnx")):
        report = run("check", path)
        verdicts = [node["verdict"] for node in report["nodes"]]
        yield (path.stem, len(verdicts), *(verdicts.count(kind) for kind in (
            "supported", "folded", "float only", "unsupported")))


def model_row(network):
    """The network generated, emulated on its test frames, and simulated."""
    budget = BUDGETS.get(network.name, 440)
    network.generate(network.name, "--budget", f"products={budget}")
    right = "-"
    if network.labels:
        report = network.accuracy("emulate", OUT / network.name)
        right = f"{100 * report['top1']:.2f} % of {report['frames']:,}"
    result, verdict = simulate(network.name, "--frames", 2)
    return (network.name, budget, right, f"{result['interval_cycles']:,}",
            f"{result['latency_cycles']:,}", f"{result['layers_compared']:,}",
            result["mismatches"], verdict)


def measure_models(shared, networks=None):
    """What `check` says of every model, and each in Verilator, into the README. The rows are kept
    below out/measure: single networks may be measured again."""
    write_between(ROOT / "README.md", "check", markdown(
        ("model", "nodes", "supported", "folded away", "in float only", "not supported"),
        check_rows(shared)))
    path = OUT / "models.json"
    kept = json.loads(path.read_text()) if path.exists() else {}
    for name in networks or NETWORKS:
        kept[name] = model_row(Network(name, shared))
        print(*kept[name], flush=True)
        path.write_text(json.dumps(kept, indent=1) + "\n")
    write_between(ROOT / "README.md", "models", markdown(
        ("network", "products", "int8 top-1", "interval", "latency", "values compared",
         "mismatches", "cycles as predicted"), [kept[name] for name in NETWORKS if name in kept]))


def measure_time(shared):
    def peak_megabytes():
        return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024

    def rows():
        for name, calibration, options in (
                ("mnist_cntk_op7", "mnist_train1k_images.npy[:100]", []),
                ("resnet8_cifar10", "cifar10_train1k_images.npy[:100]", []),
                ("squeezenet1_1_imagenet", "imagenet80_256_images.npy",
                 ["--budget", "products=1536"])):
            network = Network(name, shared)
            start = time.time()
            network.generate(name, *options, calibration=calibration)
            generated = time.time()
            peak = peak_megabytes() # of every process so far, Verilator's compiler too
            simulated = "-"
            if name in THREE:
                simulate(name, "--frames", 3)
                simulated = f"{time.time() - start:.1f} s"
            yield name, f"{generated - start:.2f} s", f"{peak:.0f} MB", simulated
    table("Time (wall) and memory: generate on 100 frames (80 of ImageNet), and with simulate", [
        "network", "generate", "peak memory so far, compilers included", "generate and simulate --frames 3"], rows())


# Targets of single-frame latency: DSP48, products (more than two per DSP: logic multiplies too), MHz,
# published us, cycles wanted.
LATENCY = [("resnet8_cifar10", 525, 1050, 187, 147, 14960),
           ("resnet8_cifar10", 525, 1400, 187, 147, 14960),
           ("resnet8_cifar10", 211, 422, 143, 411, 54340),
           ("dscnn_kws", 188, 376, 143, 324, 15730),
           ("vww_mobilenetv1_025_96", 564, 1128, 200, 720, 24000),
           ("vww_mobilenetv1_025_96", 564, 1300, 200, 720, 24000)]
# FINN's folding: DSP48, cycles.
FINN = [("resnet8_cifar10", 50, 196608), ("resnet8_cifar10", 94, 74976),
        ("resnet8_cifar10", 175, 38336), ("resnet8_cifar10", 277, 36864),
        ("resnet8_cifar10", 525, None), ("resnet8_cifar10", 768, None),
        ("dscnn_kws", 45, 40000), ("dscnn_kws", 177, 12096),
        ("vww_mobilenetv1_025_96", 109, 93984), ("vww_mobilenetv1_025_96", 156, 38416),
        ("mobilenetv1_025_128_imagenet", 159, 67600), ("ultraface_rfb_320", 188, 632448)]


def measure_intervals(shared):
    def rows():
        for name in ("resnet8_cifar10", "dscnn_kws", "vww_mobilenetv1_025_96",
                     "mobilenetv1_025_128_imagenet", "squeezenet1_1_imagenet"):
            for budget in (64, 440, 1536):
                network = Network(name, shared)
                report = network.generate(f"{name}_{budget}", "--budget", f"products={budget}")
                result, verdict = simulate(f"{name}_{budget}", "--frames", 3)
                yield (name, budget, f"{result['interval_cycles']:,}",
                       f"{result['predicted_interval_cycles']:,}",
                       f"{report['interval_lower_bound_cycles']:,}", result["mismatches"], verdict)
    table("Interval in Verilator", ["network", "products", "interval", "predicted", "lower bound",
                                    "mismatches", "verdict"], rows())


def measure_latency(shared):
    def rows():
        for name, dsp, products, clock, published, wanted in LATENCY:
            folder = f"{name}_latency_{dsp}_{products}"
            report = Network(name, shared).generate(
                folder, "--budget", f"dsp={dsp},products={products}", "--clock-mhz", clock,
                "--objective", "latency")
            result, verdict = simulate(folder, "--frames", 3)
            yield (name, dsp, products, clock, f"{report['resources']['dsp']:.0f}",
                   f"{report['resources']['lut']:,.0f}",
                   f"{result['latency_cycles']:,}", f"{result['latency_cycles'] / clock:.1f} us",
                   f"{published} us", f"{wanted:,}", verdict)
    table("Latency of a frame, ours through the IP, the published ones with DMA and driver", [
        "network", "DSP48", "products", "MHz", "DSP used", "LUT", "cycles in Verilator", "latency",
        "published",
        "cycles aimed at", "verdict"], rows())


def measure_finn(shared):
    def rows():
        for name, dsp, cycles in FINN:
            report = Network(name, shared).generate(f"{name}_dsp_{dsp}", "--budget", f"dsp={dsp}")
            ours = report["interval_cycles"]
            yield (name, dsp, f"{cycles:,}" if cycles else "-", f"{ours:,}",
                   f"{report['macs'] / ours / dsp:.2f}", f"{report['products_per_cycle']:.0f}")
    table("Interval at equal DSP48, against FINN's folding", [
        "network", "DSP48", "FINN, cycles", "ours, cycles", "MACs per DSP and cycle",
        "products"], rows())


def shallower(folder, instance, depth):
    """A copy of the design with one beat less in one FIFO, simulated."""
    copy = OUT / "shallow"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(OUT / folder, copy, ignore=shutil.ignore_patterns("obj_dir"))
    [top] = [path for path in (copy / "rtl").glob("*.sv") if instance in path.read_text()]
    text = top.read_text()
    lowered = instance.replace(f".Depth({depth})", f".Depth({depth - 1})")
    assert text.count(instance) == 1 and lowered != instance
    top.write_text(text.replace(instance, lowered))
    return run("simulate", copy, "--frames", 4)


def measure_fifos(shared):
    global failures
    name = folder = "resnet8_cifar10"
    Network(name, shared).generate(folder, "--budget", "products=440")
    right, verdict = simulate(folder, "--frames", 4)
    text = "".join(path.read_text() for path in (OUT / folder / "rtl").glob(f"{name}.sv"))

    def rows():
        global failures
        for instance, depth, fifo in re.findall(
                r"(sluice_fifo #\(\.Width\(\d+\), \.Depth\((\d+)\)\) u_(\w+))", text):
            if int(depth) == 2:
                continue
            result = shallower(folder, instance, int(depth))
            interval = result["interval_cycles"]
            needed = "failure" in result or interval > right["interval_cycles"]
            failures += not needed
            yield (fifo, depth, f"{right['interval_cycles']:,}",
                   result.get("failure") or f"{interval:,}", "needed" if needed else "NOT NEEDED")
    table(f"{name}: one beat less in each FIFO, in Verilator ({verdict})", [
        "FIFO", "depth", "interval", "with a beat less", "verdict"], rows())


# Networks and products of the designs whose estimates are compared with synthesis.
SYNTHESISED = [("digits", 8), ("digits", 32), ("digits", 128), ("ecg", 8), ("ecg", 24),
               ("mnist_cntk_op7", 16), ("mnist_cntk_op7", 64), ("mnist_cntk_op7", 220),
               ("dscnn_kws", 16), ("dscnn_kws", 32), ("resnet8_cifar10", 16),
               ("ad_toycar_autoencoder", 16)]
SYNTHESIS = {"xc7": "xc7z020", "ecp5": "lfe5u-85f"}


def synthesised_design(name, products, device, shared):
    """The folder of a design, generated."""
    folder = f"{name}_{device}_{products}"
    options = ["--device", device, "--budget", f"products={products},lut=1000000,ff=1000000,bram=10000"]
    example = ROOT / "examples" / name
    if not example.exists():
        network = Network(name, shared)
        few = network.calibration if "[" in network.calibration else network.calibration + "[:100]"
        network.generate(folder, *options, calibration=few)
        return OUT / folder
    run("generate", example / f"{name}.onnx", "--calibration", example / "calibration.npy", *options,
        "-o", OUT / folder)
    return OUT / folder


def write_between(path, name, text):
    """Puts text between the two comments of this name."""
    old = path.read_text()
    start, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->"
    head, rest = old.split(start)
    path.write_text(head + start + text + end + rest.split(end)[1])


def measure_resources(shared):
    global failures
    head = ("| network | products | blocks | multipliers | block memory | LUT | error | FF | error |\n"
            "|---|---|---|---|---|---|---|---|---|\n")
    texts = {family: f"\n{family} ({device}), estimate / Yosys 0.23:\n\n{head}"
             for family, device in SYNTHESIS.items()}
    for name, products in SYNTHESISED:
        for family, device in SYNTHESIS.items():
            folder = synthesised_design(name, products, device, shared)
            result = run("synth", folder, "--family", family, "--cache", OUT / "synthesis")
            (folder / f"synth_{family}.json").write_text(json.dumps(result))
            cells, errors = [], []
            for kind in ("dsp", "bram", "lut", "ff"):
                mine, theirs = result["estimate"][kind], result["measured"][kind]
                cells.append(f"{round(mine, 1):,g} / {theirs:,g}" if kind in ("dsp", "bram")
                             else f"{mine:,.0f} / {theirs:,.0f}")
                errors.append((mine - theirs) / theirs if theirs else float(mine != theirs))
            failures += bool(errors[0] or errors[1] or max(map(abs, errors[2:])) > 0.1)
            row = (f"| {name} | {products} | {len(result['blocks'])} | {cells[0]} | {cells[1]} "
                   f"| {cells[2]} | {errors[2]:+.1%} | {cells[3]} | {errors[3]:+.1%} |\n")
            print(family, row, end="", flush=True)
            texts[family] += row
            write_between(ROOT / "docs" / "resources.md", "measured designs",
                          "".join(texts.values()))


def main():
    parts = {"time": measure_time, "accuracy": measure_accuracy, "methods": measure_methods,
             "simulate": measure_simulate,
             "budgets": measure_budgets, "models": measure_models, "intervals": measure_intervals,
             "latency": measure_latency, "finn": measure_finn, "fifos": measure_fifos,
             "resources": measure_resources}
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(parts))
    parser.add_argument("--shared", type=pathlib.Path,
                        default=os.environ.get("SLUICE_SHARED", ROOT.parent / "shared"))
    parser.add_argument("--networks", type=lambda text: text.split(","))
    options = parser.parse_args()
    for part in options.parts:
        if part not in parts:
            parser.error(f"no part '{part}'; there are {', '.join(parts)}")
    for name in options.networks or []:
        if name not in NETWORKS:
            parser.error(f"no network '{name}'; there are {', '.join(NETWORKS)}")
    shared = pathlib.Path(options.shared)
    if not (shared / "models").is_dir():
        sys.exit(f"{shared}: no folder models here; name the right one with --shared")
    OUT.mkdir(parents=True, exist_ok=True)
    for part in options.parts or [part for part in parts if part != "resources"]:
        if part == "models":
            measure_models(shared, options.networks)
        else:
            parts[part](shared)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
