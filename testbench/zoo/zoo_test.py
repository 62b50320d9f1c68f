#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The zoo's topologies against what is published of them and against what Sluice counts.

    zoo_test.py BUILD_FOLDER
"""
import dataclasses
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
for folder in (ROOT / "examples" / "zoo", ROOT / "testbench"):
    sys.path.insert(0, str(folder))
sys.dont_write_bytecode = True
import noise # noqa: E402
import zoo as measure # noqa: E402 (testbench/zoo.py)
from networks import mobilenet, resnet # noqa: E402
from networks.table import NETWORKS # noqa: E402

BUILD = ROOT / "build" / "release"
ZOO = ROOT / "examples" / "zoo" / "zoo.py"

# Each a few seconds together; 0: at its own size.
SMALL = {"lenet5": 0, "eeg_deep4": 0, "alexnet": 64, "vgg16": 32, "googlenet": 48,
         "squeezenet1_1": 40, "resnet50": 32,
         "mobilenet_v1_0.25": 48, "mobilenet_v2_0.35": 40}


def faults(name, network):
    """What differs from what is published: 2 % of the MACs, nothing of the parameters."""
    net = network.build(name)
    found = []
    mmacs = network.published_mmacs
    if mmacs and abs(net.macs / 1e6 / mmacs - 1) > 0.02:
        found.append(f"{name}: {net.macs:,} MACs, published {mmacs} million")
    if network.published_parameters not in (None, net.parameters + net.normalized):
        found.append(f"{name}: {net.parameters + net.normalized:,} parameters, published "
                     f"{network.published_parameters:,}")
    return found


def run(*command):
    return subprocess.run([str(word) for word in command], capture_output=True, text=True)


class Published(unittest.TestCase):
    def test_every_topology_has_the_published_macs_and_parameters(self):
        for name, network in NETWORKS.items():
            self.assertEqual(faults(name, network), [])

    def test_a_changed_topology_is_noticed(self):
        def changed(name, add_layers):
            return faults(name, dataclasses.replace(NETWORKS[name], add_layers=add_layers))
        deeper = changed("resnet18", lambda net: resnet.resnet(net, (2, 2, 3, 2), False))
        wider = changed("mobilenet_v1_0.5", lambda net: mobilenet.mobilenet_v1(net, 0.52))
        self.assertEqual((len(deeper), len(wider)), (2, 1))

    def test_networks_without_a_published_count_have_their_formulas(self):
        # Kernel x channels in x channels out x positions, by hand.
        lenet = 25 * 6 * 784 + 25 * 6 * 16 * 100 + 400 * 120 + 120 * 84 + 84 * 10
        self.assertEqual(NETWORKS["lenet5"].build("lenet5").macs, lenet)
        eeg = (10 * 22 * 25 * 991 + 10 * 25 * 50 * 321 + 10 * 50 * 100 * 98 +
               10 * 100 * 200 * 23 + 200 * 7 * 4)
        self.assertEqual(NETWORKS["eeg_deep4"].build("eeg").macs, eeg)
        pixels, unet = 224 * 224, 224 * 224 * 32
        for level, c in enumerate((32, 64, 128, 256)):
            down = 9 * ((3 if c == 32 else c // 2) * c + c * c)
            up = 2 * c * c + 9 * (2 * c * c + c * c)
            unet += (down + up) * (pixels >> 2 * level)
        unet += 9 * (256 * 512 + 512 * 512) * (pixels >> 8)
        self.assertEqual(NETWORKS["unet"].build("unet").macs, unet)

    def test_channels_are_rounded_as_the_papers_round(self):
        self.assertEqual([mobilenet.rounded(c) for c in (8.4, 11.2, 12, 33.6, 44.8)],
                         [8, 16, 16, 32, 48])


class Files(unittest.TestCase):
    def setUp(self):
        self.scratch = tempfile.TemporaryDirectory()
        self.folder = pathlib.Path(self.scratch.name)

    def tearDown(self):
        self.scratch.cleanup()

    def written(self, name, resolution=0):
        """Model, noise and what zoo.py says of the network."""
        model, data = self.folder / f"{name}.onnx", self.folder / f"{name}.npy"
        at = ["--resolution", resolution] if resolution else []
        done = run(ZOO, name, *at, "-o", model, "--noise", data, "--frames", 2, "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        return model, data, json.loads(done.stdout)

    def quantized(self, name, resolution=0):
        model, data, facts = self.written(name, resolution)
        folder = self.folder / name
        done = run(BUILD / "testbench/zoo/quantize_network", model, "--calibration", data, "-o",
                   folder)
        self.assertEqual(done.returncode, 0, done.stderr)
        return folder, facts

    def tuned(self, folder, *targets):
        done = run(BUILD / "testbench/zoo/tune_network", folder, *targets)
        self.assertEqual(done.returncode, 0, done.stderr)
        return [json.loads(line) for line in done.stdout.splitlines()]

    def test_sluice_counts_the_same_macs(self):
        for name, resolution in SMALL.items():
            with self.subTest(name):
                folder, facts = self.quantized(name, resolution)
                (report,) = self.tuned(folder, "--budget", "products=64")
                self.assertEqual(report["macs"], facts["macs"])

    def test_the_same_network_has_the_same_bytes(self):
        model, data, _ = self.written("lenet5")
        before = model.read_bytes(), data.read_bytes()
        model, data, _ = self.written("lenet5")
        self.assertEqual((model.read_bytes(), data.read_bytes()), before)

    def test_the_file_says_that_its_weights_are_random(self):
        model, _, _ = self.written("lenet5")
        self.assertIn(b"Seeded random weights", model.read_bytes())

    def test_a_resolution_that_is_too_small_is_an_error(self):
        done = run(ZOO, "alexnet", "--resolution", 20, "-o", self.folder / "a.onnx")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("take a larger resolution", done.stderr)

    def test_tuning_alone_finds_the_design_that_generate_finds(self):
        folder, _ = self.quantized("lenet5")
        model, data, _ = self.written("lenet5")
        plain = self.folder / "plain.yaml"  # as quantize_network does it
        plain.write_text("quantization: {method: minmax, equalize: false, bias_correction: false, "
                         "clip_weights: false, rounding: nearest}\n")
        done = run(BUILD / "cli/sluice", "generate", model, "--calibration", data, "--budget",
                   "products=64", "--clock-mhz", 200, "--config", plain, "-o", self.folder / "ip",
                   "--json")
        generated = json.loads(done.stdout)
        small, large = self.tuned(folder, "--budget", "products=64", "--budget", "products=220")
        for figure in ("interval_cycles", "latency_cycles", "efficiency", "resources",
                       "interval_lower_bound_cycles", "products_per_cycle"):
            self.assertEqual(small[figure], generated[figure])
        self.assertLess(large["interval_cycles"], small["interval_cycles"])
        for report in (small, large):
            losses = measure.losses(report)
            self.assertGreaterEqual(min(losses), 0)
            self.assertAlmostEqual(sum(losses) + report["efficiency"], 1)

    def test_what_does_not_fit_is_said_with_its_resource(self):
        folder, _ = self.quantized("lenet5")
        fits, not_fits = self.tuned(folder, "--device", "xc7z020", "--device", "ice40up5k")
        self.assertRegex(measure.fitted(fits), r"^[\d,.]+ \([\d.]+ ms\)$")
        self.assertRegex(measure.fitted(not_fits), r"^\w+ \d+\.\dx$")


class Tables(unittest.TestCase):
    def test_a_section_of_a_page_is_replaced_and_nothing_else(self):
        with tempfile.TemporaryDirectory() as scratch:
            page, measure.PAGE = measure.PAGE, pathlib.Path(scratch) / "page.md"
            measure.PAGE.write_text("a\n<!-- x -->\nold\n<!-- end of x -->\nb\n")
            measure.write_section("x", ["| 1 |", "| 2 |"])
            text, measure.PAGE = measure.PAGE.read_text(), page
        self.assertEqual(text, "a\n<!-- x -->\n| 1 |\n| 2 |\n<!-- end of x -->\nb\n")

    def test_devices_come_in_the_order_of_their_numbers(self):
        names = ["xczu11eg", "xcku5p", "xczu3eg", "10ax115", "10ax016"]
        self.assertEqual(sorted(names, key=measure.natural),
                         ["10ax016", "10ax115", "xcku5p", "xczu3eg", "xczu11eg"])


class Noise(unittest.TestCase):
    def test_noise_is_smooth_seeded_and_in_the_range_of_photographs(self):
        a = noise.frames("a", 3, (32, 32), 2, True)
        self.assertEqual(a.shape, (2, 3, 32, 32))
        self.assertTrue((a == noise.frames("a", 3, (32, 32), 2, True)).all())
        self.assertFalse((a == noise.frames("b", 3, (32, 32), 2, True)).all())
        self.assertGreater(a.min(), -2.2)
        self.assertLess(a.max(), 2.7)
        self.assertLess(abs(a[..., 1:] - a[..., :-1]).mean(), abs(a - a.mean()).mean())

    def test_a_line_is_stretched_exactly(self):
        line = noise.stretched(noise.np.array([[[0.0, 1.0]]]), (5,))
        self.assertEqual(line.tolist(), [[[0.0, 0.25, 0.5, 0.75, 1.0]]])


if __name__ == "__main__":
    if len(sys.argv) > 1:
        BUILD = pathlib.Path(sys.argv.pop(1))
    unittest.main()
