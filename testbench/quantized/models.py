# SPDX-License-Identifier: Apache-2.0
"""Small already quantized models in the ways that exporters write them.

Every function of MODELS takes a seeded generator and gives a Writer; weights and scales are random,
but such that activations use their levels. Networks branch, so that every style meets a residual
sum, a pooling and a fully connected layer, and give their feature map besides their classes.
"""
import pathlib
import sys

import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "examples"))
import onnx_writer # noqa: E402

TYPES = {np.dtype(kind): number for kind, number in
         ((np.float32, 1), (np.uint8, 2), (np.int8, 3), (np.int32, 6), (np.int64, 7))}
IMAGE = (1, 3, 12, 10)


def step(rng, low, high, levels=255):
    """What calibration gives: no simple ratio to another, whose halves single precision decides."""
    return np.float32((high - low) / levels * rng.uniform(1.0, 1.01))


class Writer(onnx_writer.Model):
    def __init__(self, rng, opset=13):
        super().__init__("quantized", "test", opset)
        self.rng, self.count, self.domains = rng, 0, set()
        onnx_writer.TYPES.update(TYPES)

    def fresh(self, what):
        self.count += 1
        return f"{what}_{self.count}"

    def const(self, array, what="c"):
        array = np.asarray(array)
        if array.dtype == np.float64:
            array = array.astype(np.float32)
        name = self.fresh(what)
        self.late_constant(name, array.shape, lambda: array, array.dtype)
        return name

    def op(self, op, *inputs, domain="", **attributes):
        """The output's name; inputs are names, arrays, or None for one that is not given."""
        names = ["" if i is None else i if isinstance(i, str) else self.const(i) for i in inputs]
        out = self.fresh(op)
        self.node(op, names, [out], out, **attributes)
        if domain:
            self.nodes[-1] += onnx_writer.data(7, domain)
            self.domains.add(domain)
        return out

    def typed_input(self, name, dims, kind):
        shape = b"".join(onnx_writer.data(1, onnx_writer.number(1, size)) for size in dims)
        tensor = onnx_writer.number(1, TYPES[np.dtype(kind)]) + onnx_writer.data(2, shape)
        self.inputs.append(onnx_writer.data(1, name) +
                           onnx_writer.data(2, onnx_writer.data(1, tensor)))
        return name

    def output_of(self, value, name, dims, kind=np.float32):
        self.node("Identity", [value], [name], name)
        self.typed_input(name, dims, kind)
        self.outputs.append(self.inputs.pop())

    def save(self, path):
        super().save(path)
        with open(path, "ab") as file:
            for domain in sorted(self.domains):
                file.write(onnx_writer.data(8, onnx_writer.data(1, domain) +
                                            onnx_writer.number(2, 1)))

    def weights(self, *shape):
        depth = int(np.prod(shape[1:]))
        return self.rng.normal(0, 1.2 / np.sqrt(depth), shape).astype(np.float32)

    def bias(self, count):
        return self.rng.normal(0, 0.1, count).astype(np.float32)


class Qdq(Writer):
    """QuantizeLinear and DequantizeLinear around float operators."""
    def __init__(self, rng, opset=13, kind=np.uint8, per_channel=True, weight_kind=np.int8,
                 one_element=False, zero=True, float_weights=False, float_bias=False,
                 powers=False):
        super().__init__(rng, opset)
        self.kind, self.per_channel, self.weight_kind = np.dtype(kind), per_channel, weight_kind
        self.one_element, self.zero = one_element, zero
        self.float_weights, self.float_bias = float_weights, float_bias
        self.powers = powers # of two, every scale
        self.scales = {} # by DQ's output

    def size(self, scale):
        return np.exp2(np.round(np.log2(scale))).astype(np.float32) if self.powers else scale

    def shaped(self, value, kind):
        return np.array([value] if self.one_element else value, dtype=kind)

    def qdq(self, value, low, high):
        """Through levels that span low .. high, zero being one of them."""
        if self.zero:
            scale = self.size(step(self.rng, low, high))
            first = int(np.round(-low / scale))
            point = first if self.kind == np.uint8 else first - 128
            zero = [self.const(self.shaped(point, self.kind))]
        else: # symmetric int8
            scale = self.size(step(self.rng, 0, max(high, -low), 127))
            zero = [self.const(self.shaped(0, np.int8))]
        size = self.const(self.shaped(scale, np.float32))
        out = self.op("DequantizeLinear", self.op("QuantizeLinear", value, size, *zero), size,
                      *zero)
        self.scales[out] = scale
        return out

    def quantized_weights(self, weights, axis=0):
        along = tuple(i for i in range(weights.ndim) if i != axis) if self.per_channel else None
        scale = self.size(np.abs(weights).max(axis=along, keepdims=True) / np.float32(127))
        offset = 128 if self.weight_kind == np.uint8 else 0
        integers = (np.clip(np.round(weights / scale), -127, 127) + offset).astype(self.weight_kind)
        scale = scale.reshape(-1) if self.per_channel else self.shaped(scale.item(), np.float32)
        zero = np.full(np.shape(scale), offset, self.weight_kind)
        axes = {"axis": axis} if self.per_channel else {}
        if self.float_weights:
            integers = self.op("QuantizeLinear", weights, scale, zero, **axes)
        return self.op("DequantizeLinear", integers, scale, zero, **axes), scale

    def quantized_bias(self, x, bias, weight_scale):
        if self.float_bias:
            return self.const(bias)
        scale = (self.scales[x] * np.asarray(weight_scale, np.float32)).astype(np.float32)
        integers = np.round(bias / scale).astype(np.int32)
        axes = {"axis": 0} if self.opset >= 13 and scale.size > 1 else {}
        return self.op("DequantizeLinear", integers, scale, **axes)

    def conv(self, x, out, inp, kernel=3, **attributes):
        weights, scale = self.quantized_weights(self.weights(out, inp, kernel, kernel))
        return self.op("Conv", x, weights, self.quantized_bias(x, self.bias(out), scale),
                       kernel_shape=[kernel, kernel], **attributes)

    def gemm(self, x, out, inp):
        weights, scale = self.quantized_weights(self.weights(out, inp))
        return self.op("Gemm", x, weights, self.quantized_bias(x, self.bias(out), scale), transB=1)


def branching(net, relu, dropped, last=True):
    """A residual network; `relu(value)` is what stands between a sum and its levels."""
    pads = {"pads": [1, 1, 1, 1]}
    zero = 0 if dropped else None # the levels' lower end where they stand for a Relu

    def levels(value, low, high):
        return net.qdq(value, low if zero is None else max(low, 0), high)
    net.typed_input("image", IMAGE, np.float32)
    x = net.qdq("image", -1.03, 1.19)
    a = levels(relu(net.conv(x, 8, 3, **pads)), -1.03, 3.07)
    b = net.qdq(net.conv(a, 8, 8, **pads), -3.11, 2.93)
    c = levels(relu(net.op("Add", a, b)), -1.03, 4.57)
    d = net.qdq(net.op("MaxPool", c, kernel_shape=[2, 2], strides=[2, 2]), 0, 4.57) \
        if dropped else net.op("MaxPool", c, kernel_shape=[2, 2], strides=[2, 2])
    if not dropped:
        net.scales[d] = net.scales[c]
    e = levels(relu(net.conv(d, 12, 8, strides=[2, 1], pads=[0, 1, 1, 1])), -1.03, 5.03)
    f = net.qdq(net.conv(e, 5, 12, kernel=1), -6.07, 6.53)
    net.output_of(f, "map", (1, 5, 3, 5))
    g = net.qdq(net.op("GlobalAveragePool", e), 0, 2.59)
    h = net.op("Flatten", g)
    net.scales[h] = net.scales[g]
    logits = net.gemm(h, 10, 12)
    net.output_of(net.qdq(logits, -3.01, 3.08) if last else logits, "classes", (1, 10))
    return net


def onnx_runtime_per_channel(rng):
    """ONNX Runtime's static quantization: uint8 activations, Relu dropped into the saturation."""
    return branching(Qdq(rng), lambda value: value, True)


def onnx_runtime_per_tensor(rng):
    """The oldest opset with these operators: uint8 for all, no axis."""
    net = Qdq(rng, opset=10, per_channel=False, weight_kind=np.uint8)
    return branching(net, lambda value: value, True)


def pytorch(rng):
    """Relu where the model has it, scales of one element, int8 with zero points."""
    net = Qdq(rng, opset=17, kind=np.int8, one_element=True, per_channel=False)
    return branching(net, lambda value: net.op("Relu", value), False)


def tensorrt(rng):
    """Symmetric int8, weights as floats that are quantized in the file, biases in float."""
    net = Qdq(rng, opset=13, kind=np.int8, zero=False, float_weights=True, float_bias=True)
    return branching(net, lambda value: net.op("Relu", value), False)


def powers_of_two(rng):
    """Scales that are powers of two, as for shifts (Vitis AI): many sums lie at a half."""
    net = Qdq(rng, opset=13, kind=np.int8, zero=False, per_channel=False, powers=True)
    return branching(net, lambda value: net.op("Relu", value), False)


def joined(rng):
    """Concatenation of different scales, average pooling, Clip, a depthwise layer, a table."""
    net = Qdq(rng, opset=15)
    net.typed_input("image", IMAGE, np.float32)
    x = net.qdq("image", -1.03, 1.19)
    a = net.qdq(net.conv(x, 6, 3, pads=[1, 1, 1, 1]), 0, 3.07)
    b = net.qdq(net.op("Sigmoid", net.qdq(net.conv(x, 4, 3, kernel=1), -2.53, 2.61)), 0, 0.997)
    c = net.qdq(net.op("Concat", a, b, axis=1), 0, 3.07)
    d = net.qdq(net.op("AveragePool", c, kernel_shape=[2, 2], strides=[2, 2]), 0, 2.09)
    clip = net.op("Clip", net.conv(d, 10, 1, pads=[1, 1, 1, 1], group=10),
                  np.float32(0), np.float32(6))
    e = net.qdq(clip, 0, 5.93)
    net.output_of(e, "map", (1, 10, 6, 5))
    f = net.op("Reshape", e, np.array([1, -1], np.int64))
    net.scales[f] = net.scales[e]
    net.output_of(net.qdq(net.gemm(f, 10, 300), -3.01, 3.08), "classes", (1, 10))
    return net


class QLinear(Writer):
    """Operators on integers: (value, scale, zero point) triples."""
    MICROSOFT = "com.microsoft"

    def triple(self, value, low, high, kind=np.uint8):
        scale = step(self.rng, low, high)
        point = int(np.round(-low / scale)) - (128 if kind == np.int8 else 0)
        return (value, self.const(scale), self.const(np.array(point, kind)), scale)

    def weight(self, weights, axis=0):
        along = tuple(i for i in range(weights.ndim) if i != axis)
        scale = (np.abs(weights).max(axis=along) / 127).astype(np.float32)
        wide = scale.reshape([-1 if i == axis else 1 for i in range(weights.ndim)])
        integers = np.clip(np.round(weights / wide), -127, 127).astype(np.int8)
        return self.const(integers), self.const(scale), self.const(np.zeros(len(scale), np.int8)), \
            scale

    def conv(self, x, out, inp, low, high, kernel=3, **attributes):
        w, w_scale, w_zero, scale = self.weight(self.weights(out, inp, kernel, kernel))
        bias = np.round(self.bias(out) / (x[3] * scale)).astype(np.int32)
        y = self.triple(None, low, high)
        name = self.op("QLinearConv", *x[:3], w, w_scale, w_zero, y[1], y[2], bias,
                       kernel_shape=[kernel, kernel], **attributes)
        return (name, *y[1:])


def operators(rng, kind=None):
    """ONNX Runtime's QOperator format, to the integers of the output where `kind` is given."""
    net = QLinear(rng, opset=13)
    net.typed_input("image", IMAGE, kind or np.float32)
    x = net.triple("image", -1.03, 1.19, kind or np.uint8)
    if kind is None:
        x = (net.op("QuantizeLinear", "image", x[1], x[2]), *x[1:])
    a = net.conv(x, 8, 3, 0, 3.07, pads=[1, 1, 1, 1])
    b = net.conv(a, 8, 8, -3.11, 2.93, pads=[1, 1, 1, 1])
    c = net.triple(None, 0, 4.57)
    c = (net.op("QLinearAdd", *a[:3], *b[:3], c[1], c[2], domain=net.MICROSOFT), *c[1:])
    d = (net.op("MaxPool", c[0], kernel_shape=[2, 2], strides=[2, 2]), *c[1:])
    e = net.conv(d, 6, 8, 0, 4.11, kernel=1)
    f = net.triple(None, 0, 4.57)
    f = (net.op("QLinearConcat", f[1], f[2], *d[:3], *e[:3], axis=1, domain=net.MICROSOFT), *f[1:])
    if kind is None:
        net.output_of(net.op("DequantizeLinear", *f[:3]), "map", (1, 14, 6, 5))
    else:
        net.output_of(f[0], "map", (1, 14, 6, 5), np.uint8)
    g = net.triple(None, 0, 2.59)
    g = (net.op("QLinearGlobalAveragePool", *f[:3], g[1], g[2], domain=net.MICROSOFT), *g[1:])
    h = net.op("Flatten", g[0])
    y = net.triple(None, -3.01, 3.08)
    if kind is None: # without a bias, columns are classes
        w, w_scale, w_zero, _ = net.weight(net.weights(10, 14).T.copy(), axis=1)
        out = net.op("QLinearMatMul", h, *g[1:3], w, w_scale, w_zero, y[1], y[2])
        net.output_of(net.op("DequantizeLinear", out, y[1], y[2]), "classes", (1, 10))
        return net
    w, w_scale, w_zero, scale = net.weight(net.weights(10, 14))
    bias = np.round(net.bias(10) / (g[3] * scale)).astype(np.int32)
    out = net.op("QGemm", h, *g[1:3], w, w_scale, w_zero, bias, y[1], y[2], transB=1,
                 domain=net.MICROSOFT)
    net.output_of(out, "classes", (1, 10), np.uint8)
    return net


def operators_on_bytes(rng):
    return operators(rng, np.uint8)


def integer_products(rng):
    """ConvInteger and MatMulInteger, their scales applied in float behind them."""
    net = QLinear(rng, opset=13)
    net.typed_input("image", IMAGE, np.float32)
    x = net.triple("image", -1.03, 1.19)
    q = net.op("QuantizeLinear", "image", x[1], x[2])
    w, _, _, scale = net.weight(net.weights(8, 3, 3, 3))
    sums = net.op("Cast", net.op("ConvInteger", q, w, x[2], kernel_shape=[3, 3],
                                 pads=[1, 1, 1, 1]), to=1)
    real = net.op("Add", net.op("Mul", sums, (x[3] * scale).reshape(1, 8, 1, 1)),
                  net.bias(8).reshape(1, 8, 1, 1))
    y = net.triple(None, 0, 3.07)
    q = net.op("QuantizeLinear", net.op("Relu", real), y[1], y[2])
    net.output_of(net.op("DequantizeLinear", q, y[1], y[2]), "map", (1, 8, 12, 10))
    flat = net.op("Reshape", q, np.array([1, 960], np.int64))
    w, _, _, scale = net.weight(net.weights(10, 960).T.copy(), axis=1)
    sums = net.op("Cast", net.op("MatMulInteger", flat, w, y[2]), to=1)
    z = net.triple(None, -4.03, 4.09)
    real = net.op("Mul", sums, y[3] * scale)
    out = net.op("QuantizeLinear", real, z[1], z[2])
    net.output_of(net.op("DequantizeLinear", out, z[1], z[2]), "classes", (1, 10))
    return net


MODELS = {f.__name__: f for f in (
    onnx_runtime_per_channel, onnx_runtime_per_tensor, pytorch, tensorrt, powers_of_two, joined,
    operators, operators_on_bytes, integer_products)}
