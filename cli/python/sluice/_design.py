# SPDX-License-Identifier: Apache-2.0
"""A folder that generate() wrote."""

import json
import os
import pathlib

from . import _arguments, _native
from ._network import QuantizedNetwork


class Design:
    """An IP on disk, from QuantizedNetwork.generate() or, by its folder, from `sluice generate`.

    directory: a pathlib.Path. network: the QuantizedNetwork in it.
    """

    def __init__(self, directory: _arguments.Path) -> None:
        native = _native.open_generated(_arguments.path("Design", "directory", directory))
        self.directory: pathlib.Path = pathlib.Path(os.fsdecode(directory))
        self.network: QuantizedNetwork = QuantizedNetwork(native)

    def __repr__(self) -> str:
        return f"<sluice.Design {self.network.name!r} in {str(self.directory)!r}>"

    @property
    def report(self) -> _arguments.Facts:
        """report.json: "interval_cycles", "latency_cycles", "fps", "resources", "layers", ..."""
        try:
            report: _arguments.Facts = json.loads(self._text("report.json"))
            return report
        except json.JSONDecodeError:
            _native.fail(str(self.directory / "report.json"), "holds no JSON", "generate again")

    @property
    def report_text(self) -> str:
        """The report for people, as `sluice generate` prints it; report.html shows more."""
        return self._text("report.txt")

    @property
    def files(self) -> tuple[str, ...]:
        """Every file of the folder, relative to it, sorted."""
        return tuple(sorted(path.relative_to(self.directory).as_posix()
                            for path in self.directory.rglob("*") if path.is_file()))

    def simulate(self, x: _arguments.Arrays | None = None, *,
                 frames: int | None = None, stall: float = 0.0, seed: int = 1,
                 trace: _arguments.Path | None = None) -> _arguments.Facts:
        """Runs the RTL in Verilator and compares every value with the emulator.

        x: data as QuantizedNetwork.emulate() takes them; None: random integers. frames: the first
        so many; None: all of x, or 3 random ones. stall: the probability, 0 to 0.99, of a stall in
        each cycle on each side of each stream at the edges. seed: of stalls and random data, 0 to
        2**64 - 1. trace: a file for waveforms (FST). Returns what `sluice simulate --json` prints:
        {"frames", "outputs_compared", "mismatches", "latency_cycles", "interval_cycles",
        "predicted_latency_cycles", "predicted_interval_cycles", ...}. Raises CheckFailed naming the
        first value that differs. Needs Verilator, make and g++.
        """
        result: _arguments.Facts = json.loads(_native.simulate(
            _arguments.path("simulate", "directory", self.directory),
            None if x is None else _arguments.arrays("simulate", x),
            None if frames is None else _arguments.frames("simulate", frames),
            _arguments.real("simulate", "stall", stall, 0.0, 0.99),
            _arguments.integer("simulate", "seed", seed, 0, 2**64 - 1),
            b"" if trace is None else _arguments.path("simulate", "trace", trace)))
        return result

    def _text(self, name: str) -> str:
        path = self.directory / name
        try:
            return path.read_text(encoding="utf-8", errors="replace")
        except OSError as error:
            _native.fail(str(path), f"cannot be read ({error.strerror})", "generate again")
