# SPDX-License-Identifier: Apache-2.0
"""What a user gets wrong is said in one sentence, and nothing crashes the interpreter."""
import itertools
import pathlib
import pickle
import tempfile
import unittest

import numpy as np
import sluice
from sluice import _native

import small


class Mistakes(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.holder = tempfile.TemporaryDirectory()
        cls.folder = pathlib.Path(cls.holder.name)
        small.conv(cls.folder / "conv.onnx")
        small.two(cls.folder / "two.onnx")
        small.dynamic(cls.folder / "dynamic.onnx")
        (cls.folder / "bad.onnx").write_bytes(b"no model")
        cls.x = np.random.default_rng(2).normal(size=(5, 2, 5, 4)).astype(np.float32)
        cls.network = sluice.load(cls.folder / "conv.onnx")
        cls.two = sluice.load(cls.folder / "two.onnx")
        cls.quantized = cls.network.quantize(cls.x, method="minmax")
        cls.out = cls.folder / "out"
        cls.design = cls.quantized.generate(cls.out, budget={"products": 4})

    @classmethod
    def tearDownClass(cls):
        cls.holder.cleanup()

    def says(self, pattern, function, *arguments, **keywords):
        with self.assertRaisesRegex(sluice.Error, pattern) as caught:
            function(*arguments, **keywords)
        text = str(caught.exception)
        self.assertNotIn("\n", text)
        self.assertNotIn("--", text)  # the command line's options are keywords here
        self.assertTrue(caught.exception.problem)
        self.assertIn(caught.exception.remedy, text)
        self.assertTrue(text.startswith(caught.exception.where))

    def test_files(self):
        self.says("nosuch.onnx: .*no such file", sluice.load, "nosuch.onnx")
        self.says("bad.onnx", sluice.load, self.folder / "bad.onnx")
        self.says("bad.onnx", sluice.check, self.folder / "bad.onnx")
        self.says("'model' is a int, not a path", sluice.load, 7)
        self.says("'model' is no name", sluice.load, "a\0b")
        self.says("'model' is no name", sluice.load, "")
        self.says("'model' is no name", sluice.load, "\ud800")
        self.says("was not written by", sluice.Design, self.folder)
        self.says("is not a folder", sluice.Design, self.folder / "nosuch")
        self.says("bad.onnx", self.quantized.generate, self.folder / "bad.onnx")
        self.says("", self.quantized.generate, "/proc/nosuch/out")

    def test_shapes(self):
        self.says("dynamic.onnx", sluice.load, self.folder / "dynamic.onnx")
        self.says("'shapes' is not a dict", sluice.load, "m", shapes=[1, 2])
        self.says("shape by name", sluice.load, "m", shapes={"x": "3x4"})
        self.says("shapes of x", sluice.load, "m", shapes={"x": (1, -2)})
        self.says("shapes of x", sluice.load, "m", shapes={"x": (1, 2.5)})

    def test_arrays(self):
        infer = self.network.infer
        self.says("frames of shape 2x4x5 do not fit .* shape 2x5x4; give an array of shape 5x2x5x4",
                  infer, self.x.swapaxes(2, 3))
        self.says("frames of shape 5x4", infer, self.x[0, :1])
        self.says("holds no frames", infer, self.x[:0])
        self.says("holds no frames", infer, 3.0)
        self.says("holds complex64, not numbers", infer, self.x.astype(np.complex64))
        self.says(r"float16.*\.astype\(numpy\.float32\)", infer, self.x.astype(np.float16))
        self.says("holds bool", infer, self.x > 0)
        self.says("holds object", infer, None)
        self.says("holds <U4", infer, "text")
        for wrong in (np.nan, np.inf):
            x = self.x.copy()
            x[3, 1, 2, 2] = wrong
            self.says("frame 3 holds a value that is not a finite number", infer, x)
            self.says("frame 3", self.quantized.emulate, x)
            self.says("frame 3", self.network.quantize, x)
            self.says("frame 3", self.design.simulate, x)
        self.says("frame 0 holds a value that is not a finite", infer,
                  self.x.astype(np.float64) * 1e300)
        with self.assertRaises(ValueError):
            infer([[1, 2], [3]])

    def test_names_of_inputs(self):
        x = np.zeros((2, 2, 3, 4))
        self.says("has 2 inputs and is given one array; give .*a, b", self.two.infer, x)
        self.says("'b' is given no array", self.two.infer, {"a": x})
        self.says("no input 'c'; did you mean 'a'", self.two.infer, {"a": x, "c": x})
        self.says("no input 'xx'", self.network.infer, {"xx": self.x})
        self.says("name is not text", self.two.infer, {1: x, "b": x})
        self.says("holds 1 frames", self.two.infer, {"a": x, "b": x[:1]})
        self.says("given no array", self.network.infer, {})

    def test_quantize(self):
        quantize = self.network.quantize
        self.says("'method' is 'best'; it can be auto", quantize, self.x, method="best")
        self.says("'weight_bits' is not a number from 2 to 8", quantize, self.x, weight_bits=9)
        self.says("'weight_bits' is not a whole", quantize, self.x, weight_bits=4.5)
        self.says("'weight_bits'", quantize, self.x, weight_bits=True)
        self.says("'max_drop' is given without", quantize, self.x, max_drop=1)
        self.says("'percentile'", quantize, self.x, percentile=float("nan"))
        self.says("'rounding'", quantize, self.x, rounding="up")
        self.says("'equalize'", quantize, self.x, equalize="perhaps")
        self.says("'layer_weight_bits' is not a dict", quantize, self.x, layer_weight_bits=4)
        self.says("nosuch", quantize, self.x, layer_weight_bits={"nosuch": 4})
        self.says("layers.conv.weight_bits", quantize, self.x, layer_weight_bits={"conv": 1})
        self.says("name that is not text", quantize, self.x, layer_weight_bits={1: 4})
        self.says("is not quantized yet; give 'calibration'", quantize)
        self.says("'progress' cannot be called", quantize, self.x, progress=3)
        self.says("a keyword is a object", quantize, self.x, method=object())
        self.says("'method' is not a text", quantize, self.x, method=[])

    def test_generate(self):
        generate = self.quantized.generate
        self.says("xc7z02O.*nearest known one is .xc7z020", generate, self.out, device="xc7z02O")
        self.says("'budget.luts' is not known; did you mean 'budget.lut'", generate, self.out,
                  budget={"luts": 5})
        self.says("'budget' is not a dict", generate, self.out, budget=100)
        self.says("'budget.dsp' is not a number", generate, self.out, budget={"dsp": -1})
        self.says("'fps' is not a number", generate, self.out, fps=0)
        self.says("'clock_mhz' is not a number", generate, self.out, clock_mhz="fast")
        self.says("'objective' is 'speed'", generate, self.out, objective="speed")
        self.says("'control' is 'axi'", generate, self.out, control="axi")
        self.says("'tuner' is 'best'; it can be optimum, greedy", generate, self.out, tuner="best")
        self.says("'device' auto .*; give 'fps'", generate, self.out, device="auto")
        self.says("con.*did you mean 'conv'", generate, self.out,
                  layers={"con": {"parallelism": {"kernel": 3}}})
        self.says("'layers.conv.parallel'", generate, self.out,
                  layers={"conv": {"parallel": {"kernel": 3}}})
        self.says("'layers.conv' is not a dict", generate, self.out, layers={"conv": 3})
        self.says("weight_bits.*quantize", generate, self.out, layers={"conv": {"weight_bits": 4}})
        self.says("nosuch", generate, self.out, fifos={"nosuch": 3})
        deep = {}
        deep["layers"] = deep
        self.says("contains itself", generate, self.out, layers=deep)
        self.says("'directory' is a NoneType", generate, None)

    def test_simulate(self):
        simulate = self.design.simulate
        self.says("'frames' is not a whole number from 1", simulate, frames=0)
        self.says("asks for 6 frames, the data holds 5", simulate, self.x, frames=6)
        self.says("'stall' is not a number from 0 to 0.99", simulate, stall=1.0)
        self.says("'seed' is not a whole number", simulate, seed=-1)
        self.says("nosuch", simulate, trace=self.folder / "nosuch" / "w.fst")
        self.says("'threads'", self.quantized.emulate, self.x, threads=-1)

    def test_raw_uint8(self):
        self.says("mean has 3 values, .* 2 channels", self.network.raw_uint8, mean=[1, 2, 3])
        self.says("'std' is not a number", self.network.raw_uint8, std="a")
        self.says("std", self.network.raw_uint8, std=[1, 0])
        self.says("'mean' is empty", self.network.raw_uint8, mean=[])

    def test_a_damaged_folder(self):
        broken = self.quantized.generate(self.folder / "broken", budget={"products": 4})
        (broken.directory / "report.txt").unlink()
        self.says("report.txt: cannot be read", lambda: broken.report_text)
        (broken.directory / "network.bin").write_bytes(b"")
        self.says("network.bin", sluice.Design, broken.directory)
        (broken.directory / "report.json").write_text("{")
        self.says("report.json: holds no JSON", lambda: broken.report)
        (broken.directory / "report.json").unlink()
        self.says("was not written by", sluice.Design, broken.directory)

    def test_an_error_is_a_value_error_with_its_parts(self):
        self.assertTrue(issubclass(sluice.Error, ValueError))
        self.assertTrue(issubclass(sluice.CheckFailed, sluice.Error))
        with self.assertRaises(ValueError) as caught:
            sluice.load("nosuch.onnx")
        error = caught.exception
        self.assertEqual(error.where, "nosuch.onnx")
        self.assertEqual(str(error), f"{error.where}: {error.problem}; {error.remedy}")
        self.assertEqual(str(pickle.loads(pickle.dumps(error))), str(error))

    def test_rubbish_never_crashes(self):
        rubbish = [None, 0, -1, 2**70, 1.5, float("nan"), "", "x", b"\xff", [], [None], {}, {"": 1},
                   {"x": None}, object(), self.x, self.x[:0], np.array(None), np.zeros((2, 0, 3)),
                   np.float64(2), lambda *_: None, self.network, type]
        quiet = (ValueError, TypeError, RuntimeError, OverflowError)
        calls = 0
        functions = [sluice.load, sluice.check, sluice.Design, self.network.infer,
                     self.network.quantize, self.quantized.emulate]
        functions += [lambda value, key=key: self.network.infer(self.x, **{key: value})
                      for key in ("threads",)]
        functions += [lambda value, key=key: self.network.raw_uint8(**{key: value})
                      for key in ("scale", "mean", "std")]
        functions += [lambda value, key=key: self.network.quantize(self.x, **{key: value})
                      for key in ("method", "weight_bits", "layer_weight_bits")]
        functions += [lambda value, key=key: self.quantized.generate("/proc/no", **{key: value})
                      for key in ("device", "budget", "fps", "layers", "fifos", "tuner")]
        functions += [lambda value, key=key: self.design.simulate(**{key: value, "trace": "/no/no"})
                      for key in ("x", "frames", "stall", "seed")]
        natives = [_native.load, _native.infer, _native.emulate, _native.quantize, _native.raw_uint8,
                   _native.generate, _native.open_generated, _native.check, _native.FloatNetwork,
                   _native.FloatNetwork.describe, _native.fail]
        for function, value in itertools.product(functions, rubbish):
            calls += self.survives(quiet, function, value)
        for function, value in itertools.product(natives, rubbish):
            for count in (1, 2, 3, 4):
                calls += self.survives(quiet, function, *[value] * count)
        self.assertGreater(calls, 1000)

    def survives(self, quiet, function, *arguments):
        try:
            function(*arguments)
        except quiet as error:
            self.assertNotIn("internal error", str(error))
        return 1


if __name__ == "__main__":
    unittest.main()
