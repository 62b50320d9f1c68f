#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The control registers in Verilator, and the C drivers on the Verilator model of an IP: digits go
in as floats and come out as the emulator's numbers.

    driver_test.py BUILD_FOLDER
"""
import hashlib
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

import numpy as np

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SHIM = HERE / "harness"
sys.dont_write_bytecode = True
sys.path.insert(0, str(HERE.parent / "package"))
from small_model import write_residual # noqa: E402

DIGITS = ROOT / "examples" / "digits"
BUILD = ROOT / "build" / "release"
FRAMES = 3
STRICT = ["-std=c99", "-Wall", "-Wextra", "-Werror", "-pedantic"]


def run(command, folder, code=0):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True,
                          cwd=folder, check=False)
    if done.returncode != code:
        raise AssertionError(f"{command} gave {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout + done.stderr


class Driver(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.holder = tempfile.TemporaryDirectory()
        cls.folder = pathlib.Path(cls.holder.name) / "ip"
        cls.sluice = BUILD / "cli" / "sluice"
        run([cls.sluice, "generate", DIGITS / "digits.onnx", "--calibration",
             f"{DIGITS / 'calibration.npy'}[:50]", "--calibration-method", "minmax", "--budget",
             "products=8", "--control", "axi-lite", "-o", cls.folder], HERE)

    @classmethod
    def tearDownClass(cls):
        cls.holder.cleanup()

    def test_registers_hold_what_the_bench_counts(self):
        folder = self.folder.parent / "residual"
        run([self.sluice, *write_residual(self.folder.parent), "--control", "axi-lite", "-o",
             folder], HERE)
        counts = {register["name"]: register["count"] for register in
                  json.loads((folder / "driver" / "registers.json").read_text())["registers"]}
        self.assertEqual((counts["FRAMES_IN"], counts["FRAMES_OUT"], counts["LAYER_IDLE"]),
                         (1, 2, 3))
        self.assertGreater(counts["FIFO_HIGH_WATER"], 1)
        # The harness compares each register and the bus protocol, and fails like a wrong value.
        for stall, seed in (("0", "1"), ("0.3", "2"), ("0.7", "3")):
            found = json.loads(run([self.sluice, "simulate", folder, "--frames", "6", "--stall",
                                    stall, "--seed", seed, "--json"], HERE))
            self.assertEqual((found["mismatches"], found["frames"]), (0, 6))
            if stall == "0": # registers cost no cycle
                for figure in ("latency_cycles", "interval_cycles"):
                    self.assertEqual(found[figure], found["predicted_" + figure])
        for file, right, wrong, said in (
                ("sluice_meters.sv", "layer_valid_i[i] && !layer_ready_i[i]",
                 "layer_valid_i[i] || !layer_ready_i[i]", "control registers: "),
                ("sluice_axil.sv", "rvalid_q ? !rready_i : answer_q", "answer_q", "sluice_axil.sv")):
            path = folder / "rtl" / file
            text = path.read_text()
            self.assertEqual(text.count(right), 1)
            path.write_text(text.replace(right, wrong))
            said_now = run([self.sluice, "simulate", folder, "--frames", "2"], HERE, code=1)
            path.write_text(text)
            self.assertIn(said, said_now)

    def test_the_register_documents_agree(self):
        folder = self.folder / "driver"
        table = json.loads((folder / "registers.json").read_text())
        digest = hashlib.sha256((self.folder / "network.json").read_bytes() +
                                (self.folder / "network.bin").read_bytes()).hexdigest()
        self.assertEqual(table["network_hash"], digest[:16])
        header = (folder / "sluice_registers.h").read_text()
        page = (folder / "registers.md").read_text()
        places = set()
        for register in table["registers"]:
            self.assertIn(f"#define SLUICE_{register['name']}", header)
            self.assertIn(f"| {register['name']} | {register['access']} |", page)
            for i in range(register["count"]):
                place = register["offset"] + i * register["stride"]
                self.assertNotIn(place, places)
                places.add(place)
            taken = 0
            for field in register["fields"]:
                mask = ((1 << field["bits"]) - 1) << field["low"]
                self.assertEqual(taken & mask, 0)
                taken |= mask
                self.assertIn(f"SLUICE_{register['name']}_{field['name']}_MASK 0x{mask:08x}u",
                              header)
        layers = len(json.loads((self.folder / "report.json").read_text())["layers"])
        counts = {register["name"]: register["count"] for register in table["registers"]}
        self.assertEqual((counts["LAYER_BLOCKED"], counts["LAYER_IDLE"]), (layers, layers))

    def test_beats_of_every_geometry_are_packed(self):
        # By the words of rtl_lib/stream.h, bit by bit, against what the C code makes.
        program = """
#include <stdio.h>
#include "sluice.h"
int main(void) {
    const struct sluice_stream s = STREAM;
    float in[1000], out[1000];
    uint8_t frame[4000];
    size_t i;
    for (i = 0; i < sluice_elements(&s); ++i)
        in[i] = (float)((int)(i * 37 % 251) - 125) * s.scale;
    sluice_pack(&s, in, frame);
    sluice_unpack(&s, frame, NULL, out);
    for (i = 0; i < sluice_elements(&s); ++i)
        if (in[i] != out[i] && s.zero_point == 0)
            return 1;
    for (i = 0; i < sluice_frame_bytes(&s); ++i)
        printf("%02x", frame[i]);
    return 0;
}
"""
        driver = self.folder / "driver"
        (driver / "geometry.c").write_text(program)
        for height, width, channels, lanes, pixels, bits, first in (
                (3, 5, 5, 2, 2, 8, 1), (2, 3, 7, 7, 1, 8, 0), (1, 4, 3, 1, 3, 9, 1),
                (4, 1, 6, 4, 1, 11, 0)):
            size = -(-lanes * pixels * bits // 8)
            stream = (f'{{"x", {height}, {width}, {channels}, {lanes}, {pixels}, {bits}, {size}, '
                      f"{first}, 0.25f, 0}}")
            run(["cc", *STRICT, f"-DSTREAM={stream}", "geometry.c", "-o", "geometry"], driver)
            frame = b""
            for y in range(height):
                for x in range(0, width, pixels):
                    for c in range(0, channels, lanes):
                        beat = 0
                        for lane in range(lanes):
                            for j in range(pixels):
                                if c + lane >= channels or x + j >= width:
                                    continue
                                index = (((c + lane) * height + y) * width + x + j if first else
                                         (y * width + x + j) * channels + c + lane)
                                value = (index * 37 % 251 - 125) % (1 << bits)
                                beat |= value << ((lane * pixels + j) * bits)
                        frame += beat.to_bytes(size, "little")
            self.assertEqual(run(["./geometry"], driver), frame.hex())

    def test_floats_go_in_and_come_out(self):
        driver = self.folder / "driver"
        design = ["-DDESIGN=digits", '-DDESIGN_HEADER="digits.h"']
        for compiler in ("cc", "c++ -x c++ -std=c++17"): # the headers are C++ too
            words = compiler.split()
            flags = STRICT if len(words) == 1 else ["-Wall", "-Wextra", "-Werror"]
            run([*words, *flags, "-fsyntax-only", "-include", driver / "digits.h",
                 driver / "sluice_axi_dma.h"], driver)
        run(["cc", *STRICT, *design, "infer.c", "linux.c", "-o", "infer"], driver)
        run(["cc", *STRICT, *design, "-include", SHIM / "shim.h", "-c", "infer.c", "-o",
             "shimmed.o"], driver)
        sources = (self.folder / "rtl" / "files.f").read_text().split()
        include = (f"-include {SHIM}/shim.h -include {driver}/digits.h -DDESIGN=digits "
                   f"-DIN=s_axis_image -DOUT=m_axis_logits -I{driver} -I{SHIM}")
        run(["verilator", "--cc", "--exe", "-Wno-fatal", "-Irtl", "--top-module", "digits",
             "--prefix", "Vip", "--Mdir", "shim", "-o", "infer", "-CFLAGS", include, *sources,
             SHIM / "shim.cpp", driver / "shimmed.o"], self.folder)
        run(["make", "-C", "shim", "-f", "Vip.mk", "-j2", "OPT_FAST=-O0", "OPT_SLOW=-O0",
             "OPT_GLOBAL=-O0"], self.folder)

        np.load(DIGITS / "test_images.npy")[:FRAMES].astype(np.float32).tofile(
            self.folder / "frames.bin")
        run([self.sluice, "emulate", self.folder, "--data",
             f"{DIGITS / 'test_images.npy'}[:{FRAMES}]", "--output", self.folder / "right.npy"],
            HERE)
        output = json.loads((self.folder / "report.json").read_text())["outputs"][0]
        right = ((np.load(self.folder / "right.npy").astype(np.int32) - output["zero_point"])
                 .astype(np.float32) * np.float32(output["scale"]))
        for mode in ([], ["poll"]):
            said = run(["shim/infer", "frames.bin", "results.bin", *mode], self.folder)
            self.assertEqual(said, f"{FRAMES} frames, the IP counts {FRAMES} in and {FRAMES} out\n")
            found = np.fromfile(self.folder / "results.bin", np.float32).reshape(right.shape)
            np.testing.assert_array_equal(found, right)
        self.assertIn("status -4", run(["shim/infer", "frames.bin", "results.bin", "dma_error"],
                                       self.folder, code=1))
        # The comparison sees one digit of one weight.
        image = self.folder / "mem" / "digits_l05_fc_weight.mem"
        text = image.read_text()
        image.write_text(("4" if text[0] == "3" else "3") + text[1:])
        run(["shim/infer", "frames.bin", "results.bin"], self.folder)
        image.write_text(text)
        found = np.fromfile(self.folder / "results.bin", np.float32).reshape(right.shape)
        self.assertFalse(np.array_equal(found, right))


if __name__ == "__main__":
    if len(sys.argv) > 1 and not sys.argv[1].startswith("-"):
        BUILD = pathlib.Path(sys.argv.pop(1)).resolve()
    unittest.main()
