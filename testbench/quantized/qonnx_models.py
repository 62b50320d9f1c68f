# SPDX-License-Identifier: Apache-2.0
"""Small models with QONNX's operators, as Brevitas and QKeras export them.

ONNX Runtime does not know these operators, so that each model is written twice: with them, and
(`plain`) with the standard operators that say the same.
"""
import numpy as np
from models import IMAGE, Writer


class Qonnx(Writer):
    def __init__(self, rng, plain, domain="qonnx.custom_op.general"):
        super().__init__(rng, opset=14)
        self.plain, self.domain = plain, domain

    def quant(self, value, scale, bits, signed=1, narrow=0, zero=0.0):
        scale = np.asarray(scale, np.float32)
        if not self.plain:
            return self.op("Quant", value, scale, np.float32(zero), np.float32(bits),
                           domain=self.domain, signed=signed, narrow=narrow,
                           rounding_mode="ROUND")
        low = -2.0 ** (bits - 1) + narrow if signed else 0.0
        high = 2.0 ** (bits - 1) - 1 if signed else 2.0 ** bits - 1 - narrow
        levels = self.op("Add", self.op("Div", value, scale), np.float32(zero))
        levels = self.op("Round", self.op("Clip", levels, np.float32(low), np.float32(high)))
        return self.op("Mul", self.op("Sub", levels, np.float32(zero)), scale)

    def bipolar(self, value, scale):
        if not self.plain:
            return self.op("BipolarQuant", value, np.float32(scale), domain=self.domain)
        ones = self.op("Cast", self.op("GreaterOrEqual", value, np.float32(0)), to=1)
        return self.op("Mul", self.op("Sub", self.op("Mul", ones, np.float32(2)), np.float32(1)),
                       np.float32(scale))

    def trunc(self, value, scale, bits, out_bits):
        scale = np.float32(scale)
        if not self.plain:
            return self.op("Trunc", value, scale, np.float32(0), np.float32(bits),
                           np.float32(out_bits), domain=self.domain, rounding_mode="FLOOR",
                           signed=0)
        integers = self.op("Round", self.op("Div", value, scale))
        floor = self.op("Floor", self.op("Div", integers, np.float32(2 ** (bits - out_bits))))
        return self.op("Mul", floor, scale)

    def conv_weights(self, bits, *shape):
        weights = self.weights(*shape)
        scale = np.abs(weights).max(axis=(1, 2, 3), keepdims=True) / (2 ** (bits - 1) - 1)
        return self.quant(self.const(weights), scale, bits, narrow=1)

    def normalized(self, value, channels):
        rng = self.rng
        return self.op("BatchNormalization", value,
                       rng.uniform(0.7, 1.3, channels).astype(np.float32), self.bias(channels),
                       self.bias(channels), rng.uniform(0.5, 1.5, channels).astype(np.float32))


def brevitas(rng, plain):
    """4-bit weights per channel, unsigned 4-bit activations, batch normalisation between."""
    net = Qonnx(rng, plain, "onnx.brevitas")
    net.typed_input("image", IMAGE, np.float32)
    x = net.quant("image", 1.2 / 127, 8)
    pads = {"kernel_shape": [3, 3], "pads": [1, 1, 1, 1]}
    a = net.normalized(net.op("Conv", x, net.conv_weights(4, 8, 3, 3, 3), **pads), 8)
    a = net.quant(net.op("Relu", a), 0.1907, 4, signed=0)
    b = net.normalized(net.op("Conv", a, net.conv_weights(4, 8, 8, 3, 3), **pads), 8)
    b = net.quant(b, 0.2311, 5)
    c = net.quant(net.op("Relu", net.op("Add", a, b)), 0.2719, 4, signed=0)
    d = net.op("MaxPool", c, kernel_shape=[2, 2], strides=[2, 2])
    e = net.op("Conv", d, net.conv_weights(3, 6, 8, 1, 1), kernel_shape=[1, 1])
    net.output_of(net.quant(e, 0.0703, 8), "map", (1, 6, 6, 5))
    f = net.quant(net.op("GlobalAveragePool", d), 0.1093, 5, signed=0)
    f = net.op("Flatten", f)
    weights = net.quant(net.const(net.weights(10, 8)), 0.1511, 4)
    y = net.op("Gemm", f, weights, net.quant(net.const(net.bias(10)), 0.1093 * 0.1511, 16), transB=1)
    net.output_of(net.quant(y, 0.0409, 8), "classes", (1, 10))
    return net


def bipolar(rng, plain):
    """Weights and activations of one bit; the sums at the end have no levels of their own."""
    net = Qonnx(rng, plain, "finn.custom_op.general")
    net.typed_input("image", (1, 60), np.float32)
    x = net.bipolar("image", 1.0)
    w = net.bipolar(net.const(net.weights(60, 32)), 1.0)
    a = net.bipolar(net.normalized(net.op("MatMul", x, w), 32), 0.5)
    w = net.bipolar(net.const(net.weights(32, 32)), 0.125)
    a = net.bipolar(net.normalized(net.op("MatMul", a, w), 32), 1.0)
    w = net.bipolar(net.const(net.weights(32, 10)), 1.0)
    net.output_of(net.op("MatMul", a, w), "classes", (1, 10))
    return net


def truncated(rng, plain):
    """2, 3 and 6 bits; a sum over a window whose low bits are dropped, as Brevitas pools."""
    net = Qonnx(rng, plain)
    net.typed_input("image", IMAGE, np.float32)
    x = net.quant("image", 1.3 / 31, 6)
    pads = {"kernel_shape": [3, 3], "pads": [1, 1, 1, 1]}
    a = net.op("Conv", x, net.conv_weights(2, 6, 3, 3, 3), **pads)
    a = net.quant(net.op("Relu", a), 0.2113, 4, signed=0)
    b = net.op("Mul", net.op("AveragePool", a, kernel_shape=[2, 2], strides=[2, 2]),
               np.float32(4))
    b = net.trunc(b, 0.2113, 6, 4)
    c = net.op("Conv", b, net.conv_weights(3, 8, 6, 3, 3), **pads)
    c = net.quant(net.op("Relu", c), 0.1733, 6, signed=0)
    net.output_of(c, "map", (1, 8, 6, 5))
    d = net.op("Reshape", c, np.array([1, 240], np.int64))
    weights = net.quant(net.const(net.weights(240, 10)), 0.0517, 3)
    net.output_of(net.quant(net.op("MatMul", d, weights), 0.0523, 8), "classes", (1, 10))
    return net


QONNX_MODELS = {f.__name__: f for f in (brevitas, bipolar, truncated)}
