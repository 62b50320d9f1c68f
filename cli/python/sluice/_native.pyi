# SPDX-License-Identifier: Apache-2.0
"""The compiled part of sluice: import sluice instead. What is JSON is a text here."""

import os
from collections.abc import Callable
from typing import Any, NoReturn

from numpy.typing import NDArray

__version__: str

class Error(ValueError):
    """A mistake that the user can mend, in one sentence: 'where: problem; remedy'."""

    where: str
    problem: str
    remedy: str

class CheckFailed(Error):
    """A budget that cannot be met, or RTL that differs from the emulator."""

class FloatNetwork:
    """A float graph and the file that it is from."""

    def describe(self) -> str:
        """JSON: name, inputs, outputs, layers, warnings."""

class IntegerNetwork:
    """An integer network and what it was made from."""

    def describe(self) -> str:
        """JSON: name, inputs, outputs, layers, quantization, notes."""

def fail(where: str, problem: str, remedy: str) -> NoReturn:
    """Raises Error."""

def load(path: bytes | os.PathLike[str], shapes: dict[str, list[int]]) -> FloatNetwork:
    """Imports an ONNX file."""

def raw_uint8(network: FloatNetwork, scale: float, mean: list[float],
              std: list[float]) -> FloatNetwork:
    """The network that takes bytes in place of (byte * scale - mean) / std."""

def open_generated(directory: bytes | os.PathLike[str]) -> IntegerNetwork:
    """The network of a folder that generate wrote."""

def infer(network: FloatNetwork, inputs: dict[str, NDArray[Any]],
          threads: int) -> dict[str, NDArray[Any]]:
    """Outputs by name, float32; arrays are copied, the name "" is the only input's."""

def emulate(network: IntegerNetwork, inputs: dict[str, NDArray[Any]], raw: bool,
            threads: int) -> dict[str, NDArray[Any]]:
    """Outputs by name: integers when raw, else float32."""

def quantize(network: FloatNetwork, calibration: dict[str, NDArray[Any]] | None, keywords: str,
             progress: Callable[[str, int, int], object] | None) -> IntegerNetwork:
    """keywords: the sections quantization and layers, as JSON."""

def generate(network: IntegerNetwork, directory: bytes | os.PathLike[str], tuner: str,
             keywords: str) -> None:
    """keywords: the sections target, layers and fifos, as JSON."""

def simulate(directory: bytes | os.PathLike[str], inputs: dict[str, NDArray[Any]] | None,
             frames: int | None, stall: float, seed: int, trace: bytes | os.PathLike[str]) -> str:
    """JSON: what `sluice simulate --json` prints."""

def check(path: bytes | os.PathLike[str], shapes: dict[str, list[int]]) -> str:
    """JSON: what `sluice check --json` prints."""

def devices() -> str:
    """JSON: what `sluice devices --json` prints."""
