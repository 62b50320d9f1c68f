# SPDX-License-Identifier: Apache-2.0
"""Writes ONNX files with NumPy alone: the few messages of the format that a network needs.

A constant may be an array, or a function that makes it when its turn to be written comes, so that
a model of any size (up to the 2 GiB that a protobuf file may have) needs the memory of its largest
tensor only. The same model gives the same bytes, in the order of the fields' numbers.
"""
import numpy as np

FLOAT, INT64 = 1, 7
TYPES = {np.dtype(np.float32): FLOAT, np.dtype(np.int64): INT64}


def varint(value):
    value &= (1 << 64) - 1 # negative numbers take ten bytes
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def number(field, value):
    return varint(field << 3) + varint(value)


def header(field, size):
    """What precedes the `size` bytes of a string or message."""
    return varint(field << 3 | 2) + varint(size)


def data(field, value):
    if isinstance(value, str):
        value = value.encode()
    return header(field, len(value)) + value


def attribute(name, value):
    text = data(1, name)
    if isinstance(value, float):
        return text + varint(2 << 3 | 5) + np.float32(value).tobytes() + number(20, 1)
    if isinstance(value, int):
        return text + number(3, value) + number(20, 2)
    if isinstance(value, str):
        return text + data(4, value) + number(20, 3)
    return text + b"".join(number(8, item) for item in value) + number(20, 7)


def value_info(name, dims):
    shape = b"".join(data(1, number(1, size)) for size in dims)
    return data(1, name) + data(2, data(1, number(1, FLOAT) + data(2, shape)))


class Model:
    """A graph under construction; nodes must be added in topological order."""

    def __init__(self, name, producer, opset=13, doc="", metadata=None):
        self.name, self.producer, self.opset, self.doc = name, producer, opset, doc
        self.metadata = metadata or {}
        self.nodes, self.constants, self.inputs, self.outputs = [], [], [], []

    def input(self, name, dims):
        self.inputs.append(value_info(name, dims))

    def output(self, name, dims):
        self.outputs.append(value_info(name, dims))

    def node(self, op, inputs, outputs, name, **attributes):
        """Attributes: int, float, str or a list of ints."""
        self.nodes.append(b"".join(
            [data(1, text) for text in inputs] + [data(2, text) for text in outputs] +
            [data(3, name), data(4, op)] +
            [data(5, attribute(key, attributes[key])) for key in sorted(attributes)]))

    def constant(self, name, array):
        """Gives the name, for a node's inputs. Of type float32, or int64 where `array` is."""
        array = np.asarray(array)
        kind = np.int64 if array.dtype == np.int64 else np.float32
        self.late_constant(name, array.shape, lambda: array.astype(kind), kind)
        return name

    def late_constant(self, name, shape, make, kind=np.float32):
        """`make()` gives the array of `shape` and type `kind` while the file is written."""
        kind = np.dtype(kind)
        size = int(np.prod(shape, dtype=np.int64)) * kind.itemsize
        head = (b"".join(number(1, int(length)) for length in shape) + number(2, TYPES[kind]) +
                data(8, name) + header(9, size))
        self.constants.append((head, size, tuple(shape), kind, make))
        return name

    def save(self, path):
        before = b"".join(data(1, node) for node in self.nodes) + data(2, self.name)
        after = b"".join([data(11, text) for text in self.inputs] +
                         [data(12, text) for text in self.outputs])
        heads = [header(5, len(head) + size) + head for head, size, *_ in self.constants]
        tensors = sum(len(head) + size for head, (_, size, *_) in zip(heads, self.constants))
        with open(path, "wb") as file:
            file.write(number(1, 7) + data(2, self.producer)) # IR version 7: opset 13's own
            if self.doc:
                file.write(data(6, self.doc))
            file.write(header(7, len(before) + tensors + len(after)) + before)
            for head, (_, _, shape, kind, make) in zip(heads, self.constants):
                array = make()
                if array.shape != shape or array.dtype != kind:
                    raise ValueError(f"a constant was to be {kind} {shape} and is "
                                     f"{array.dtype} {array.shape}")
                file.write(head)
                file.write(np.ascontiguousarray(array).tobytes())
            file.write(after + data(8, data(1, "") + number(2, self.opset)))
            for key, value in sorted(self.metadata.items()):
                file.write(data(14, data(1, key) + data(2, value)))
