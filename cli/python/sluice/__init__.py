# SPDX-License-Identifier: Apache-2.0
"""Sluice: from a trained ONNX network to a streaming FPGA inference IP, on NumPy arrays.

    import sluice
    network = sluice.load("model.onnx")
    quantized = network.quantize(calibration)
    y = quantized.emulate(x)
    design = quantized.generate("out/model", device="pynq-z2")
    print(design.report["interval_cycles"])
    design.simulate(frames=2)

Arrays hold frames: their first axis counts them, and the others are the input's shape as the model
writes it, without the batch; an array of exactly that shape is one frame, and its outputs have no
axis of frames either. Mistakes raise sluice.Error, a ValueError that says in one sentence what is
wrong and what to do.
"""

import json as _json

from . import _arguments, _native
from ._design import Design
from ._native import CheckFailed, Error, __version__
from ._network import Layer, Network, Port, QuantizedNetwork, QuantizedPort

__all__ = [
    "CheckFailed", "Design", "Error", "Layer", "Network", "Port", "QuantizedNetwork",
    "QuantizedPort", "__version__", "check", "devices", "load",
]


def load(model: _arguments.Path, *, shapes: _arguments.Shapes | None = None) -> Network:
    """Reads an ONNX file, opset 7 and up.

    `shapes` fixes dynamic dimensions: by input name the whole shape, batch included, for example
    {"image": (1, 3, 48, 192)}. What the file's owner should know is in Network.warnings. Raises
    Error naming the first node that is not supported; check() says it of every node.
    """
    path = _arguments.path("load", "model", model)
    return Network(_native.load(path, _arguments.shapes("load", shapes)))


def check(model: _arguments.Path, *, shapes: _arguments.Shapes | None = None) -> _arguments.Facts:
    """Says of every node of an ONNX file whether it is supported; reads no data.

    `shapes`: as load() takes them.
    Returns what `sluice check --json` prints: {"supported": bool, "nodes": [{"name", "op",
    "verdict", "reason", ...}], "macs", "inputs", "outputs", ...}. Raises Error only when the file
    cannot be read.
    """
    path = _arguments.path("check", "model", model)
    facts: _arguments.Facts = _json.loads(
        _native.check(path, _arguments.shapes("check", shapes)))
    return facts


def devices() -> list[_arguments.Facts]:
    """The known FPGAs: [{"name", "vendor", "family", "budget": {...}, "boards": [...], ...}].

    A budget counts products (int8 products per cycle), dsp (multiplier blocks), lut, ff, bram and
    uram (memory blocks). generate() takes the names of devices and of boards.
    """
    facts: list[_arguments.Facts] = _json.loads(_native.devices())["devices"]
    return facts
