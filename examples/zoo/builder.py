# SPDX-License-Identifier: Apache-2.0
"""A network under construction: ONNX nodes, shapes, random weights, MACs and parameters.

Values are channels first, one frame. A convolution's `norm=True` says that the published network
has a BatchNormalization behind it, which is written folded into the convolution: one bias instead
of a scale and a shift, so that the published parameter count is `parameters + normalized`.

Weights are normal with the deviation sqrt(gain / fan-in), seeded by the network's and the tensor's
name; they are made when the file is written, so that building costs nothing.
"""
import contextlib
import math
import pathlib
import sys
from dataclasses import dataclass

import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from onnx_writer import Model # noqa: E402

NOTICE = ("Seeded random weights: the topology, its speed and its size count; what it answers "
          "means nothing.")
BIAS_DEVIATION = 0.05
RELU_GAIN, LINEAR_GAIN = 2.0, 1.0
# Of the last convolution of a branch that is added to another, so that sums of many stay small.
BRANCH_GAIN = 0.25


@dataclass(frozen=True)
class Value:
    name: str
    channels: int
    size: tuple # pixels in each direction; empty for a vector


def generator(*names):
    """Random numbers that depend on the names alone."""
    return np.random.default_rng(list("/".join(names).encode()))


def each(value, dims):
    """One number for all directions, or one for each, as a list."""
    return list(value) if isinstance(value, (tuple, list)) else [value] * dims


class Net:
    def __init__(self, name, channels, size):
        self.name = name
        self.model = Model(name, "sluice-examples-zoo", doc=NOTICE,
                           metadata={"weights": "random", "notice": NOTICE})
        self.macs = self.parameters = self.normalized = 0
        self.prefix = ""
        self.counts = {}
        self.image = Value("input", channels, tuple(size))
        self.model.input("input", [1, channels, *size])

    @contextlib.contextmanager
    def block(self, name):
        """Names of the nodes within are led by this one."""
        outer, self.prefix = self.prefix, f"{self.prefix}{name}."
        yield
        self.prefix = outer

    def title(self, kind):
        """A name that no node has: conv, conv2, ... in each block."""
        count = self.counts[self.prefix + kind] = self.counts.get(self.prefix + kind, 0) + 1
        return self.prefix + (kind if count == 1 else f"{kind}{count}")

    def add_node(self, op, inputs, channels, size, **attributes):
        name = self.title(op.lower())
        if min(size, default=1) < 1:
            raise ValueError(f"{name}: nothing is left of the image; take a larger resolution")
        names = [value.name if isinstance(value, Value) else value for value in inputs]
        self.model.node(op, names, [name], name, **attributes)
        return Value(name, channels, tuple(size))

    def random(self, name, shape, deviation):
        def make():
            values = generator(self.name, name).standard_normal(shape, dtype=np.float32)
            values *= np.float32(deviation)
            return values
        self.parameters += math.prod(shape)
        return self.model.late_constant(name, shape, make)

    def weights(self, kind, shape, fan_in, gain, biases):
        """Inputs two and three of a layer, named after the node that comes next."""
        name = self.prefix + kind + str(self.counts.get(self.prefix + kind, 0) + 1)
        return [self.random(name + ".weight", shape, math.sqrt(gain / fan_in)),
                self.random(name + ".bias", (biases,), BIAS_DEVIATION)]

    def conv(self, x, channels, kernel, stride=1, pads=None, groups=1, act="relu", gain=None,
             norm=False):
        """`pads`: each side's, or [begin..., end...]; by default what keeps the size at stride 1."""
        dims = len(x.size)
        kernel, stride = each(kernel, dims), each(stride, dims)
        if pads is None:
            pads = [k // 2 for k in kernel]
        pads = each(pads, 2 * dims) if not isinstance(pads, (list, tuple)) else list(pads)
        if len(pads) == dims:
            pads = pads + pads
        size = [(n + pads[i] + pads[dims + i] - kernel[i]) // stride[i] + 1
                for i, n in enumerate(x.size)]
        fan_in = x.channels // groups * math.prod(kernel)
        if gain is None:
            gain = LINEAR_GAIN if act is None else RELU_GAIN
        constants = self.weights("conv", (channels, x.channels // groups, *kernel), fan_in, gain,
                                 channels)
        self.macs += math.prod(size) * channels * fan_in
        self.normalized += channels if norm else 0
        y = self.add_node("Conv", [x, *constants], channels, size, kernel_shape=kernel,
                          strides=stride, pads=pads, group=groups)
        return self.activation(y, act)

    def depthwise(self, x, kernel, stride=1, **options):
        return self.conv(x, x.channels, kernel, stride, groups=x.channels, **options)

    def up_conv(self, x, channels, factor):
        """A transposed convolution whose kernel is its stride."""
        kernel = [factor] * len(x.size)
        size = [n * factor for n in x.size]
        constants = self.weights("convtranspose", (x.channels, channels, *kernel), x.channels,
                                 LINEAR_GAIN, channels)
        self.macs += math.prod(size) * channels * x.channels
        return self.add_node("ConvTranspose", [x, *constants], channels, size,
                             kernel_shape=kernel, strides=kernel)

    def dense(self, x, channels, act=None):
        """Fully connected; what is not a vector is flattened."""
        if x.size:
            x = self.add_node("Flatten", [x], x.channels * math.prod(x.size), ())
        constants = self.weights("gemm", (channels, x.channels), x.channels,
                                 LINEAR_GAIN if act is None else RELU_GAIN, channels)
        self.macs += channels * x.channels
        y = self.add_node("Gemm", [x, *constants], channels, (), transB=1)
        return self.activation(y, act)

    def activation(self, x, act):
        """None, "relu", "relu6", "hard_swish", "hard_sigmoid" or an ONNX operator's name."""
        if act is None:
            return x
        if act == "relu6":
            low, high = (self.scalar(name, number) for name, number in (("zero", 0), ("six", 6)))
            return self.add_node("Clip", [x, low, high], x.channels, x.size)
        if act == "hard_sigmoid":
            return self.add_node("HardSigmoid", [x], x.channels, x.size, alpha=1 / 6)
        if act == "hard_swish":
            return self.multiply(x, self.activation(x, "hard_sigmoid"))
        return self.add_node({"relu": "Relu", "elu": "Elu"}[act], [x], x.channels, x.size)

    def scalar(self, name, number):
        if name not in self.counts:
            self.counts[name] = 1
            self.model.constant(name, np.float32(number))
        return name

    def pool(self, x, kind, kernel, stride, pads=0, ceil=False):
        """`kind`: "max" or "average"."""
        dims = len(x.size)
        step = (lambda a, b: -(-a // b)) if ceil else (lambda a, b: a // b)
        size = [step(n + 2 * pads - kernel, stride) + 1 for n in x.size]
        # A window that would start in the padding behind the image does not count.
        size = [s - ((s - 1) * stride >= n + pads) for s, n in zip(size, x.size)]
        op = {"max": "MaxPool", "average": "AveragePool"}[kind]
        return self.add_node(op, [x], x.channels, size, kernel_shape=[kernel] * dims,
                             strides=[stride] * dims, pads=[pads] * (2 * dims),
                             ceil_mode=int(ceil))

    def global_average(self, x):
        return self.add_node("GlobalAveragePool", [x], x.channels, [1] * len(x.size))

    def add(self, a, b):
        assert (a.channels, a.size) == (b.channels, b.size)
        return self.add_node("Add", [a, b], a.channels, a.size)

    def multiply(self, a, b):
        """Equal sizes, or a vector of channels for all pixels of `a`."""
        assert a.channels == b.channels and b.size in (a.size, (1,) * len(a.size))
        return self.add_node("Mul", [a, b], a.channels, a.size)

    def concat(self, values):
        assert len({value.size for value in values}) == 1
        return self.add_node("Concat", values, sum(value.channels for value in values),
                             values[0].size, axis=1)

    def halves(self, x):
        """The first and second half of the channels."""
        name = self.title("split")
        parts = [f"{name}.{part}" for part in range(2)]
        self.model.node("Split", [x.name], parts, name, axis=1)
        return [Value(part, x.channels // 2, x.size) for part in parts]

    def shuffle(self, x, groups):
        """Channel shuffle as exporters write it: Reshape, Transpose, Reshape."""
        def reshape(value, dims):
            shape = self.model.constant(self.title("shape"), np.array(dims, np.int64))
            return self.add_node("Reshape", [value, shape], x.channels, x.size)
        y = reshape(x, [1, groups, x.channels // groups, *x.size])
        y = self.add_node("Transpose", [y], x.channels, x.size, perm=[0, 2, 1, 3, 4])
        return reshape(y, [1, x.channels, *x.size])

    def finish(self, *values):
        for value in values:
            self.model.output(value.name, [1, value.channels, *value.size])
        return self
