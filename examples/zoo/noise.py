# SPDX-License-Identifier: Apache-2.0
"""Frames to calibrate random networks on: smooth noise, seeded by the network's name."""
import numpy as np

from builder import generator

# What photographs are normalized with before most of these networks: mean and deviation of red,
# green and blue, of values from 0 to 1.
MEAN = np.array([0.485, 0.456, 0.406])
DEVIATION = np.array([0.229, 0.224, 0.225])


def stretched(coarse, size):
    """The last axes of `coarse` brought to `size`, linearly from corner to corner."""
    for axis, length in enumerate(size, 2):
        at = np.linspace(0, coarse.shape[axis] - 1, length)
        low = np.minimum(at.astype(int), max(coarse.shape[axis] - 2, 0))
        high = np.minimum(low + 1, coarse.shape[axis] - 1)
        shape = [1] * coarse.ndim
        shape[axis] = length
        part = (at - low).reshape(shape)
        coarse = coarse.take(low, axis) * (1 - part) + coarse.take(high, axis) * part
    return coarse


def frames(name, channels, size, count, photographs):
    """float32, `count` x `channels` x `size`: 256 levels, of photographs normalized, else 0 to 1."""
    rng = generator(name, "noise")
    total = np.zeros((count, channels, *size))
    for octave in range(5): # from blobs of a third of the image to single pixels
        coarse = [min(n, max(3 << (2 * octave), 3)) for n in size]
        total += stretched(rng.standard_normal((count, channels, *coarse)), size) / 1.6 ** octave
    level = np.clip(np.round(127.5 + 50 * total), 0, 255) / 255
    if photographs:
        shape = (1, channels) + (1,) * len(size)
        level = (level - MEAN.reshape(shape)) / DEVIATION.reshape(shape)
    return level.astype(np.float32)
