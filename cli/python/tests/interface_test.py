# SPDX-License-Identifier: Apache-2.0
"""What the package offers is typed and described: the stub of the compiled part says what is in it,
no more and no less, and every public name has annotations and a docstring."""
import ast
import inspect
import pathlib
import re
import typing
import unittest

import sluice
from sluice import _native

STUB = pathlib.Path(sluice.__file__).with_name("_native.pyi")


def stated(text):
    """Name to parameters (None for what is no function) of a stub's text."""
    found = {}

    def add(prefix, body):
        for node in body:
            if isinstance(node, ast.FunctionDef):
                if not ast.get_docstring(node) or node.returns is None:
                    found[prefix + node.name + " without docstring or return type"] = None
                found[prefix + node.name] = [argument.arg for argument in node.args.args]
            elif isinstance(node, ast.ClassDef):
                found[prefix + node.name] = None
                add(prefix + node.name + ".", node.body)
            elif isinstance(node, ast.AnnAssign) and not prefix.startswith("Error"):
                found[prefix + node.target.id] = None

    add("", ast.parse(text).body)
    return found


def offered():
    """The same of the compiled module; pybind11 writes signatures into docstrings."""
    found = {}

    def parameters(function):
        signature = re.search(rf"{function.__name__}\((.*)\) -> ", function.__doc__)[1]
        return re.findall(r"(\w+): ", re.sub(r"\[[^\]]*\]", "", signature))

    for name, value in vars(_native).items():
        if name.startswith("__") and name != "__version__":
            continue
        found[name] = parameters(value) if inspect.isroutine(value) else None
        if inspect.isclass(value) and not issubclass(value, Exception):
            for method, body in vars(value).items():
                if not method.startswith("_"):
                    found[f"{name}.{method}"] = parameters(body)
    return found


class Interface(unittest.TestCase):
    def test_the_stub_is_the_compiled_module(self):
        self.assertEqual(stated(STUB.read_text()), offered())

    def test_a_stub_with_a_fault_is_not(self):
        text = STUB.read_text()
        faults = [("def devices() -> str:", "def device() -> str:"),
                  ("threads: int", "thread: int"),
                  ("class CheckFailed(Error)", "class Failed(Error)"),
                  ('    """Raises Error."""', "    ..."),
                  (", tuner: str", ""),
                  ("    def describe(self)", "    def describe(self, name: str)")]
        for right, wrong in faults:
            self.assertIn(right, text)
            self.assertNotEqual(stated(text.replace(right, wrong, 1)), offered(), wrong)

    def test_the_package_is_marked_as_typed(self):
        self.assertTrue(STUB.with_name("py.typed").is_file())

    def test_all_names_what_is_public(self):
        public = {name for name, value in vars(sluice).items()
                  if not name.startswith("_") and not inspect.ismodule(value)}
        self.assertEqual(public | {"__version__"}, set(sluice.__all__))
        self.assertEqual(sluice.__all__, sorted(sluice.__all__))

    def test_every_public_function_has_annotations_and_a_docstring(self):
        functions = [sluice.load, sluice.check, sluice.devices]
        for owner in (sluice.Network, sluice.QuantizedNetwork, sluice.Design):
            self.assertTrue(owner.__doc__)
            functions += [value for name, value in vars(owner).items()
                          if not name.startswith("_") and inspect.isfunction(value)]
            functions += [value.fget for value in vars(owner).values()
                          if isinstance(value, property)]
        self.assertGreater(len(functions), 10)
        for function in functions:
            self.assertEqual(self.gaps(function), [], function.__qualname__)

    def test_a_gap_is_seen(self):
        def undocumented(x: int) -> int:
            return x

        def untyped(x):
            """Something."""
        self.assertEqual(self.gaps(undocumented), ["docstring"])
        self.assertEqual(self.gaps(untyped), ["x", "return"])

    def gaps(self, function):
        signature = inspect.signature(function)
        gaps = [] if inspect.getdoc(function) else ["docstring"]
        gaps += [parameter.name for parameter in signature.parameters.values()
                 if parameter.annotation is inspect.Parameter.empty and parameter.name != "self"]
        if signature.return_annotation is inspect.Signature.empty:
            gaps.append("return")
        if not gaps:  # each can be evaluated
            names = {"Design": sluice.Design}
            typing.get_type_hints(function, localns=names)
        return gaps

    def test_every_keyword_is_in_the_docstring(self):
        for function in (sluice.load, sluice.check, sluice.Network.infer, sluice.Network.quantize,
                         sluice.Network.raw_uint8, sluice.QuantizedNetwork.emulate,
                         sluice.QuantizedNetwork.generate, sluice.Design.simulate):
            text = inspect.getdoc(function)
            for name in inspect.signature(function).parameters:
                if name not in ("self", "model"):
                    self.assertRegex(text, rf"\b{name}\b", function.__qualname__)


if __name__ == "__main__":
    unittest.main()
