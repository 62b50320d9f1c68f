# SPDX-License-Identifier: Apache-2.0
"""The module gives what the command line gives, bit for bit, from arrays."""
import contextlib
import json
import pathlib
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest

import numpy as np
import sluice

import small


@contextlib.contextmanager
def lock_kept():
    """Python's lock changes hands only where it is given up."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1000)
    try:
        yield
    finally:
        sys.setswitchinterval(interval)


def program(*words):
    done = subprocess.run([small.PROGRAM, *map(str, words)], capture_output=True, text=True,
                          check=False)
    if done.returncode != 0:
        raise AssertionError(done.stderr)
    return done.stdout


class Digits(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.holder = tempfile.TemporaryDirectory()
        cls.folder = pathlib.Path(cls.holder.name)
        cls.network = sluice.load(small.DIGITS / "digits.onnx")
        cls.images = small.digits("test_images")
        cls.quantized = cls.network.quantize(small.digits("calibration"), method="minmax",
                                             rounding="nearest")
        (cls.folder / "c.yaml").write_text("quantization: {method: minmax, rounding: nearest}")
        program("generate", small.DIGITS / "digits.onnx", "--calibration",
                small.DIGITS / "calibration.npy", "--config", cls.folder / "c.yaml",
                "--device", "pynq-z2", "-o", cls.folder / "cli")
        cls.design = cls.quantized.generate(cls.folder / "python", device="pynq-z2")

    @classmethod
    def tearDownClass(cls):
        cls.holder.cleanup()

    def test_a_network_says_what_it_is(self):
        self.assertEqual(self.network.name, "digits")
        self.assertEqual(self.network.inputs, (sluice.Port("image", (1, 8, 8)),))
        self.assertEqual(self.network.outputs, (sluice.Port("logits", (10,)),))
        self.assertEqual(self.network.layers[0],
                         sluice.Layer("conv0", "Conv", (8, 8, 8), 8 * 8 * 8 * 9))
        self.assertEqual(self.network.macs, 134592)
        self.assertEqual(self.network.warnings, ())
        self.assertIn("digits", repr(self.network))

    def test_a_quantized_network_says_what_it_is(self):
        image, = self.quantized.inputs
        self.assertEqual((image.name, image.shape, image.bits), ("image", (1, 8, 8), 8))
        self.assertEqual((image.scale, image.zero_point), (1.0, -128))
        self.assertEqual(self.quantized.macs, 134592)
        self.assertEqual(self.quantized.layers[1].kind, "conv")
        self.assertEqual(self.quantized.quantization["method"], "minmax")
        self.assertGreater(self.quantized.quantization["output_sqnr_db"], 20)

    def test_infer_gives_what_the_program_gives(self):
        program("infer", small.DIGITS / "digits.onnx", "--data", small.DIGITS / "test_images.npy",
                "--output", self.folder / "float.npy")
        expected = np.load(self.folder / "float.npy")
        for threads in (0, 1):
            given = self.network.infer(self.images, threads=threads)
            self.assertEqual((given.dtype, given.shape), (np.float32, (360, 10)))
            np.testing.assert_array_equal(given, expected)

    def test_emulate_gives_what_the_program_gives(self):
        program("emulate", self.folder / "cli", "--data", small.DIGITS / "test_images.npy",
                "--output", self.folder / "int8.npy")
        expected = np.load(self.folder / "int8.npy")
        given = self.quantized.emulate(self.images, raw=True)
        self.assertEqual(given.dtype, np.int8)
        np.testing.assert_array_equal(given, expected)
        port, = self.quantized.outputs
        real = (expected.astype(np.float64) - port.zero_point) * port.scale
        np.testing.assert_array_equal(self.quantized.emulate(self.images), real.astype(np.float32))
        labels = small.digits("test_labels")
        self.assertGreater(np.mean(real.argmax(axis=1) == labels), 0.98)

    def test_generate_writes_what_the_program_writes(self):
        program_files = {path.relative_to(self.folder / "cli").as_posix(): path.read_bytes()
                         for path in (self.folder / "cli").rglob("*") if path.is_file()}
        del program_files["config.yaml"]
        self.assertEqual(sorted(program_files), sorted(self.design.files))
        different = [name for name, text in program_files.items()
                     if (self.design.directory / name).read_bytes() != text]
        self.assertEqual(sorted(different), ["report.html", "report.json"])
        theirs, ours = json.loads(program_files["report.json"]), self.design.report
        sources = [theirs.pop("origin")["sources"], ours.pop("origin")["sources"]]
        self.assertEqual(theirs, ours)
        digests = [[source["sha256"] for source in own if source["role"] != "config"]
                   for own in sources]
        self.assertEqual(*digests)  # an array's is that of its .npy file
        self.assertEqual(self.design.report_text, program_files["report.txt"].decode())

    def test_a_design_is_opened_by_its_folder_and_made_again_for_another_device(self):
        opened = sluice.Design(str(self.folder / "cli"))
        np.testing.assert_array_equal(opened.network.emulate(self.images, raw=True),
                                      self.quantized.emulate(self.images, raw=True))
        again = opened.network.generate(self.folder / "again", budget={"products": 100})
        self.assertIsNone(again.report["device"])
        self.assertLessEqual(again.report["products_per_cycle"], 100)
        self.assertGreater(again.report["interval_cycles"], self.design.report["interval_cycles"])
        self.assertIn("model.onnx", again.files)
        self.assertEqual(again.report["origin"]["network_sha256"],
                         self.design.report["origin"]["network_sha256"])

    def test_a_rate_is_met_by_the_smallest_design(self):
        design = self.quantized.generate(self.folder / "rate", device="auto", fps=1000,
                                         clock_mhz=50, control="axi-lite",
                                         layers={"fc": {"parallelism": {"in_channels": 2}}})
        self.assertGreaterEqual(design.report["fps"], 1000)
        self.assertEqual(design.report["clock_mhz"], 50)
        fc, = [layer for layer in design.report["layers"] if layer["name"] == "fc"]
        self.assertEqual(fc["parallelism"]["in_channels"], 2)

    def test_a_budget_that_cannot_be_met_leaves_the_folder_as_it_was(self):
        before = sorted(self.design.files)
        with self.assertRaisesRegex(sluice.CheckFailed, "."):
            self.quantized.generate(self.design.directory, budget={"lut": 1})
        self.assertEqual(sorted(self.design.files), before)

    def test_arrays_of_any_order_and_type_give_the_same(self):
        expected = self.network.infer(self.images)
        wide = np.zeros((720, 1, 8, 16), np.float32)
        wide[::2, :, :, ::2] = self.images
        for same in (self.images.astype(np.float32), self.images.astype(">f8"),
                     self.images.astype(np.int64), self.images.tolist(), wide[::2, :, :, ::2],
                     np.asfortranarray(self.images), self.images.reshape(360, 8, 8),
                     {"image": self.images}):
            np.testing.assert_array_equal(self.network.infer(same), expected)
        self.assertEqual(wide[1].sum(), 0)

    def test_one_frame_needs_no_axis_of_frames(self):
        frame = self.network.infer(self.images[0])
        self.assertEqual(frame.shape, (10,))
        np.testing.assert_array_equal(frame, self.network.infer(self.images[:1])[0])
        self.assertEqual(self.quantized.emulate(self.images[0], raw=True).shape, (10,))

    def test_progress_is_told_and_may_end_the_work(self):
        seen = []
        self.network.quantize(small.digits("calibration")[:20], method="minmax",
                              progress=lambda *step: seen.append(step))
        self.assertTrue(all(0 <= done <= total for _, done, total in seen))
        self.assertGreater(len({stage for stage, _, _ in seen}), 1)

        def stop(*_):
            raise KeyboardInterrupt
        with self.assertRaises(KeyboardInterrupt):
            self.network.quantize(small.digits("calibration")[:20], progress=stop)

    def test_other_threads_run_during_a_long_call(self):
        many = np.repeat(self.images, 10, axis=0)
        self.assertGreater(self.steps_of_another_thread(lambda: self.network.infer(many)), 0)
        self.assertGreater(self.steps_of_another_thread(lambda: self.quantized.emulate(many)), 0)
        held = self.steps_of_another_thread(lambda: sum(range(1000000)))
        self.assertEqual(held, 0)  # what does not give up the lock is seen

    def steps_of_another_thread(self, call):
        count, done = [0], threading.Event()

        def run():
            while not done.is_set():
                count[0] += 1
                time.sleep(0)

        thread = threading.Thread(target=run)
        with lock_kept():
            thread.start()
            before = count[0]
            call()
            steps = count[0] - before
        done.set()
        thread.join()
        return steps

    def test_a_signal_ends_a_long_call(self):
        many = np.repeat(self.images.astype(np.float32), 20, axis=0)
        many[-1] = np.nan  # a call that goes on to the end says so

        class Stop(Exception):
            pass

        def stop(*_):
            raise Stop

        before = signal.signal(signal.SIGUSR1, stop)
        self.addCleanup(signal.signal, signal.SIGUSR1, before)
        for call in (self.network.infer, self.quantized.emulate):
            called = threading.Event()

            def send(called=called):
                called.wait()
                signal.raise_signal(signal.SIGUSR1)

            thread = threading.Thread(target=send)
            with lock_kept():
                thread.start()
                called.set()  # runs on when `call` gives the lock up
                with self.assertRaises(Stop):
                    call(many)
            thread.join()


class Small(unittest.TestCase):
    def setUp(self):
        self.holder = tempfile.TemporaryDirectory()
        self.folder = pathlib.Path(self.holder.name)
        self.model = self.folder / "m.onnx"
        self.rng = np.random.default_rng(5)

    def tearDown(self):
        self.holder.cleanup()

    def test_several_inputs_and_outputs_go_by_name(self):
        small.two(self.model)
        network = sluice.load(self.model)
        a, b = self.rng.normal(size=(2, 6, 2, 3, 4)).astype(np.float32)
        given = network.infer({"b": b, "a": a})
        self.assertEqual(list(given), ["sum", "first"])
        np.testing.assert_array_equal(given["sum"], a + b)
        np.testing.assert_array_equal(given["first"], np.maximum(a, 0))
        quantized = network.quantize({"a": a, "b": b}, method="minmax")
        near = quantized.emulate({"a": a, "b": b})
        self.assertLess(np.abs(near["sum"] - (a + b)).max(), 0.1)
        shared = network.infer({"a": a, "b": b[0]})  # b is every frame's
        np.testing.assert_array_equal(shared["sum"], a + b[0])

    def test_open_dimensions_are_given(self):
        small.dynamic(self.model)
        network = sluice.load(str(self.model), shapes={"x": (1, 1, 3, 5)})
        self.assertEqual(network.inputs[0].shape, (1, 3, 5))
        self.assertTrue(sluice.check(self.model, shapes={"x": [1, 1, 3, 5]})["supported"])

    def test_bytes_are_taken_before_the_arithmetic(self):
        small.conv(self.model)
        network = sluice.load(self.model)
        mean, std = [0.5, 0.25], [0.5, 2.0]
        raw = network.raw_uint8(scale=1 / 255, mean=mean, std=std)
        pixels = self.rng.integers(0, 256, size=(9, 2, 5, 4), dtype=np.uint8)
        real = (pixels / 255 - np.reshape(mean, (2, 1, 1))) / np.reshape(std, (2, 1, 1))
        np.testing.assert_allclose(raw.infer(pixels), network.infer(real), atol=1e-4)
        image, = raw.quantize(pixels).inputs
        self.assertEqual((image.scale, image.zero_point), (1.0, -128))

    def test_float_only_networks_are_inferred_and_not_quantized(self):
        small.float_only(self.model)
        network = sluice.load(self.model)
        x = self.rng.normal(size=(2, 2, 3, 4)).astype(np.float32)
        np.testing.assert_allclose(network.infer(x), x.prod(axis=1, keepdims=True), rtol=1e-6)
        self.assertFalse(sluice.check(self.model)["supported"])
        with self.assertRaisesRegex(sluice.Error, "prod"):
            network.quantize(x)

    def test_the_rtl_is_simulated_and_a_wrong_weight_is_found(self):
        small.conv(self.model)
        x = self.rng.normal(size=(4, 2, 5, 4)).astype(np.float32)
        design = sluice.load(self.model).quantize(x).generate(
            self.folder / "out", budget={"products": 4})
        result = design.simulate(x, stall=0.2, seed=3)
        self.assertEqual((result["frames"], result["mismatches"]), (4, 0))
        self.assertEqual(result["outputs_compared"], 4 * 3 * 3 * 2)
        result = design.simulate(frames=2)
        self.assertEqual(result["interval_cycles"], result["predicted_interval_cycles"])
        self.assertEqual(result["predicted_interval_cycles"], design.report["interval_cycles"])
        self.break_a_weight(design)
        with self.assertRaisesRegex(sluice.CheckFailed, "the RTL gives"):
            design.simulate(x)

    def break_a_weight(self, design):
        names = [name for name in design.files if name.startswith("mem/") and "weight" in name]
        self.assertTrue(names, design.files)
        path = design.directory / names[0]
        lines = path.read_text().splitlines()
        flipped = {"0": "7"}.get(lines[0][-1], "0")
        path.write_text("\n".join([lines[0][:-1] + flipped] + lines[1:]) + "\n")


class Devices(unittest.TestCase):
    def test_devices_are_those_of_the_program(self):
        self.assertEqual(sluice.devices(), json.loads(program("devices", "--json"))["devices"])
        boards = {board for device in sluice.devices() for board in device["boards"]}
        self.assertIn("pynq-z2", boards)

    def test_check_says_what_the_program_says(self):
        model = small.DIGITS / "digits.onnx"
        self.assertEqual(sluice.check(model), json.loads(program("check", model, "--json")))


if __name__ == "__main__":
    unittest.main()
