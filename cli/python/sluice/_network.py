# SPDX-License-Identifier: Apache-2.0
"""The float network and the quantized one."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray

from . import _arguments, _native

if TYPE_CHECKING:
    from ._design import Design


@dataclass(frozen=True)
class Port:
    """An input or output: its shape as the model writes it, without the batch."""

    name: str
    shape: tuple[int, ...]


@dataclass(frozen=True)
class QuantizedPort(Port):
    """real value = (integer - zero_point) * scale, integers signed and `bits` wide."""

    scale: float
    zero_point: int
    bits: int


@dataclass(frozen=True)
class Layer:
    """`output_shape` is (height, width, channels), `macs` multiply-accumulates of one frame."""

    name: str
    kind: str
    output_shape: tuple[int, int, int]
    macs: int


def _layers(facts: _arguments.Facts) -> tuple[Layer, ...]:
    return tuple(Layer(layer["name"], layer["kind"], (height, width, channels), layer["macs"])
                 for layer in facts["layers"]
                 for height, width, channels in [layer["output_shape"]])


def _outputs(arrays: dict[str, NDArray[Any]]) -> _arguments.Outputs:
    return next(iter(arrays.values())) if len(arrays) == 1 else arrays


class Network:
    """A float network, from load().

    name: the file's name without its ending. inputs, outputs: tuples of Port. layers: tuple of
    Layer, in the order in which they are computed; what import folded away is not among them.
    macs: multiply-accumulates of one frame. warnings: tuple of sentences.
    """

    def __init__(self, native: _native.FloatNetwork) -> None:
        facts = json.loads(native.describe())
        self._native = native
        self.name: str = facts["name"]
        self.inputs: tuple[Port, ...] = tuple(
            Port(port["name"], tuple(port["shape"])) for port in facts["inputs"])
        self.outputs: tuple[Port, ...] = tuple(
            Port(port["name"], tuple(port["shape"])) for port in facts["outputs"])
        self.layers: tuple[Layer, ...] = _layers(facts)
        self.macs: int = sum(layer.macs for layer in self.layers)
        self.warnings: tuple[str, ...] = tuple(facts["warnings"])

    def __repr__(self) -> str:
        return f"<sluice.Network {self.name!r}: {len(self.layers)} layers, {self.macs} MACs>"

    def infer(self, x: _arguments.Arrays, *,
              threads: int = 0) -> _arguments.Outputs:
        """Runs the float network: the reference for the quantized one.

        x: an array of numbers, [N, *shape] or [*shape] of the input, or for several inputs a dict
        of them by name. threads: 0 (all cores) to 1024; the result does not depend on it. Returns
        float32, [N, *shape] or [*shape] of the output; of several outputs a dict by name. Raises
        Error for another shape or type, and for values that are not finite.
        """
        return _outputs(_native.infer(self._native, _arguments.arrays("infer", x),
                                      _arguments.threads("infer", threads)))

    def raw_uint8(self, *, scale: float = 1.0, mean: float | Sequence[float] = 0.0,
                  std: float | Sequence[float] = 1.0) -> "Network":
        """The network that takes bytes, 0 to 255, instead of (byte * scale - mean) / std.

        mean and std: one number, or one for each channel of the input. The arithmetic becomes part
        of the first layer where that is exact.
        """
        return Network(_native.raw_uint8(
            self._native, _arguments.reals("raw_uint8", "scale", [scale])[0],
            _arguments.reals("raw_uint8", "mean", mean), _arguments.reals("raw_uint8", "std", std)))

    def quantize(self, calibration: _arguments.Arrays | None = None, *,
                 method: str = "auto", percentile: float = 99.99,
                 weight_bits: int | str = 8, max_drop: float | None = None,
                 layer_weight_bits: Mapping[str, int] | None = None, equalize: bool = True,
                 clip_weights: bool = True, bias_correction: bool = True,
                 rounding: str = "optimized",
                 progress: Callable[[str, int, int], object] | None = None
                 ) -> "QuantizedNetwork":
        """Calibrates and quantizes, as `sluice generate` does: int8 activations, no labels needed.

        calibration: some hundred typical frames, as infer() takes them; None for a model that is
        quantized already. method: how ranges are chosen, "auto" (tries the others), "minmax",
        "percentile", "mse" or "kl"; percentile (over 50, at most 100) is the second's. weight_bits:
        2 to 8, or "auto": by layer, as few as cost at most max_drop dB (3) of the outputs'
        signal-to-quantization-noise ratio. layer_weight_bits: 2 to 8 by layer name, instead.
        equalize, clip_weights, bias_correction, rounding ("optimized" or "nearest"): corrections,
        each kept only where it helps on calibration frames held out. progress: called with what is
        done, how much of it, and of how much. The same arguments give the same network.
        """
        layers = {name: {"weight_bits": bits} for name, bits in
                  _arguments.mapping("quantize", "layer_weight_bits", layer_weight_bits).items()}
        keywords = _arguments.keywords("quantize", {
            "quantization": {
                "method": method,
                "percentile": percentile,
                "weight_bits": weight_bits,
                "max_drop": max_drop,
                "equalize": equalize,
                "clip_weights": clip_weights,
                "bias_correction": bias_correction,
                "rounding": rounding,
            },
            "layers": layers,
        })
        if progress is not None and not callable(progress):
            _native.fail("quantize", "'progress' cannot be called", "give a function or None")
        frames = None if calibration is None else _arguments.arrays("quantize", calibration)
        return QuantizedNetwork(_native.quantize(self._native, frames, keywords, progress))


class QuantizedNetwork:
    """An integer network: exactly what the hardware computes. From Network.quantize().

    name, layers, macs: as of Network; kinds are those of the hardware. inputs, outputs: tuples of
    QuantizedPort. quantization: {"method", "output_sqnr_db", "steps": [...], ...}, the decibels
    measured on calibration frames held out. notes: tuple of sentences.
    """

    def __init__(self, native: _native.IntegerNetwork) -> None:
        facts = json.loads(native.describe())

        def ports(key: str) -> tuple[QuantizedPort, ...]:
            return tuple(QuantizedPort(port["name"], tuple(port["shape"]), port["scale"],
                                       port["zero_point"], port["bits"]) for port in facts[key])

        self._native = native
        self.name: str = facts["name"]
        self.inputs: tuple[QuantizedPort, ...] = ports("inputs")
        self.outputs: tuple[QuantizedPort, ...] = ports("outputs")
        self.layers: tuple[Layer, ...] = _layers(facts)
        self.macs: int = sum(layer.macs for layer in self.layers)
        self.quantization: _arguments.Facts = facts["quantization"]
        self.notes: tuple[str, ...] = tuple(facts["notes"])

    def __repr__(self) -> str:
        return (f"<sluice.QuantizedNetwork {self.name!r}: {len(self.layers)} layers, "
                f"{self.macs} MACs>")

    def emulate(self, x: _arguments.Arrays, *, raw: bool = False,
                threads: int = 0) -> _arguments.Outputs:
        """Runs the integer network: bit for bit what the RTL gives.

        x: real values as Network.infer() takes them; they are quantized as the host does it before
        the IP. raw: the integers of the outputs, int8 (int16 for an arg-max of more than 128
        classes), instead of the real values they stand for, float32. threads: 0 (all cores) to
        1024. Shapes, several inputs and outputs, errors: as Network.infer().
        """
        return _outputs(_native.emulate(self._native, _arguments.arrays("emulate", x), bool(raw),
                                        _arguments.threads("emulate", threads)))

    def generate(self, directory: _arguments.Path, *, device: str | None = None,
                 budget: Mapping[str, float] | None = None,
                 clock_mhz: float | None = None, fps: float | None = None,
                 objective: str | None = None, tuner: str = "optimum",
                 control: str = "none", layers: Mapping[str, Mapping[str, Any]] | None = None,
                 fifos: Mapping[str, int] | None = None) -> "Design":
        """Fits the network to a device and writes the IP: RTL, memories, test bench, report.

        directory: new, empty, or written by generate() before, which is then replaced. device: a
        name of devices() or of a board; "auto": the smallest that has fps. budget: limits by
        resource, {"products", "dsp", "lut", "ff", "bram"}, in place of the device's; without a
        device, what is not named is not limited; without both, the device is the xc7z020.
        clock_mhz: 100 by default. fps: the smallest design of at least that many frames per second.
        objective: "throughput" (default), "latency" or "area". tuner: "optimum" or "greedy".
        control: "none" or "axi-lite". layers, fifos: pins, as in a design.yaml. Raises CheckFailed
        when the budget cannot be met; the folder is then as it was.
        """
        from ._design import Design

        keywords = _arguments.keywords("generate", {
            "target": {
                "device": device,
                "budget": _arguments.mapping("generate", "budget", budget),
                "clock_mhz": clock_mhz,
                "fps": fps,
                "objective": objective,
                "control": control,
            },
            "layers": _arguments.mapping("generate", "layers", layers),
            "fifos": _arguments.mapping("generate", "fifos", fifos),
        })
        _native.generate(self._native, _arguments.path("generate", "directory", directory),
                         str(tuner), keywords)
        return Design(directory)
