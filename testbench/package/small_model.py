# SPDX-License-Identifier: Apache-2.0
"""Networks that tools take in seconds. Each function writes NAME.onnx and data into a folder and gives
the arguments of `sluice generate`."""
import pathlib
import sys

import numpy as np

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "quantized"))
from models import Writer # noqa: E402


def arguments(net, name, folder, dims, products):
    net.save(folder / f"{name}.onnx")
    np.save(folder / f"{name}.npy",
            np.random.default_rng(2).normal(0, 1, (20, *dims)).astype(np.float32))
    return ["generate", folder / f"{name}.onnx", "--calibration", folder / f"{name}.npy",
            "--calibration-method", "minmax", "--budget", f"products={products}"]


def write_pointwise(folder):
    """One layer, about the smallest design there is."""
    net = Writer(np.random.default_rng(3))
    net.typed_input("image", (1, 2, 2, 3), np.float32)
    net.output_of(net.op("Conv", "image", net.weights(2, 2, 1, 1), net.bias(2),
                         kernel_shape=[1, 1]), "map", (1, 2, 2, 3))
    return arguments(net, "pointwise", folder, (2, 2, 3), 1)


def write_residual(folder):
    """A fork, FIFOs and two outputs."""
    net = Writer(np.random.default_rng(1))
    net.typed_input("image", (1, 2, 6, 5), np.float32)

    def conv(value, channels):
        return net.op("Relu", net.op("Conv", value, net.weights(3, channels, 3, 3), net.bias(3),
                                     kernel_shape=[3, 3], pads=[1] * 4))
    first = conv("image", 2)
    second = conv(first, 3)
    net.output_of(net.op("Add", first, second), "sum", (1, 3, 6, 5))
    net.output_of(second, "branch", (1, 3, 6, 5))
    return arguments(net, "residual", folder, (2, 6, 5), 12)
