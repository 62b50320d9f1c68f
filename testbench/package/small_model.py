# SPDX-License-Identifier: Apache-2.0
"""A network with a fork, FIFOs and two outputs, that tools take in seconds."""
import pathlib
import sys

import numpy as np

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "quantized"))
from models import Writer # noqa: E402


def write_residual(folder):
    """residual.onnx and data.npy in the folder; gives the arguments of `sluice generate`."""
    net = Writer(np.random.default_rng(1))
    net.typed_input("image", (1, 2, 6, 5), np.float32)

    def conv(value, channels):
        return net.op("Relu", net.op("Conv", value, net.weights(3, channels, 3, 3), net.bias(3),
                                     kernel_shape=[3, 3], pads=[1] * 4))
    first = conv("image", 2)
    second = conv(first, 3)
    net.output_of(net.op("Add", first, second), "sum", (1, 3, 6, 5))
    net.output_of(second, "branch", (1, 3, 6, 5))
    net.save(folder / "residual.onnx")
    np.save(folder / "data.npy",
            np.random.default_rng(2).normal(0, 1, (20, 2, 6, 5)).astype(np.float32))
    return ["generate", folder / "residual.onnx", "--calibration", folder / "data.npy",
            "--calibration-method", "minmax", "--budget", "products=12"]
