# SPDX-License-Identifier: Apache-2.0
"""ResNet-18, 34 (basic blocks) and 50 (bottlenecks, the stride on the 3x3: torchvision's)."""
from builder import BRANCH_GAIN


def branch(net, x, channels, stride, bottleneck):
    if not bottleneck:
        y = net.conv(x, channels, 3, stride, norm=True)
        return net.conv(y, channels, 3, act=None, gain=BRANCH_GAIN, norm=True)
    y = net.conv(x, channels, 1, norm=True)
    y = net.conv(y, channels, 3, stride, norm=True)
    return net.conv(y, 4 * channels, 1, act=None, gain=BRANCH_GAIN, norm=True)


def resnet(net, counts, bottleneck):
    x = net.conv(net.image, 64, 7, 2, norm=True)
    x = net.pool(x, "max", 3, 2, pads=1)
    for stage, count in enumerate(counts):
        for number in range(count):
            stride = 2 if stage > 0 and number == 0 else 1
            with net.block(f"layer{stage + 1}.{number}"):
                y = branch(net, x, 64 << stage, stride, bottleneck)
                if x.channels != y.channels:
                    with net.block("downsample"):
                        x = net.conv(x, y.channels, 1, stride, pads=0, act=None, norm=True)
                x = net.activation(net.add(x, y), "relu")
    return net.finish(net.dense(net.global_average(x), 1000))


def resnet18(net):
    return resnet(net, (2, 2, 2, 2), False)


def resnet34(net):
    return resnet(net, (3, 4, 6, 3), False)


def resnet50(net):
    return resnet(net, (3, 4, 6, 3), True)
