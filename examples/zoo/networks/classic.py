# SPDX-License-Identifier: Apache-2.0
"""LeNet-5, AlexNet, VGG-16. The first dense layer takes the size that the resolution gives."""


def lenet5(net):
    """As Caffe's and most tutorials' of today: 28x28, max pooling, ReLU (the paper's is 32x32)."""
    x = net.conv(net.image, 6, 5, pads=2)
    x = net.pool(x, "max", 2, 2)
    x = net.conv(x, 16, 5, pads=0)
    x = net.pool(x, "max", 2, 2)
    x = net.dense(x, 120, "relu")
    x = net.dense(x, 84, "relu")
    return net.finish(net.dense(x, 10))


def alexnet(net):
    """torchvision's, after "One weird trick": one tower, no LRN, dropout gone."""
    x = net.conv(net.image, 64, 11, 4, pads=2)
    x = net.pool(x, "max", 3, 2)
    x = net.conv(x, 192, 5)
    x = net.pool(x, "max", 3, 2)
    x = net.conv(x, 384, 3)
    x = net.conv(x, 256, 3)
    x = net.conv(x, 256, 3)
    x = net.pool(x, "max", 3, 2)
    x = net.dense(x, 4096, "relu")
    x = net.dense(x, 4096, "relu")
    return net.finish(net.dense(x, 1000))


def vgg16(net):
    x = net.image
    for channels, count in ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3)):
        for _ in range(count):
            x = net.conv(x, channels, 3)
        x = net.pool(x, "max", 2, 2)
    x = net.dense(x, 4096, "relu")
    x = net.dense(x, 4096, "relu")
    return net.finish(net.dense(x, 1000))
