#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What a single frame's latency could be at best, for a saved integer network.

    testbench/latency_bound.py DIR PRODUCTS CLOCK_MHZ [PIXELS]

DIR holds network.json. Every layer may have any real number of multipliers that are never idle
while it has work, PRODUCTS together, and no pipeline registers. What is left is the dataflow: a
pixel is done no sooner than the last input pixel that its window needs. With d the cycles that a
layer's multipliers take for a pixel, pixel n of a layer is done at

    done(n) = max(done(n - 1) + d, done of the last input pixel that it needs, on every input)

and PIXELS (1) input pixels come per cycle. The end of the last layer is the longest of many paths,
each a sum of such d: convex in log d, so the descent along the slope of the longest path, with the
multipliers kept at PRODUCTS, has no false minimum. Its last part in a thousand is not certain.
"""
import json
import pathlib
import sys

import numpy as np


def needs_of(layer, size_in, size_out):
    """By output pixel: the last input pixel that it needs."""
    (rows_in, columns_in), (rows, columns) = size_in, size_out
    if layer["kind"] in ("fully_connected", "global_average_pool"):
        return np.full(rows * columns, rows_in * columns_in - 1)
    window = layer["fields"].get("window")
    if window is None:
        return np.arange(rows * columns)

    def last(count, side, stride, pad, kernel, extent):
        first = np.arange(count) * window[f"stride_{side}"] - window[f"pad_{pad}"]
        return np.clip(first + (window[f"kernel_{kernel}"] - 1) * window.get(f"dilation_{side}", 1),
                       0, extent - 1)
    down = last(rows, "h", "stride_h", "top", "h", rows_in)
    right = last(columns, "w", "stride_w", "left", "w", columns_in)
    return (down[:, None] * columns_in + right[None, :]).ravel()


def macs_of(layer, channels_in, channels, pixels_in, pixels):
    if layer["kind"] == "fully_connected":
        return pixels_in * channels_in * channels
    if layer["kind"] != "conv":
        return 0
    fields = layer["fields"]
    window = fields["window"]
    return (pixels * channels * window["kernel_h"] * window["kernel_w"] *
            (channels_in // fields["groups"]))


def longest(steps, layers, source, arrivals):
    """The end of the last layer, and how many steps of each layer are on the longest path."""
    done = {source: arrivals}
    for (_, needs, inputs, output), d in zip(layers, steps):
        ready = np.max([done[i][n] for i, n in zip(inputs, needs)], axis=0)
        at = d * np.arange(len(ready))
        done[output] = np.maximum.accumulate(ready + d - at) + at
    counts = np.zeros(len(layers))
    made_by = {output: index for index, (_, _, _, output) in enumerate(layers)}
    tensor, pixel = layers[-1][3], len(done[layers[-1][3]]) - 1
    while tensor in made_by:
        index = made_by[tensor]
        _, needs, inputs, _ = layers[index]
        ready = np.max([done[i][n] for i, n in zip(inputs, needs)], axis=0)[:pixel + 1]
        start = int(np.argmax(ready - steps[index] * np.arange(pixel + 1)))
        counts[index] += pixel - start + 1
        later = [done[i][n[start]] for i, n in zip(inputs, needs)]
        chosen = int(np.argmax(later))
        tensor, pixel = inputs[chosen], needs[chosen][start]
    return done[layers[-1][3]][-1], counts


def bound(network, products, input_pixels):
    """The least latency, in cycles, and the network's MACs."""
    shapes = [[t["shape"][side] for side in ("height", "width", "channels")]
              for t in network["tensors"]]
    layers, macs, pixels = [], [], []
    for layer in network["layers"]:
        (rows, columns, channels), inputs = shapes[layer["output"]], layer["inputs"]
        needs = [needs_of(layer, shapes[i][:2], (rows, columns)) for i in inputs]
        layers.append((layer["kind"], needs, inputs, layer["output"]))
        in_rows, in_columns, in_channels = shapes[inputs[0]]
        macs.append(macs_of(layer, in_channels, channels, in_rows * in_columns, rows * columns))
        pixels.append(rows * columns)
    macs, pixels = np.array(macs, float), np.array(pixels, float)
    busy = macs > 0
    source = network["inputs"][0]["tensor"]
    rows, columns, _ = shapes[source]
    arrivals = (np.arange(rows * columns) // input_pixels + 1).astype(float)

    def end_and_slope(x):
        """The end, and the slope of its logarithm, with all multipliers used."""
        cycles = np.zeros(len(macs))
        parts = macs[busy] / np.exp(x)
        cycles[busy] = np.exp(x) * parts.sum() / products
        steps = cycles / pixels
        end, counts = longest(steps, layers, source, arrivals)
        weights = (counts * steps)[busy] / end
        return end, weights - weights.sum() * parts / parts.sum()

    x = np.log(np.full(busy.sum(), macs.sum() / products))
    best, mean = np.inf, np.zeros_like(x)
    for step in range(1, 10001):
        end, slope = end_and_slope(x)
        best = min(best, end)
        mean = 0.9 * mean + 0.1 * slope
        x = x - 0.3 / step ** 0.75 * mean / (np.linalg.norm(mean) + 1e-9)
    return best, macs.sum()


def main():
    folder, products, clock_mhz = sys.argv[1], float(sys.argv[2]), float(sys.argv[3])
    input_pixels = int(sys.argv[4]) if len(sys.argv) > 4 else 1
    network = json.loads((pathlib.Path(folder) / "network.json").read_text())
    cycles, macs = bound(network, products, input_pixels)
    print(f"{network['name']}: {macs:.0f} MACs, {macs / products:.0f} cycles of work; "
          f"no less than {cycles:.0f} cycles from first input to last output, "
          f"{cycles / clock_mhz:.1f} us at {clock_mhz:g} MHz and {input_pixels} pixels per cycle")


if __name__ == "__main__":
    main()
