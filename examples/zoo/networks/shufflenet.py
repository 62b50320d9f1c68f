# SPDX-License-Identifier: Apache-2.0
"""ShuffleNetV2 x1.0 (torchvision)."""


def unit(net, x, channels, stride):
    half = channels // 2
    if stride == 1:
        first, y = net.halves(x)
    else:
        first = net.conv(net.depthwise(x, 3, stride, act=None, norm=True), half, 1, norm=True)
        y = x
    y = net.conv(y, half, 1, norm=True)
    y = net.depthwise(y, 3, stride, act=None, norm=True)
    y = net.conv(y, half, 1, norm=True)
    return net.shuffle(net.concat([first, y]), 2)


def shufflenet_v2(net):
    x = net.conv(net.image, 24, 3, 2, norm=True)
    x = net.pool(x, "max", 3, 2, pads=1)
    for stage, (channels, count) in enumerate(((116, 4), (232, 8), (464, 4)), 2):
        for number in range(count):
            with net.block(f"stage{stage}.{number}"):
                x = unit(net, x, channels, 2 if number == 0 else 1)
    x = net.conv(x, 1024, 1, norm=True)
    return net.finish(net.dense(net.global_average(x), 1000))
