#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Signal to noise of the test pieces as they are, cleaned in float, and cleaned by the IP.

    examples/ecg/quality.py DIR     DIR holds report.json, float.npy and int8.npy

Exit code 1 when the IP is more than 0.1 dB below the float network.
"""
import json
import pathlib
import sys

import numpy as np

HERE = pathlib.Path(__file__).resolve().parent
FOLDER = pathlib.Path(sys.argv[1])
CLEAN = np.load(HERE / "test_clean.npy")


def decibels(signal):
    error = signal.reshape(CLEAN.shape) - CLEAN
    return 10 * np.log10((CLEAN ** 2).sum() / (error ** 2).sum())


[output] = json.loads((FOLDER / "report.json").read_text())["outputs"]
steps = np.load(FOLDER / "int8.npy").astype(float) - output["zero_point"]
noisy = decibels(np.load(HERE / "test_noisy.npy"))
cleaned = decibels(np.load(FOLDER / "float.npy"))
by_ip = decibels(steps * output["scale"])
print(f"signal to noise: {noisy:.2f} dB as recorded, {cleaned:.2f} dB cleaned in float, "
      f"{by_ip:.2f} dB cleaned by the IP")
if by_ip < cleaned - 0.1:
    sys.exit("the IP is more than 0.1 dB below the float network")
