# SPDX-License-Identifier: Apache-2.0
"""GoogLeNet as torchvision has it: batch norms, ceil_mode pools, no auxiliary heads."""

# The paper's columns: 1x1, 3x3 reduce, 3x3, "5x5" reduce, "5x5", pool projection. What the paper
# has as 5x5 is 3x3 in torchvision and in the TensorFlow network that its weights come from.
STAGES = (
    (("3a", 64, 96, 128, 16, 32, 32), ("3b", 128, 128, 192, 32, 96, 64)),
    (("4a", 192, 96, 208, 16, 48, 64), ("4b", 160, 112, 224, 24, 64, 64),
     ("4c", 128, 128, 256, 24, 64, 64), ("4d", 112, 144, 288, 32, 64, 64),
     ("4e", 256, 160, 320, 32, 128, 128)),
    (("5a", 256, 160, 320, 32, 128, 128), ("5b", 384, 192, 384, 48, 128, 128)),
)


def inception(net, x, one, reduce3, three, reduce5, five, projection):
    def conv(value, channels, kernel):
        return net.conv(value, channels, kernel, norm=True)
    return net.concat([
        conv(x, one, 1),
        conv(conv(x, reduce3, 1), three, 3),
        conv(conv(x, reduce5, 1), five, 3),
        conv(net.pool(x, "max", 3, 1, pads=1, ceil=True), projection, 1)])


def googlenet(net):
    x = net.conv(net.image, 64, 7, 2, norm=True)
    x = net.pool(x, "max", 3, 2, ceil=True)
    x = net.conv(x, 64, 1, norm=True)
    x = net.conv(x, 192, 3, norm=True)
    for stage, kernel in zip(STAGES, (3, 3, 2)):
        x = net.pool(x, "max", kernel, 2, ceil=True)
        for name, *widths in stage:
            with net.block("inception" + name):
                x = inception(net, x, *widths)
    return net.finish(net.dense(net.global_average(x), 1000))
