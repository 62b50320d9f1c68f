#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""`generate` on bytes and with narrow weights, and `compare`, on a small float network.

    commands_test.py BUILD_FOLDER
"""
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

import numpy as np

HERE = pathlib.Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(HERE))
from models import Writer # noqa: E402

BUILD = HERE.parents[1] / "build" / "release"
SCALE, MEAN, STD = 1 / 255, [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]


def model(pads):
    net = Writer(np.random.default_rng(3))
    net.typed_input("image", (1, 3, 12, 10), np.float32)
    value, channels = "image", 3
    for name, out in (("first", 8), ("second", 8), ("third", 6)):
        net.node("Conv", [value, net.const(net.weights(out, channels, 3, 3)),
                          net.const(net.bias(out))], [name], name, kernel_shape=[3, 3],
                 pads=[pads] * 4)
        value, channels = net.op("Relu", name), out
    net.output_of(value, "map", (1, 6, 6 + 6 * pads, 4 + 6 * pads))
    return net


class Commands(unittest.TestCase):
    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.folder = pathlib.Path(holder.name)
        rng = np.random.default_rng(4)
        smooth = rng.normal(0, 1, (40, 3, 12, 10)).cumsum(axis=2).cumsum(axis=3)
        smooth = 128 + 30 * smooth / smooth.std()
        np.save(self.folder / "bytes.npy", np.clip(smooth, 0, 255).astype(np.uint8))

    def sluice(self, *words, code=0):
        done = subprocess.run([str(word) for word in (BUILD / "cli" / "sluice", *words)],
                              capture_output=True, text=True, cwd=self.folder)
        self.assertEqual(done.returncode, code, done.stderr)
        return done.stdout

    def config(self, text=""):
        (self.folder / "config.yaml").write_text(
            f"input: {{scale: {SCALE}, mean: {MEAN}, std: {STD}{text}}}\n")

    def generate(self, pads, *words):
        model(pads).save(self.folder / "model.onnx")
        self.sluice("generate", "model.onnx", "--calibration", "bytes.npy", "--config",
                    "config.yaml", "-o", "out", *words)
        return json.loads((self.folder / "out" / "report.json").read_text())

    def sqnr_db(self, report):
        """Of the integer network against the float model, both from the same bytes."""
        self.sluice("emulate", "out", "--data", "bytes.npy", "--output", "integers.npy")
        self.sluice("infer", "model.onnx", "--data", "bytes.npy", "--config", "config.yaml",
                    "--output", "floats.npy")
        output = report["outputs"][0]
        ours = (np.load(self.folder / "integers.npy").astype(float) - output["zero_point"]) * \
            output["scale"]
        floats = np.load(self.folder / "floats.npy")
        return 10 * np.log10((floats ** 2).sum() / ((ours.reshape(floats.shape) - floats) ** 2)
                             .sum())

    def test_the_ip_takes_bytes_with_and_without_pads(self):
        for pads, layers in ((0, 3), (1, 4)): # a layer in front where zeros are padded
            with self.subTest(pads=pads):
                self.config(", raw_uint8: true")
                report = self.generate(pads)
                self.assertEqual(len(report["layers"]), layers)
                self.assertEqual((report["inputs"][0]["scale"], report["inputs"][0]["zero_point"]),
                                 (1.0, -128))
                db = self.sqnr_db(report)
                self.config()
                plain = self.sqnr_db(self.generate(pads))
                print(f"bytes, pads {pads}: {db:.1f} dB, {plain:.1f} dB without", flush=True)
                self.assertGreater(db, plain - 2.0)
        # The check sees another mean.
        self.config(", raw_uint8: true")
        report = self.generate(1)
        self.config(", raw_uint8: true")
        text = (self.folder / "config.yaml").read_text().replace("0.485", "0.685")
        (self.folder / "config.yaml").write_text(text)
        self.assertLess(self.sqnr_db(report), plain - 6.0)

    def test_weights_are_as_narrow_as_the_loss_allows(self):
        self.config()
        def weights(report):
            return sum(layer["weight_bytes"] for layer in report["layers"])
        whole = self.generate(1)
        narrow = self.generate(1, "--weight-bits", "auto", "--max-drop", "6")
        self.assertLess(weights(narrow), 0.8 * weights(whole))
        steps = {step["name"]: step for step in narrow["quantization"]["steps"]}
        self.assertLessEqual(steps["weight_bits"]["before_db"] - steps["weight_bits"]["after_db"],
                             6.0)
        error = subprocess.run([BUILD / "cli" / "sluice", "generate", "model.onnx",
                                "--calibration", "bytes.npy", "--max-drop", "6", "-o", "x"],
                               capture_output=True, text=True, cwd=self.folder)
        self.assertEqual(error.returncode, 2)
        self.assertIn("--max-drop is given without", error.stderr)

    def test_compare_finds_the_layer_and_what_would_help(self):
        self.config()
        self.generate(1)
        good = json.loads(self.sluice("compare", "out", "--data", "bytes.npy", "--frames", "4",
                                      "--json"))
        self.assertNotIn("first_below", good)
        self.assertEqual([layer["rtl"] for layer in good["layers"]], ["equal"] * 3)
        self.assertEqual(good["rtl"]["mismatches"], 0)
        self.assertGreater(min(layer["emulator_sqnr_db"] for layer in good["layers"]), 20)
        with open(self.folder / "config.yaml", "a") as file: # a layer that is too narrow
            file.write("layers: {second: {weight_bits: 2}}\n")
        self.generate(1)
        bad = json.loads(self.sluice("compare", "out", "--data", "bytes.npy", "--rtl-frames", "0",
                                     "--below", "20", "--json"))
        self.assertEqual(bad["first_below"]["layer"], "second")
        self.assertIn("layers: {second: {weight_bits: 4}}", bad["advice"])
        second = bad["layers"][1]
        self.assertGreater(second["own_error"]["weights"], 0.5)
        self.assertGreater(second["quantized_sqnr_db"], second["emulator_sqnr_db"] + 6)
        page = (self.folder / "out" / "report.html").read_text()
        self.assertEqual(page.count('"first_below":{"layer":"second"'), 1)
        self.sluice("compare", "out", "--data", "bytes.npy", "--rtl-frames", "0")
        again = (self.folder / "out" / "report.html").read_text()
        self.assertEqual(again.count('"comparison":{"frames":'), 1)
        self.assertNotIn('"first_below":', again)


if __name__ == "__main__":
    if len(sys.argv) > 1 and not sys.argv[1].startswith("-"):
        BUILD = pathlib.Path(sys.argv.pop(1)).resolve()
    unittest.main()
