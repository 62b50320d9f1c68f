# SPDX-License-Identifier: Apache-2.0
"""What callers give, checked: a wrong value is an Error of one sentence, not a TypeError."""

import json
import operator
import os
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import _native

Path = str | os.PathLike[str]
Shapes = Mapping[str, Sequence[int]]
#: An array; of several outputs a dict of arrays by name, which Any stands for: users know which.
Outputs = NDArray[Any] | Any
#: What a JSON object becomes.
Facts = dict[str, Any]
#: One array, or for several inputs (or outputs) one by name.
Arrays = ArrayLike | Mapping[str, ArrayLike]

_MOST_FRAMES = 2**31 - 1
_MOST_DIMENSION = 2**30


def path(function: str, name: str, value: Any) -> bytes:
    """The path in the bytes of the file system."""
    try:
        text = os.fsencode(value)
    except TypeError:
        _native.fail(function, f"'{name}' is a {type(value).__name__}, not a path", "give a text")
    except UnicodeEncodeError:
        _native.fail(function, f"'{name}' is no name that a file can have", "correct it")
    if not text or b"\0" in text:
        _native.fail(function, f"'{name}' is no name that a file can have", "correct it")
    return text


def integer(function: str, name: str, value: Any, low: int, high: int) -> int:
    try:
        number = operator.index(value)
    except TypeError:
        number = low - 1
    if isinstance(value, (bool, np.bool_)) or not low <= number <= high:
        _native.fail(function, f"'{name}' is not a whole number from {low} to {high}", "correct it")
    return number


def real(function: str, name: str, value: Any, low: float, high: float) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        number = float("nan")
    if isinstance(value, (str, bytes, bool)) or not low <= number <= high:
        _native.fail(function, f"'{name}' is not a number from {low:g} to {high:g}", "correct it")
    return number


def reals(function: str, name: str, value: Any) -> list[float]:
    """A number or a sequence of numbers, as a list."""
    most = float(np.finfo(np.float32).max)
    values = [value] if np.ndim(value) == 0 else list(value)
    if not values:
        _native.fail(function, f"'{name}' is empty", "give one number, or one per channel")
    return [real(function, name, v, -most, most) for v in values]


def threads(function: str, value: Any) -> int:
    return integer(function, "threads", value, 0, 1024)


def frames(function: str, value: Any) -> int:
    return integer(function, "frames", value, 1, _MOST_FRAMES)


def shapes(function: str, value: Shapes | None) -> dict[str, list[int]]:
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        _native.fail(function, "'shapes' is not a dict", 'write {"image": (1, 3, 48, 192)}')
    result = {}
    for name, shape in value.items():
        if not isinstance(name, str) or isinstance(shape, (str, bytes)) or np.ndim(shape) != 1:
            _native.fail(function, "'shapes' does not give a shape by name",
                         'write {"image": (1, 3, 48, 192)}')
        result[name] = [integer(function, f"shapes of {name}", dimension, 0, _MOST_DIMENSION)
                        for dimension in shape]
    return result


def mapping(function: str, name: str, value: Any) -> Mapping[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        _native.fail(function, f"'{name}' is not a dict", "give one of names and values")
    return value


def arrays(function: str, value: Arrays) -> dict[str, NDArray[Any]]:
    """By input name; the empty name is the only input's."""
    if not isinstance(value, Mapping):
        value = {"": value}
    result = {}
    for name, array in value.items():
        if not isinstance(name, str):
            _native.fail(function, "an input's name is not text", "name arrays as the model does")
        array = np.asarray(array)
        result[name] = array.astype(array.dtype.newbyteorder("="), copy=False)
    return result


def keywords(function: str, sections: Mapping[str, Any]) -> str:
    """As JSON, for the compiled part to check; what is None is left out."""
    def plain(value: Any) -> Any:
        if isinstance(value, np.generic):
            return value.item()
        _native.fail(function, f"a keyword is a {type(value).__name__}",
                     "give numbers, texts and dicts of them")

    def given(value: Any) -> Any:
        if not isinstance(value, Mapping):
            return value
        if not all(isinstance(key, str) for key in value):
            _native.fail(function, "a dict among the keywords has a name that is not text",
                         "name layers and resources as the report does")
        return {key: given(entry) for key, entry in value.items() if entry is not None}

    try:
        return json.dumps(given(sections), default=plain)
    except (ValueError, RecursionError) as error:
        if isinstance(error, _native.Error):
            raise
        _native.fail(function, "a keyword contains itself", "give numbers, texts and dicts of them")
