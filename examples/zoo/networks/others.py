# SPDX-License-Identifier: Apache-2.0
"""Networks that are no classifiers of photographs."""


def unet(net):
    """Four levels, the paper's structure with padded convolutions and half its channels (32 to
    512), one class."""
    def twice(x, channels):
        return net.conv(net.conv(x, channels, 3, norm=True), channels, 3, norm=True)
    skips = []
    x = net.image
    for level in range(4):
        with net.block(f"down{level}"):
            x = twice(x, 32 << level)
            skips.append(x)
            x = net.pool(x, "max", 2, 2)
    with net.block("bottom"):
        x = twice(x, 512)
    for level in reversed(range(4)):
        with net.block(f"up{level}"):
            x = net.up_conv(x, 32 << level, 2)
            x = twice(net.concat([skips[level], x]), 32 << level)
    return net.finish(net.conv(x, 1, 1, act=None))


def eeg_deep4(net):
    """The deep ConvNet for EEG (Schirrmeister and others, 2017): 22 electrodes, 1,000 samples, four
    classes. Its first two layers, over time and then over electrodes, have nothing nonlinear in
    between and are one convolution here. All convolutions are one-dimensional."""
    x = net.image
    for channels in (25, 50, 100, 200):
        x = net.conv(x, channels, 10, pads=0, act="elu", norm=True)
        x = net.pool(x, "max", 3, 3)
    return net.finish(net.dense(x, 4))
