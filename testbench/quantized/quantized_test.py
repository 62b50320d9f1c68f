#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Already quantized models, generated without calibration, against ONNX Runtime.

    quantized_test.py BUILD_FOLDER

At least 99.9 % of the outputs' integers are ONNX Runtime's, and none differs by more than 1.
Without npm nothing is compared, and the tests say so.
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
from models import IMAGE, MODELS # noqa: E402
from qonnx_models import QONNX_MODELS # noqa: E402

BUILD = HERE.parents[1] / "build" / "release"
FRAMES = 100
RUN = HERE.parent / "tests" / "exactness" / "run_onnx.js"


def runtime():
    """The folder that npm has put ONNX Runtime into; None where it cannot."""
    folder = BUILD / "onnxruntime"
    if not (folder / "node_modules" / "onnxruntime-node" / "package.json").exists():
        folder.mkdir(exist_ok=True)
        install = ("ONNXRUNTIME_NODE_INSTALL=skip timeout 120 npm install --no-audit --no-fund "
                   "onnxruntime-node@1 > npm.log 2>&1")
        if subprocess.run(install, shell=True, cwd=folder).returncode != 0:
            return None
    return folder


def run(*command):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"{command}: {done.stderr}")
    return done.stdout


def data(name, frames=FRAMES):
    rng = np.random.default_rng(7)
    dims = (60,) if name == "bipolar" else IMAGE[1:]
    if name == "operators_on_bytes":
        return rng.integers(0, 256, (frames, *dims)).astype(np.uint8)
    return rng.normal(0, 0.6, (frames, *dims)).astype(np.float32)


def onnx_runtime(folder, model, frames):
    """{output: [frame][element]}, numbers as the model gives them."""
    job = [{"image": {"type": str(frame.dtype), "dims": [1, *frame.shape],
                      "data": frame.reshape(-1).astype(float).tolist()}} for frame in frames]
    (folder / "job.json").write_text(json.dumps(job))
    run("node", RUN, runtime(), model, folder / "job.json", folder / "result.json")
    results = json.loads((folder / "result.json").read_text())
    return {name: np.array([frame[name] for frame in results]) for name in results[0]}


def sluice(folder, model, frames):
    """{output: integers}, and the outputs' report."""
    generated = folder / "generated"
    run(BUILD / "cli" / "sluice", "generate", model, "--device", "xc7z020", "-o", generated)
    np.save(folder / "data.npy", frames)
    outputs = json.loads((generated / "report.json").read_text())["outputs"]
    target = folder / ("out.npz" if len(outputs) > 1 else "out.npy")
    run(BUILD / "cli" / "sluice", "emulate", generated, "--data", folder / "data.npy",
        "--output", target)
    loaded = np.load(target)
    one = len(outputs) == 1
    return {output["name"]: (loaded if one else loaded[output["name"]]).reshape(len(frames), -1)
            for output in outputs}, outputs


def compare(ours, theirs, frames, on_integers):
    """(elements, those that differ, the largest difference) over all outputs."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        got, outputs = sluice(folder, ours, frames)
        wanted = onnx_runtime(folder, theirs, frames)
    elements = differing = largest = 0
    for output in outputs:
        real = wanted[output["name"]]
        if on_integers: # uint8
            integers = real - 128
        else:
            steps = np.round(real.astype(np.float32) / np.float32(output["scale"]))
            integers = np.clip(steps + output["zero_point"], -128, 127)
        difference = np.abs(got[output["name"]].astype(int) - integers)
        elements += difference.size
        differing += int(np.count_nonzero(difference))
        largest = max(largest, int(difference.max()))
    return elements, differing, largest


@unittest.skipUnless(runtime(), "onnxruntime-node cannot be installed by npm")
class Quantized(unittest.TestCase):
    def check(self, name, ours, theirs):
        elements, differing, largest = compare(ours, theirs, data(name), name.endswith("bytes"))
        print(f"{name}: {differing} of {elements} differ, by {largest} at most", flush=True)
        self.assertLessEqual(differing, elements / 1000, name)
        self.assertLessEqual(largest, 1, name)

    def test_qdq_and_qlinear_models_give_the_runtimes_integers(self):
        for name, build in MODELS.items():
            with self.subTest(name), tempfile.TemporaryDirectory() as folder:
                model = pathlib.Path(folder) / "model.onnx"
                build(np.random.default_rng(5)).save(model)
                self.check(name, model, model)

    def test_qonnx_models_give_what_standard_operators_give(self):
        for name, build in QONNX_MODELS.items():
            with self.subTest(name), tempfile.TemporaryDirectory() as folder:
                model = pathlib.Path(folder) / "model.onnx"
                plain = pathlib.Path(folder) / "plain.onnx"
                build(np.random.default_rng(5), False).save(model)
                build(np.random.default_rng(5), True).save(plain)
                self.check(name, model, plain)

    def test_the_comparison_notices_other_weights(self):
        with tempfile.TemporaryDirectory() as folder:
            model, other = pathlib.Path(folder) / "model.onnx", pathlib.Path(folder) / "other.onnx"
            MODELS["onnx_runtime_per_channel"](np.random.default_rng(5)).save(model)
            MODELS["onnx_runtime_per_channel"](np.random.default_rng(6)).save(other)
            elements, differing, _ = compare(model, other, data("", 4), False)
            self.assertGreater(differing, elements / 1000)


if __name__ == "__main__":
    if len(sys.argv) > 1 and not sys.argv[1].startswith("-"):
        BUILD = pathlib.Path(sys.argv.pop(1)).resolve()
    unittest.main()
