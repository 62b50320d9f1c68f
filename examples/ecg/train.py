#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Trains the ECG example, which takes noise out of an electrocardiogram, and writes all it ships.

Needs Debian's python3-scipy (whose five minutes of ECG at 360 Hz are the data) and python3-numpy.
Seeded: the same packages give the same files. The first four minutes train, the last one tests.

    ecg.onnx           1x1x256 in (millivolts, noisy), 1x1x256 out (clean)
    calibration.npy    100 noisy pieces of the training minutes, float32, 100x1x256
    test_noisy.npy     80 noisy pieces of the last minute
    test_clean.npy     the same without the noise
"""
import pathlib
import sys

import numpy as np

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
from onnx_writer import Model # noqa: E402
RNG = np.random.default_rng(11)
RATE, LENGTH, KERNEL = 360, 256, 9
CHANNELS = (1, 8, 8, 8, 1)


def recording():
    """Five minutes in millivolts, without the slow drift of its own baseline."""
    from scipy.misc import electrocardiogram
    ecg = electrocardiogram()
    drift = np.convolve(ecg, np.ones(RATE) / RATE, "same")
    return ecg - drift


def pieces(signal, count):
    starts = RNG.integers(0, len(signal) - LENGTH, count)
    return np.stack([signal[s:s + LENGTH] for s in starts])[:, None, :]


def noisy(clean):
    """Muscle noise, mains hum and a baseline that wanders, each of random strength and phase."""
    n, _, length = clean.shape
    t = np.arange(length) / RATE
    phase = RNG.uniform(0, 2 * np.pi, (2, n, 1, 1))
    hum = RNG.uniform(0, 0.15, (n, 1, 1)) * np.sin(2 * np.pi * 50 * t + phase[0])
    wander = RNG.uniform(0, 0.3, (n, 1, 1)) * np.sin(2 * np.pi * 0.4 * t + phase[1])
    muscle = RNG.uniform(0.02, 0.15, (n, 1, 1)) * RNG.normal(size=clean.shape)
    return clean + hum + wander + muscle


def windows(x):
    """All windows of x (N,C,L), zero padded to the same length: (N,L,C*KERNEL)."""
    padded = np.pad(x, ((0, 0), (0, 0), (KERNEL // 2, KERNEL // 2)))
    view = np.lib.stride_tricks.sliding_window_view(padded, KERNEL, axis=2)
    return view.transpose(0, 2, 1, 3).reshape(len(x), x.shape[2], -1)


def unwindows(grad, channels):
    """Adjoint of windows."""
    n, length, _ = grad.shape
    grad = grad.reshape(n, length, channels, KERNEL)
    out = np.zeros((n, channels, length + KERNEL - 1))
    for k in range(KERNEL):
        out[:, :, k:k + length] += grad[..., k].transpose(0, 2, 1)
    return out[:, :, KERNEL // 2:KERNEL // 2 + length]


def start():
    p = {}
    for i, (inputs, outputs) in enumerate(zip(CHANNELS, CHANNELS[1:])):
        p[f"w{i}"] = RNG.normal(0, np.sqrt(2 / (inputs * KERNEL)), (outputs, inputs * KERNEL))
        p[f"b{i}"] = np.zeros(outputs)
    return p


def forward(p, x):
    """The clean signal, x less the noise that the convolutions find in it; and the way there."""
    trace, value, last = [], x, len(CHANNELS) - 2
    for i in range(last + 1):
        columns = windows(value)
        y = (columns @ p[f"w{i}"].T + p[f"b{i}"]).transpose(0, 2, 1)
        trace.append((columns, y))
        value = np.maximum(y, 0) if i < last else y
    return x + value, trace


def gradients(p, x, clean):
    out, trace = forward(p, x)
    d = 2 * (out - clean) / out.size
    grads = {}
    for i in reversed(range(len(trace))):
        columns, y = trace[i]
        if i < len(trace) - 1:
            d = d * (y > 0)
        d = d.transpose(0, 2, 1)
        flat = d.reshape(-1, d.shape[-1])
        grads[f"w{i}"] = flat.T @ columns.reshape(len(flat), -1)
        grads[f"b{i}"] = flat.sum(axis=0)
        d = unwindows(d @ p[f"w{i}"], CHANNELS[i])
    return grads


def train(signal, steps=4000, batch=32, rate=4e-3):
    p = start()
    m, v = ({k: np.zeros_like(w) for k, w in p.items()} for _ in range(2))
    for step in range(1, steps + 1):
        clean = pieces(signal, batch)
        grads = gradients(p, noisy(clean), clean)
        lr = rate * 0.5 * (1 + np.cos(np.pi * step / steps))
        for k, g in grads.items():
            m[k] = 0.9 * m[k] + 0.1 * g
            v[k] = 0.999 * v[k] + 0.001 * g * g
            p[k] -= lr * m[k] / (1 - 0.9 ** step) / (np.sqrt(v[k] / (1 - 0.999 ** step)) + 1e-8)
    return p


def export(p, path):
    model = Model("ecg", "sluice-examples-ecg")
    model.input("noisy", [1, 1, LENGTH])
    value = "noisy"
    for i, (inputs, outputs) in enumerate(zip(CHANNELS, CHANNELS[1:])):
        weights = model.constant(f"conv{i}.weight", p[f"w{i}"].reshape(outputs, inputs, KERNEL))
        bias = model.constant(f"conv{i}.bias", p[f"b{i}"])
        model.node("Conv", [value, weights, bias], [f"conv{i}_out"], f"conv{i}",
                   kernel_shape=[KERNEL], pads=[KERNEL // 2, KERNEL // 2])
        value = f"conv{i}_out"
        if i < len(CHANNELS) - 2:
            model.node("Relu", [value], [f"relu{i}_out"], f"relu{i}")
            value = f"relu{i}_out"
    model.node("Add", ["noisy", value], ["clean"], "add")
    model.output("clean", [1, 1, LENGTH])
    model.save(path)


def decibels(clean, other):
    """Signal to noise."""
    return 10 * np.log10((clean ** 2).sum() / ((other - clean) ** 2).sum())


def main():
    signal = recording()
    learn, keep = signal[:4 * 60 * RATE], signal[4 * 60 * RATE:]
    p = train(learn)
    clean = pieces(keep, 80)
    test = noisy(clean)
    print(f"noisy: {decibels(clean, test):.2f} dB; cleaned: "
          f"{decibels(clean, forward(p, test)[0]):.2f} dB")
    export(p, HERE / "ecg.onnx")
    np.save(HERE / "calibration.npy", noisy(pieces(learn, 100)).astype(np.float32))
    np.save(HERE / "test_noisy.npy", test.astype(np.float32))
    np.save(HERE / "test_clean.npy", clean.astype(np.float32))


if __name__ == "__main__":
    main()
