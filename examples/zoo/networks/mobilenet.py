# SPDX-License-Identifier: Apache-2.0
"""MobileNet V1 (Keras), V2 (Keras and torchvision agree) and V3 (torchvision)."""
from builder import BRANCH_GAIN


def rounded(channels):
    """To a multiple of 8, never below nine tenths: the papers' rule."""
    nearest = max(8, int(channels + 4) // 8 * 8)
    return nearest + 8 if nearest < 0.9 * channels else nearest


def mobilenet_v1(net, width):
    def half(stride):
        return [1, 1, 1, 1] if stride == 1 else [0, 0, 1, 1] # Keras pads behind alone
    x = net.conv(net.image, int(32 * width), 3, 2, half(2), act="relu6", norm=True)
    for number, (channels, stride) in enumerate(
            [(64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2)] + 5 * [(512, 1)] +
            [(1024, 2), (1024, 1)], 1):
        with net.block(f"block{number}"):
            x = net.depthwise(x, 3, stride, pads=half(stride), act="relu6", norm=True)
            x = net.conv(x, int(channels * width), 1, act="relu6", norm=True)
    return net.finish(net.dense(net.global_average(x), 1000))


def mobilenet_v2(net, width):
    x = net.conv(net.image, rounded(32 * width), 3, 2, act="relu6", norm=True)
    number = 0
    for expansion, channels, count, first_stride in (
            (1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1),
            (6, 160, 3, 2), (6, 320, 1, 1)):
        for repeat in range(count):
            number += 1
            stride = first_stride if repeat == 0 else 1
            with net.block(f"block{number}"):
                x = inverted_residual(net, x, expansion * x.channels, rounded(channels * width), 3,
                                      stride, "relu6")
    x = net.conv(x, rounded(1280 * max(1.0, width)), 1, act="relu6", norm=True)
    return net.finish(net.dense(net.global_average(x), 1000))


def inverted_residual(net, x, hidden, channels, kernel, stride, act, squeeze=False):
    y = x
    if hidden != x.channels:
        y = net.conv(y, hidden, 1, act=act, norm=True)
    y = net.depthwise(y, kernel, stride, act=act, norm=True)
    if squeeze:
        y = squeeze_and_excite(net, y)
    added = stride == 1 and channels == x.channels
    y = net.conv(y, channels, 1, act=None, gain=BRANCH_GAIN if added else None, norm=True)
    return net.add(x, y) if added else y


def squeeze_and_excite(net, x):
    with net.block("squeeze"):
        y = net.conv(net.global_average(x), rounded(x.channels // 4), 1)
        y = net.conv(y, x.channels, 1, act="hard_sigmoid")
        return net.multiply(x, y)


# kernel, hidden channels, channels, squeeze and excitation, activation, stride
V3_SMALL = (
    (3, 16, 16, True, "relu", 2), (3, 72, 24, False, "relu", 2), (3, 88, 24, False, "relu", 1),
    (5, 96, 40, True, "hard_swish", 2), (5, 240, 40, True, "hard_swish", 1),
    (5, 240, 40, True, "hard_swish", 1), (5, 120, 48, True, "hard_swish", 1),
    (5, 144, 48, True, "hard_swish", 1), (5, 288, 96, True, "hard_swish", 2),
    (5, 576, 96, True, "hard_swish", 1), (5, 576, 96, True, "hard_swish", 1))


def mobilenet_v3_small(net):
    x = net.conv(net.image, 16, 3, 2, act="hard_swish", norm=True)
    for number, (kernel, hidden, channels, squeeze, act, stride) in enumerate(V3_SMALL, 1):
        with net.block(f"block{number}"):
            x = inverted_residual(net, x, hidden, channels, kernel, stride, act, squeeze)
    x = net.conv(x, 576, 1, act="hard_swish", norm=True)
    x = net.dense(net.global_average(x), 1024, "hard_swish")
    return net.finish(net.dense(x, 1000))
