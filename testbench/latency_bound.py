#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What a single frame's latency could be at best, for a saved integer network.

    testbench/latency_bound.py DIR PRODUCTS CLOCK_MHZ [PIXELS]

DIR holds network.json. Every layer may have any real number of multipliers that are never idle
while it has work, PRODUCTS together, and no pipeline registers. What is left is the dataflow: a
layer cannot begin before the rows of its first window are there, nor end before the rows that need
the last row of its input are done. With T the cycles that a layer's multipliers take for a frame:

    begin = max over inputs of (begin of the input + its T * rows needed first / rows)
    end   = max(begin + T, max over inputs of (end of the input + T * rows left then / rows))

The end of the last layer is minimised over all T with sum(macs / T) = PRODUCTS: convex in log T, so
the descent (on a smoothed maximum) has no false minimum. PIXELS (1) input pixels come per cycle.
"""
import json
import pathlib
import sys

import numpy as np


def layers_of(network):
    """By layer: MACs, rows out, share of each input's rows before the first, rows left, inputs."""
    shapes = [[t["shape"][side] for side in ("height", "width", "channels")]
              for t in network["tensors"]]
    found = []
    for layer in network["layers"]:
        rows_in, _, channels_in = shapes[layer["inputs"][0]]
        rows, columns, channels = shapes[layer["output"]]
        macs, first, left = 0, 0, 0
        if layer["kind"] == "fully_connected":
            macs, first = rows_in * shapes[layer["inputs"][0]][1] * channels_in * channels, 0
        elif layer["kind"] == "global_average_pool":
            first = rows_in
        elif layer["kind"] == "conv":
            fields = layer["fields"]
            window = fields["window"]
            kernel, pad = window["kernel_h"], window["pad_top"]
            macs = (rows * columns * channels * kernel * window["kernel_w"] *
                    (channels_in // fields["groups"]))
            first = max(0, kernel - pad - 1)
            need_last = [r for r in range(rows)
                         if r * window["stride_h"] - pad + kernel - 1 >= rows_in - 1]
            left = max(0, len(need_last) - 1)
        found.append((macs, rows, first / rows_in, left / rows, layer["inputs"], layer["output"]))
    return found, network["inputs"][0]["tensor"], shapes


def end_of(cycles, layers, source, pixels, soft):
    """The last layer's end; the maxima smoothed by `soft` cycles (0: not)."""
    def most(values):
        top = max(values)
        return top if not soft else top + soft * np.log(sum(np.exp((v - top) / soft)
                                                            for v in values))
    begin, end, takes = {source: 0.0}, {source: float(pixels)}, {source: float(pixels)}
    for (_, _, first, left, inputs, output), t in zip(layers, cycles):
        begin[output] = most([begin[i] + takes[i] * first for i in inputs])
        end[output] = most([begin[output] + t] + [end[i] + t * left for i in inputs])
        takes[output] = max(t, max(takes[i] for i in inputs)) if t else takes[inputs[0]]
    return end[layers[-1][5]]


def bound(network, products, input_pixels):
    layers, source, shapes = layers_of(network)
    macs = np.array([layer[0] for layer in layers], float)
    busy = macs > 0
    pixels = shapes[source][0] * shapes[source][1] / input_pixels

    def cycles_of(x):
        cycles = np.zeros(len(macs))
        cycles[busy] = np.exp(x)
        return cycles * ((macs[busy] / np.exp(x)).sum() / products)

    x = np.log(np.full(busy.sum(), macs.sum() / products))
    best = end_of(cycles_of(x), layers, source, pixels, 0)
    for soft in (0.02, 0.005, 0.001):
        moment, square = np.zeros_like(x), np.zeros_like(x)
        for step in range(1, 601):
            value = np.log(end_of(cycles_of(x), layers, source, pixels, soft * best))
            slope = np.array([(np.log(end_of(cycles_of(x + 1e-5 * unit), layers, source, pixels,
                                             soft * best)) - value) / 1e-5
                              for unit in np.eye(len(x))])
            moment = 0.9 * moment + 0.1 * slope
            square = 0.99 * square + 0.01 * slope ** 2
            x = x - 0.01 / step ** 0.5 * (moment / (1 - 0.9 ** step)) / (
                np.sqrt(square / (1 - 0.99 ** step)) + 1e-9)
            best = min(best, end_of(cycles_of(x), layers, source, pixels, 0))
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
