#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The packaging that `generate` writes, on the digits network: every file is read by a program of
its kind, names files that exist, and describes the ports that the module has.

    package_test.py BUILD_FOLDER
"""
import ast
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree

import yaml

from small_model import write_pointwise, write_residual

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
DIGITS = ROOT / "examples" / "digits"
BUILD = ROOT / "build" / "release"
IPXACT = "{http://www.accellera.org/XMLSchema/IPXACT/1685-2014}"


def run(command, folder, code=0):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True,
                          cwd=folder, check=False)
    if done.returncode != code:
        raise AssertionError(f"{command} gave {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def ports_of(rtl):
    """{name: (direction, bits)} of the module in the text."""
    header = rtl[rtl.index("module "):rtl.index(");")]
    return {name: (direction, int(high or 0) + 1) for direction, high, name in
            re.findall(r"(input|output)\s+logic (?:\[(\d+):0\] )?(\w+)", header)}


def listed(folder):
    """What the packaging has to name, relative to the folder."""
    return ({str(path.relative_to(folder)) for path in (folder / "rtl").glob("*.sv*")},
            {str(path.relative_to(folder)) for path in (folder / "mem").iterdir()})


class Packaging(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.holder = tempfile.TemporaryDirectory()
        first = pathlib.Path(cls.holder.name) / "first"
        run([BUILD / "cli" / "sluice", "generate", DIGITS / "digits.onnx", "--calibration",
             f"{DIGITS / 'calibration.npy'}[:50]", "--budget", "products=8", "--calibration-method",
             "minmax", "--device", "xc7z020", "--clock-mhz", "125", "-o", first], HERE)
        # Everything below happens in a folder that generate never saw.
        cls.folder = pathlib.Path(cls.holder.name) / "moved" / "there"
        cls.folder.parent.mkdir()
        first.rename(cls.folder)
        cls.rtl, cls.images = listed(cls.folder)
        cls.ports = ports_of((cls.folder / "rtl" / "digits.sv").read_text())
        # A second design, with registers and two outputs.
        cls.control = cls.folder.parent / "control"
        run([BUILD / "cli" / "sluice", *write_residual(cls.folder.parent), "--device", "xc7z020",
             "--control", "axi-lite", "-o", cls.control], HERE)

    @classmethod
    def tearDownClass(cls):
        cls.holder.cleanup()

    def copy(self, name, of=None):
        folder = self.folder.parent / name
        shutil.copytree(of or self.folder, folder)
        return folder

    def test_fusesoc(self):
        text = (self.folder / "digits.core").read_text()
        self.assertTrue(text.startswith("CAPI=2:\n"))
        core = yaml.safe_load(text)
        names = {}
        for name, fileset in core["filesets"].items():
            names[name] = {next(iter(file)) if isinstance(file, dict) else file
                           for file in fileset["files"]}
        self.assertEqual(names["rtl"], self.rtl)
        self.assertEqual(names["memory"], self.images)
        for files in names.values():
            for file in files:
                self.assertTrue((self.folder / file).is_file(), file)
        for target in core["targets"].values():
            self.assertEqual(target["toplevel"], "digits")
            self.assertLessEqual(set(target["filesets"]), set(names))
        for file in core["filesets"]["memory"]["files"]: # where the RTL looks for them
            (name, attributes), = file.items()
            self.assertEqual(attributes["copyto"], name)

    def flaw_of_component(self, text, folder):
        rtl, images = listed(folder)
        design, = [path.stem for path in folder.glob("*.core")]
        right = ports_of((folder / "rtl" / f"{design}.sv").read_text())
        root = ElementTree.fromstring(text)
        order = ["vendor", "library", "name", "version", "busInterfaces",
                 *(["memoryMaps"] if "irq" in right else []), "model", "fileSets", "description",
                 "parameters"]
        if [child.tag for child in root] != [IPXACT + name for name in order]:
            return "order"
        ports = {}
        for port in root.iter(IPXACT + "port"):
            left = port.find(f".//{IPXACT}left")
            ports[port.find(IPXACT + "name").text] = (
                port.find(f".//{IPXACT}direction").text + "put",
                1 if left is None else int(left.text) + 1)
        if ports != right:
            return "ports"
        mapped = [name.text for name in root.findall(f".//{IPXACT}physicalPort/{IPXACT}name")]
        if set(mapped) - set(ports) or len(set(mapped)) != len(mapped):
            return "port maps"
        files = [file.find(IPXACT + "name").text for file in root.iter(IPXACT + "file")]
        if sorted(files) != sorted(rtl | images):
            return "files"
        return ""

    def test_ip_xact(self):
        for folder, streams in ((self.control, 3), (self.folder, 2)):
            run(["xmllint", "--noout", "component.xml"], folder)
            text = (folder / "component.xml").read_text()
            self.assertEqual(self.flaw_of_component(text, folder), "")
            self.assertEqual(text.count("AXI4Stream_rtl"), streams)
        for change, flaw in ((("component.xml", "x"), ""), (("_tready<", "_tredy<"), "ports"),
                             (("mem/digits", "mem/digit"), "files"),
                             (("<ipxact:left>7", "<ipxact:left>8"), "ports")):
            self.assertEqual(self.flaw_of_component(text.replace(*change), self.folder), flaw)

    def stub(self, script, *arguments):
        lines = run(["tclsh", HERE / "vendor_stub.tcl", self.folder / script, *arguments],
                    self.folder.parent) # `script` may be absolute
        return [(line + " ").split(" ", 1) for line in lines.strip().splitlines()]

    def check_staged(self, out, memories):
        src = out / "src"
        self.assertEqual({path.name for path in src.iterdir()},
                         {pathlib.Path(name).name for name in self.rtl | self.images})
        self.assertEqual((src / "sluice_memory.svh").read_text(),
                         f'`define SLUICE_MEM_DIR "{memories}/"\n')
        self.assertEqual((src / "digits.sv").read_text(),
                         (self.folder / "rtl" / "digits.sv").read_text())

    def test_vivado_ip(self):
        out = self.folder.parent / "vivado_ip"
        calls = self.stub("package/vivado_ip.tcl", out, "xc7z020clg484-1")
        self.check_staged(out, ".")
        added = {word for command, rest in calls if command == "add_files"
                 for word in rest.replace("{", " ").replace("}", " ").split()[1:]}
        self.assertEqual(added, {str(path) for path in (out / "src").iterdir()})
        self.assertIn(["create_project", "-force -part xc7z020clg484-1 package_digits "
                       f"{out / 'project'} "], calls)
        busses = [rest.split()[1] for command, rest in calls
                  if command == "ipx::associate_bus_interfaces"]
        self.assertEqual(busses, ["s_axis_image", "m_axis_logits"])
        calls = self.stub(self.control / "package" / "vivado_ip.tcl", out.parent / "vivado_control")
        busses = [rest.split()[1] for command, rest in calls
                  if command == "ipx::associate_bus_interfaces"]
        self.assertEqual(busses, ["s_axis_image", "m_axis_sum", "m_axis_branch", "s_axil"])

    def test_vivado_synthesis(self):
        out = self.folder.parent / "vivado_synth"
        calls = dict(self.stub("package/vivado_synth.tcl", out))
        self.check_staged(out, out / "src")
        order = [pathlib.Path(word).name for word in calls["read_verilog"].split("{", 1)[1].strip("} ").split()]
        self.assertEqual(["rtl/" + name for name in order],
                         (self.folder / "rtl" / "files.f").read_text().split())
        self.assertIn("-top digits -part xc7z020clg400-1 -mode out_of_context",
                      calls["synth_design"])
        constraint = calls["read_xdc"].split()[-1]
        self.assertEqual(self.stub(constraint), [["create_clock", "-name aclk -period 8.000 aclk "]])

    def test_misspelt_vendor_commands_are_seen(self):
        copy = self.copy("misspelt")
        script = copy / "package" / "vivado_synth.tcl"
        script.write_text(script.read_text().replace("synth_design", "synth_desing"))
        run(["tclsh", HERE / "vendor_stub.tcl", script, copy / "out"], copy, code=1)

    def test_quartus(self):
        self.check_quartus(self.folder, "digits")
        self.check_quartus(self.control, "residual")

    def check_quartus(self, folder, design):
        calls = self.stub(folder / f"{design}_hw.tcl")
        ports = {}
        for command, rest in calls:
            if command == "add_interface_port":
                _, name, role, direction, bits = rest.split()
                ports[name] = (direction.lower(), int(bits))
                self.assertTrue(name.endswith(role) or role in ("clk", "reset_n"))
        self.assertEqual(ports, ports_of((folder / "rtl" / f"{design}.sv").read_text()))
        paths = [rest.split() for command, rest in calls if command == "add_fileset_file"]
        for words in paths:
            if words[2] == "PATH":
                self.assertTrue(pathlib.Path(words[3]).is_file(), words[3])
        self.assertEqual({"rtl/" + words[0] for words in paths}, listed(folder)[0])
        text, = [rest for command, rest in calls if "TEXT" in rest]
        self.assertIn(f'{folder}/mem/', text.replace("\\", ""))

    def test_yosys(self):
        def synthesise(folder, name):
            run(["yosys", "-q", f"package/{name}.ys"], folder)
            modules = json.loads((folder / "package" / f"{name}.json").read_text())["modules"]
            ports = modules[name]["ports"]
            self.assertEqual({port: (ports[port]["direction"], len(ports[port]["bits"]))
                              for port in ports},
                             ports_of((folder / "rtl" / f"{name}.sv").read_text()))
            return [cell["type"] for module in modules.values()
                    for cell in module["cells"].values()]

        # Digits without the mapping, which takes minutes; then a tiny network with it.
        digits = self.copy("elaborated")
        script = digits / "package" / "digits.ys"
        text = script.read_text()
        self.assertEqual(text.count("\nsynth_xilinx -family xc7 -top digits\n"), 1)
        script.write_text(text.replace("synth_xilinx -family xc7 -top digits", "proc"))
        self.assertIn("$mul", synthesise(digits, "digits"))
        tiny = self.folder.parent / "tiny"
        run([BUILD / "cli" / "sluice", *write_pointwise(self.folder.parent), "--device", "xc7z020",
             "-o", tiny], HERE)
        cells = synthesise(tiny, "pointwise")
        self.assertGreater(cells.count("DSP48E1"), 0)
        self.assertNotIn("$mul", cells)

    def test_yosys_from_elsewhere(self):
        # Images in a folder of any name, and no working directory in common.
        sources = [self.folder / name for name in
                   (self.folder / "rtl" / "files.f").read_text().split()]
        (self.folder.parent / "images").mkdir()
        for image in self.images:
            shutil.copy(self.folder / image, self.folder.parent / "images")
        script = self.folder.parent / "read.ys"
        script.write_text(
            f"verilog_defines -DSLUICE_MEM_DIR=\"{self.folder.parent}/images/\"\n"
            f"read_verilog -sv -defer -I{self.folder}/rtl {' '.join(map(str, sources))}\n"
            "hierarchy -check -top digits\nproc\n")
        run(["yosys", "-q", script], HERE)
        (self.folder.parent / "images" / "digits_l05_fc_weight.mem").unlink()
        run(["yosys", "-q", script], HERE, code=1)

    def test_litex(self):
        self.check_litex(self.folder, "digits", {"sink_image": 8, "source_logits": 8})
        lanes = {name[7:]: bits for name, (_, bits) in
                 ports_of((self.control / "rtl" / "residual.sv").read_text()).items()
                 if name.endswith("_tdata")}
        self.check_litex(self.control, "residual", {
            "sink_image": lanes["image_tdata"], "source_sum": lanes["sum_tdata"],
            "source_branch": lanes["branch_tdata"]})

    def check_litex(self, folder, design, endpoints):
        path = folder / "package" / f"litex_{design}.py"
        tree = ast.parse(path.read_text())
        instance, = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and
                     getattr(node.func, "id", "") == "Instance"]
        ports = {word.arg[2:]: {"i": "input", "o": "output"}[word.arg[0]]
                 for word in instance.keywords}
        right = ports_of((folder / "rtl" / f"{design}.sv").read_text())
        self.assertEqual(ports, {name: direction for name, (direction, _) in right.items()})
        # Migen and LiteX are not in Debian: stand-ins see what the module asks for.
        stand_in = self.folder.parent / "stand_in.py"
        stand_in.write_text(STAND_IN)
        print_out = run([sys.executable, stand_in, path, self.folder.parent / "gateware"], HERE)
        asked = json.loads(print_out)
        self.assertEqual(asked["endpoints"], endpoints)
        for source in asked["sources"]:
            self.assertTrue(pathlib.Path(source).is_file(), source)
        self.assertIn(f"{self.folder.parent}/gateware/",
                      (self.folder.parent / "gateware" / "sluice_memory.svh").read_text())

    def test_benches_run_from_a_moved_folder_and_see_a_fault(self):
        # Digits take Icarus half a minute, in testbench/tools/front_end_test.cpp.
        copy = self.copy("benches", self.control)
        fast = "OPT=-O0" # to build
        for target in ("run", "icarus"):
            run(["make", "-C", copy / "sim", target, fast], HERE)
        image, = (copy / "mem").glob("residual_l01_*_weight.mem")
        text = image.read_text()
        image.write_text(text[:1] + ("4" if text[1] == "3" else "3") + text[2:])
        for target in ("run", "icarus"): # nothing is built anew: memories load when it runs
            run(["make", "-C", copy / "sim", target, fast], HERE, code=2)


STAND_IN = '''
import importlib.util, json, sys, types

class Signal:
    def __invert__(self):
        return self

class Endpoint:
    def __init__(self, layout):
        (self.name, self.bits), = layout
        self.data = self.valid = self.ready = self.last = Signal()

class Specials(list):
    def __iadd__(self, item):
        self.append(item)
        return self

class Base:
    specials = Specials()

class Platform:
    sources, includes = [], []
    def add_source(self, path, language):
        assert language == "systemverilog"
        self.sources.append(path)
    def add_verilog_include_path(self, path):
        self.includes.append(path)

def module(name, **members):
    made = types.ModuleType(name)
    made.__dict__.update(members)
    sys.modules[name] = made
    return made

class Bus:
    def __init__(self, data_width, address_width):
        assert (data_width, address_width) == (32, 14)
    def __getattr__(self, name):
        if name in ("aw", "w", "b", "ar", "r"):
            return self
        assert name in ("valid", "ready", "addr", "data", "strb", "resp"), name
        return Signal()

module("migen", Signal=Signal, ClockSignal=Signal, ResetSignal=Signal, Module=Base,
       Instance=lambda *words, **ports: (words, ports))
stream = module("litex.soc.interconnect.stream", Endpoint=Endpoint)
module("litex")
module("litex.soc")
axi = module("litex.soc.interconnect.axi", AXILiteInterface=Bus)
module("litex.soc.interconnect", stream=stream, axi=axi)
spec = importlib.util.spec_from_file_location("ip", sys.argv[1])
sys.dont_write_bytecode = True
ip = importlib.util.module_from_spec(spec)
spec.loader.exec_module(ip)
made, = [value for name, value in vars(ip).items() if isinstance(value, type)
         and issubclass(value, Base) and value is not Base]
made = made(Platform(), sys.argv[2])
print(json.dumps({"endpoints": {name: value.bits for name, value in vars(made).items()
                                if isinstance(value, Endpoint)},
                  "sources": Platform.sources}))
'''

if __name__ == "__main__":
    if len(sys.argv) > 1 and not sys.argv[1].startswith("-"):
        BUILD = pathlib.Path(sys.argv.pop(1)).resolve()
    unittest.main()
