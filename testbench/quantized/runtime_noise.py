#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""How far ONNX Runtime is from itself on the shared QDQ ResNet-8, and Sluice from it.

    runtime_noise.py [--shared DIR] [--frames N]

Most of the model's convolutions it computes in single precision, whose sums depend on the order of
the channels. The model with its channels in another order is the same function; the logits that
differ between the two are what agreement with ONNX Runtime can mean. Needs python3-onnx, node, and
build/release. Prints a Markdown table of logits that differ, and by how much at most.
"""
import argparse
import json
import os
import pathlib
import subprocess
import tempfile

import numpy as np
import onnx
from onnx import helper, numpy_helper

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / "build" / "release"
MODEL = "resnet8_cifar10_qdq"
# Channels of one order: sums join tensors. (reads, gives) by convolution.
CHANNELS = {"a": 16, "b": 16, "c": 32, "d": 32, "e": 64, "f": 64}
CONVOLUTIONS = {"conv2d": (None, "a"), "conv2d_1": ("a", "b"), "conv2d_2": ("b", "a"),
                "conv2d_5": ("a", "c"), "conv2d_3": ("a", "d"), "conv2d_4": ("d", "c"),
                "conv2d_8": ("c", "e"), "conv2d_6": ("c", "f"), "conv2d_7": ("f", "e")}
# Logits as integers; one thread, so that a run can be repeated.
RUN = """
const [folder, model, level, data, frames, result] = process.argv.slice(2);
const fs = require('fs'), ort = require(folder + '/node_modules/onnxruntime-node');
(async () => {
  const session = await ort.InferenceSession.create(model,
    {graphOptimizationLevel: level, intraOpNumThreads: 1});
  const bytes = fs.readFileSync(data), size = 32 * 32 * 3, logits = [];
  for (let f = 0; f < +frames; ++f) {
    const image = Float32Array.from(bytes.subarray(f * size, (f + 1) * size));
    const out = await session.run({input_1: new ort.Tensor('float32', image, [1, 32, 32, 3])});
    logits.push(...out.logits.data);
  }
  fs.writeFileSync(result, JSON.stringify(logits));
})();
"""


def reordered(path, seed):
    """The model with its integer logits as an output, channels shuffled unless seed is None."""
    model = onnx.load(str(path))
    constants = {c.name: c for c in model.graph.initializer}
    producer = {name: node for node in model.graph.node for name in node.output}
    rng = np.random.default_rng(seed)
    orders = {key: np.arange(size) if seed is None else rng.permutation(size)
              for key, size in CHANNELS.items()}

    def take(name, order, axis=0):
        array = np.take(numpy_helper.to_array(constants[name]), order, axis)
        constants[name].CopyFrom(numpy_helper.from_array(array, name))

    for node in model.graph.node:
        if node.op_type == "Conv":
            reads, gives = CONVOLUTIONS[node.name.split("/")[1]]
            weights, bias = (producer[name] for name in node.input[1:])
            if reads:
                take(weights.input[0], orders[reads], 1)
            for name in (*weights.input, *bias.input):
                take(name, orders[gives])
        elif node.op_type == "Gemm":
            take(producer[node.input[1]].input[0], orders["e"], 1)
            dequantize = next(n for n in model.graph.node if n.op_type == "QuantizeLinear"
                              and n.input[0] == node.output[0])
    model.graph.node.append(helper.make_node("Identity", [dequantize.output[0]], ["logits"]))
    model.graph.output.append(
        helper.make_tensor_value_info("logits", onnx.TensorProto.INT8, [1, 10]))
    return model


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--shared", type=pathlib.Path,
                        default=os.environ.get("SLUICE_SHARED", ROOT.parent / "shared"))
    parser.add_argument("--frames", type=int, default=500)
    arguments = parser.parse_args()
    shared = pathlib.Path(arguments.shared)
    model = shared / "models" / f"{MODEL}.onnx"
    images = np.load(shared / "data" / "cifar10_test500_images.npy")[:arguments.frames]
    logits = {}
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "run.js").write_text(RUN)
        images.transpose(0, 2, 3, 1).tofile(folder / "images")
        for label, seed in (("as it is", None), ("order 1", 1), ("order 2", 2), ("order 3", 3)):
            onnx.save(reordered(model, seed), str(folder / "model.onnx"))
            for level in ("all", "disabled"):
                if seed is None or level == "all":
                    subprocess.run(["node", folder / "run.js", BUILD / "onnxruntime",
                                    folder / "model.onnx", level, folder / "images",
                                    str(len(images)), folder / "logits"], check=True)
                    key = label if level == "all" else f"{label}, unoptimised"
                    logits[key] = np.array(json.loads((folder / "logits").read_text()))
        np.save(folder / "data.npy", images)
        sluice = BUILD / "cli" / "sluice"
        for command in (["generate", model, "-o", folder / "net"],
                        ["emulate", folder / "net", "--data", folder / "data.npy", "--output",
                         folder / "out.npy"]):
            subprocess.run([sluice, *command], check=True, capture_output=True)
        logits["Sluice"] = np.load(folder / "out.npy").astype(int).reshape(-1)
    print(f"Of {logits['Sluice'].size:,} logits\n\n| | {' | '.join(logits)} |")
    print("|---|" + "---|" * len(logits))
    for row, a in logits.items():
        cells = [f"{(a != b).sum()}, {np.abs(a - b).max()}" for b in logits.values()]
        print(f"| {row} | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
