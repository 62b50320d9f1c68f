#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Trains the digits example and writes everything that it ships.

Needs Debian's python3-sklearn (whose UCI handwritten digits are the data) and python3-numpy.
Seeded: the same packages give the same files.

    digits.onnx              1x1x8x8 in (values 0..16), 10 logits out
    calibration.npy          200 training images, uint8, 200x1x8x8
    test_images.npy          360 images that training never saw
    test_labels.npy
"""
import pathlib
import sys

import numpy as np
from sklearn.datasets import load_digits

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
from onnx_writer import Model # noqa: E402
RNG = np.random.default_rng(7)


def windows(x):
    """All 3x3 windows of x (N,C,H,W), zero padded by one: (N,H,W,C*9)."""
    padded = np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)))
    view = np.lib.stride_tricks.sliding_window_view(padded, (3, 3), axis=(2, 3))
    return view.transpose(0, 2, 3, 1, 4, 5).reshape(*x.shape[:1], *x.shape[2:], -1)


def unwindows(grad, shape):
    """Adjoint of windows: (N,H,W,C*9) back to (N,C,H,W)."""
    n, c, h, w = shape
    grad = grad.reshape(n, h, w, c, 3, 3)
    out = np.zeros((n, c, h + 2, w + 2))
    for ky in range(3):
        for kx in range(3):
            out[:, :, ky:ky + h, kx:kx + w] += grad[..., ky, kx].transpose(0, 3, 1, 2)
    return out[:, :, 1:-1, 1:-1]


def pool(x):
    """2x2 max pooling; the mask marks each maximum."""
    n, c, h, w = x.shape
    blocks = x.reshape(n, c, h // 2, 2, w // 2, 2)
    best = blocks.max(axis=(3, 5), keepdims=True)
    return best[:, :, :, 0, :, 0], (blocks == best).reshape(x.shape)


class Net:
    """conv 8 - relu - conv 16 - relu - pool - conv 24 - relu - pool - fully connected 10."""

    CHANNELS = (1, 8, 16, 24)

    def __init__(self):
        self.p = {}
        for i in range(3):
            fan_in = self.CHANNELS[i] * 9
            size = (self.CHANNELS[i + 1], fan_in)
            self.p[f"w{i}"] = RNG.normal(0, np.sqrt(2 / fan_in), size)
            self.p[f"b{i}"] = np.zeros(self.CHANNELS[i + 1])
        self.p["wf"] = RNG.normal(0, np.sqrt(1 / 96), (10, 96))
        self.p["bf"] = np.zeros(10)

    def forward(self, x):
        trace = []
        for i in range(3):
            cols = windows(x)
            y = (cols @ self.p[f"w{i}"].T + self.p[f"b{i}"]).transpose(0, 3, 1, 2)
            relu = np.maximum(y, 0)
            pooled, mask = pool(relu) if i > 0 else (relu, None)
            trace.append((x.shape, cols, y, mask))
            x = pooled
        flat = x.reshape(len(x), -1)
        return flat @ self.p["wf"].T + self.p["bf"], trace, flat, x.shape

    def gradients(self, x, labels):
        logits, trace, flat, shape = self.forward(x)
        e = np.exp(logits - logits.max(axis=1, keepdims=True))
        d = e / e.sum(axis=1, keepdims=True)
        d[np.arange(len(x)), labels] -= 1
        d /= len(x)
        grads = {"wf": d.T @ flat, "bf": d.sum(axis=0)}
        d = (d @ self.p["wf"]).reshape(shape)
        for i in (2, 1, 0):
            in_shape, cols, y, mask = trace[i]
            if mask is not None:
                d = d.repeat(2, axis=2).repeat(2, axis=3) * mask
            d = (d * (y > 0)).transpose(0, 2, 3, 1)
            flat_d = d.reshape(-1, d.shape[-1])
            grads[f"w{i}"] = flat_d.T @ cols.reshape(len(flat_d), -1)
            grads[f"b{i}"] = flat_d.sum(axis=0)
            d = unwindows(d @ self.p[f"w{i}"], in_shape)
        return grads


def shifted(x):
    """Each image moved by up to one pixel, so that 1,437 digits are enough."""
    padded = np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)))
    out = np.empty_like(x)
    for i, (dy, dx) in enumerate(RNG.integers(0, 3, (len(x), 2))):
        out[i] = padded[i, :, dy:dy + 8, dx:dx + 8]
    return out


def train(x, y, epochs=60, batch=32, rate=2e-3):
    net = Net()
    m = {k: np.zeros_like(v) for k, v in net.p.items()}
    v = {k: np.zeros_like(w) for k, w in net.p.items()}
    step = 0
    for epoch in range(epochs):
        order = RNG.permutation(len(x))
        lr = rate * 0.5 * (1 + np.cos(np.pi * epoch / epochs))
        for start in range(0, len(x), batch):
            rows = order[start:start + batch]
            grads = net.gradients(shifted(x[rows]), y[rows])
            step += 1
            for k, g in grads.items():
                m[k] = 0.9 * m[k] + 0.1 * g
                v[k] = 0.999 * v[k] + 0.001 * g * g
                hat = np.sqrt(v[k] / (1 - 0.999 ** step)) + 1e-8
                net.p[k] -= lr * (m[k] / (1 - 0.9 ** step) / hat + 1e-4 * net.p[k])
    return net


def export(net, path):
    """The network takes the raw 0..16 values; the division by 16 is folded into conv 0."""
    model = Model("digits", "sluice-examples-digits")
    model.input("image", [1, 1, 8, 8])
    value = "image"
    for i in range(3):
        shape = (net.CHANNELS[i + 1], net.CHANNELS[i], 3, 3)
        weights = net.p[f"w{i}"].reshape(shape) / (16.0 if i == 0 else 1.0)
        model.node("Conv", [value, model.constant(f"conv{i}.weight", weights),
                            model.constant(f"conv{i}.bias", net.p[f"b{i}"])],
                   [f"conv{i}_out"], f"conv{i}", kernel_shape=[3, 3], pads=[1, 1, 1, 1])
        model.node("Relu", [f"conv{i}_out"], [f"relu{i}_out"], f"relu{i}")
        value = f"relu{i}_out"
        if i > 0:
            model.node("MaxPool", [value], [f"pool{i}_out"], f"pool{i}", kernel_shape=[2, 2],
                       strides=[2, 2])
            value = f"pool{i}_out"
    model.node("Flatten", [value], ["flat"], "flatten")
    model.node("Gemm", ["flat", model.constant("fc.weight", net.p["wf"]),
                        model.constant("fc.bias", net.p["bf"])], ["logits"], "fc", transB=1)
    model.output("logits", [1, 10])
    model.save(path)


def main():
    digits = load_digits()
    images = digits.images.reshape(-1, 1, 8, 8)
    order = RNG.permutation(len(images))
    test, training = order[:360], order[360:]
    net = train(images[training] / 16.0, digits.target[training])
    right = net.forward(images[test] / 16.0)[0].argmax(axis=1) == digits.target[test]
    print(f"float top-1 on {len(test)} test images: {100 * right.mean():.2f} %")
    export(net, HERE / "digits.onnx")
    np.save(HERE / "calibration.npy", images[training[:200]].astype(np.uint8))
    np.save(HERE / "test_images.npy", images[test].astype(np.uint8))
    np.save(HERE / "test_labels.npy", digits.target[test].astype(np.uint8))


if __name__ == "__main__":
    main()
