# SPDX-License-Identifier: Apache-2.0
"""SqueezeNet 1.0 and 1.1 (torchvision: pools round up, dropout gone)."""

SQUEEZES = (16, 16, 32, 32, 48, 48, 64, 64) # of fire2 to fire9; both expand to four times as much


def squeezenet(net, first, pools):
    """`first`: channels and kernel of the first layer; `pools`: the fire modules before a pool."""
    channels, kernel = first
    x = net.conv(net.image, channels, kernel, 2, pads=0)
    x = net.pool(x, "max", 3, 2, ceil=True)
    for number, squeeze in enumerate(SQUEEZES, 2):
        with net.block(f"fire{number}"):
            x = net.conv(x, squeeze, 1)
            x = net.concat([net.conv(x, 4 * squeeze, 1), net.conv(x, 4 * squeeze, 3)])
        if number in pools:
            x = net.pool(x, "max", 3, 2, ceil=True)
    return net.finish(net.global_average(net.conv(x, 1000, 1)))


def squeezenet1_0(net):
    return squeezenet(net, (96, 7), (4, 8))


def squeezenet1_1(net):
    return squeezenet(net, (64, 3), (3, 5))
