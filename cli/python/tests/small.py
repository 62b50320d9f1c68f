# SPDX-License-Identifier: Apache-2.0
"""What the tests share: the digits, and models of a few operators made here."""
import os
import pathlib
import sys

import numpy as np

SOURCE = pathlib.Path(__file__).resolve().parents[3]
DIGITS = SOURCE / "examples" / "digits"
PROGRAM = os.environ.get("SLUICE", str(SOURCE / "build/release/cli/sluice"))

sys.path.insert(0, str(SOURCE / "examples"))
from onnx_writer import Model  # noqa: E402


def digits(name):
    return np.load(DIGITS / f"{name}.npy")


def conv(path, seed=1):
    """Input `x` of 2x5x4, output `y` of 3x3x2: one convolution."""
    rng = np.random.default_rng(seed)
    model = Model("conv", "sluice-tests")
    model.input("x", [1, 2, 5, 4])
    weights = model.constant("w", rng.normal(size=(3, 2, 3, 3)))
    model.node("Conv", ["x", weights], ["y"], "conv", kernel_shape=[3, 3])
    model.output("y", [1, 3, 3, 2])
    model.save(path)
    return weights


def two(path):
    """Inputs `a` and `b` of 2x3x4; outputs `sum` (of both) and `first` (a alone, rectified)."""
    model = Model("two", "sluice-tests")
    for name in "ab":
        model.input(name, [1, 2, 3, 4])
    model.node("Add", ["a", "b"], ["sum"], "add")
    model.node("Relu", ["a"], ["first"], "relu")
    model.output("sum", [1, 2, 3, 4])
    model.output("first", [1, 2, 3, 4])
    model.save(path)


def float_only(path):
    """What no hardware block computes: `sluice check` calls it float only."""
    model = Model("float", "sluice-tests")
    model.input("x", [1, 2, 3, 4])
    model.node("ReduceProd", ["x"], ["y"], "prod", axes=[1], keepdims=1)
    model.output("y", [1, 1, 3, 4])
    model.save(path)


def dynamic(path):
    """Height and width are open."""
    model = Model("dynamic", "sluice-tests")
    model.inputs.append(_open_info("x"))
    weights = model.constant("w", np.ones((1, 1, 1, 1)))
    model.node("Conv", ["x", weights], ["y"], "conv", kernel_shape=[1, 1])
    model.outputs.append(_open_info("y"))
    model.save(path)


def _open_info(name):
    from onnx_writer import FLOAT, data, number
    dims = [data(1, number(1, 1)), data(1, number(1, 1)), data(1, data(2, "h")),
            data(1, data(2, "w"))]
    return data(1, name) + data(2, data(1, number(1, FLOAT) + data(2, b"".join(dims))))
