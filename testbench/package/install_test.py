#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""`cmake --install` and the .deb: the program works from a prefix that was moved, and its completion
and manual page know every command and option.

    install_test.py BUILD_FOLDER
"""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / "build" / "release"


def run(command, folder=None, env=None):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True,
                          cwd=folder, check=False, env=env)
    if done.returncode != 0:
        raise AssertionError(f"{command} gave {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


class Install(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.holder = tempfile.TemporaryDirectory()
        folder = pathlib.Path(cls.holder.name)
        run(["cmake", "--install", BUILD, "--prefix", folder / "first"])
        cls.prefix = folder / "moved" / "there"
        cls.prefix.parent.mkdir()
        (folder / "first").rename(cls.prefix)
        cls.sluice = cls.prefix / "bin" / "sluice"
        cls.commands = re.findall(r"^  ([a-z]+) ", run([cls.sluice, "--help"])
                                  .split("Subcommands:")[1], re.MULTILINE)

    @classmethod
    def tearDownClass(cls):
        cls.holder.cleanup()

    def works(self, prefix):
        """The program of this prefix, without the source tree."""
        self.assertTrue((prefix / "share/sluice/rtl/blocks/conv/sluice_conv.sv").is_file())
        self.assertTrue((prefix / "share/sluice/drivers/sluice.h").is_file())
        self.assertTrue((prefix / "share/sluice/devices/ecp5.yaml").is_file())
        self.assertTrue((prefix / "share/doc/sluice/docs/packaging.md").is_file())
        digits = prefix / "share/sluice/examples/digits"
        out = prefix.parent / "out"
        shutil.rmtree(out, ignore_errors=True)
        run([prefix / "bin/sluice", "generate", digits / "digits.onnx", "--calibration",
             f"{digits / 'calibration.npy'}[:20]", "--calibration-method", "minmax", "-o", out],
            prefix, {"PATH": "/usr/bin:/bin"})
        installed = prefix / "share/sluice/rtl/blocks/conv/sluice_conv.sv"
        self.assertEqual((out / "rtl" / "sluice_conv.sv").read_text(), installed.read_text())
        return out

    def module_works(self, prefix):
        """The Python module of this prefix, the same way, where the build has one."""
        if not (BUILD / "python").is_dir():
            self.skipTest("built without the Python module")
        module = prefix / "lib/python3/dist-packages"
        digits = prefix / "share/sluice/examples/digits"
        script = ("import sluice, numpy, sys; x = numpy.load(sys.argv[2]);"
                  "print(sluice.__file__, sluice.load(sys.argv[1]).infer(x).shape)")
        said = run(["/usr/bin/python3", "-B", "-c", script, digits / "digits.onnx",
                    digits / "test_images.npy"], prefix, {"PYTHONPATH": str(module)})
        self.assertEqual(said, f"{module}/sluice/__init__.py (360, 10)\n")
        names = {path.name for path in (module / "sluice").iterdir()}
        self.assertLessEqual({"py.typed", "_native.pyi"}, names)
        self.assertNotIn("__pycache__", names)

    def test_the_installed_program_works_where_it_was_moved_to(self):
        self.works(self.prefix)
        self.module_works(self.prefix)

    def test_the_package_holds_the_same(self):
        folder = pathlib.Path(self.holder.name) / "deb"
        run(["cpack", "--config", BUILD / "CPackConfig.cmake", "-B", folder])
        package, = folder.glob("*.deb")
        fields = run(["dpkg-deb", "--field", package])
        self.assertIn("Package: sluice\n", fields)
        self.assertRegex(fields, r"Depends: .*libprotobuf")
        run(["dpkg-deb", "--extract", package, folder / "root"])
        self.assertRegex(fields, r"Recommends: .*python3-numpy")
        self.works(folder / "root" / "usr")
        self.module_works(folder / "root" / "usr")

    def options(self, command):
        options = run([self.sluice, command, "--help"]).split("Options:")[1]
        found = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", re.sub(r"^ {10,}.*$", "", options,
                                                                   flags=re.MULTILINE)))
        self.assertIn("--help", found)
        return found

    def complete(self, *words):
        script = self.prefix / "share/bash-completion/completions/sluice"
        text = (f"source {script}; COMP_WORDS=({' '.join(words)} ''); "
                f"COMP_CWORD={len(words) - 1}; _sluice; echo ${{COMPREPLY[*]}}")
        return run(["bash", "-c", text]).split()

    def test_completion_knows_commands_options_and_values(self):
        self.assertGreater(len(self.commands), 9)
        self.assertLessEqual(set(self.commands), set(self.complete("sluice", "''")))
        self.assertEqual(self.complete("sluice", "gen"), ["generate"])
        for command in self.commands:
            self.assertLessEqual(self.options(command),
                                 set(self.complete("sluice", command, "--")))
        self.assertEqual(self.complete("sluice", "generate", "--control", "a"), ["axi-lite"])
        self.assertEqual(self.complete("sluice", "generate", "x"), [])

    def test_the_manual_page_knows_commands_and_options(self):
        page = (self.prefix / "share/man/man1/sluice.1").read_text()
        self.assertTrue(page.splitlines()[1].startswith(".TH SLUICE 1"))
        sections = dict(part.split("\n", 1) for part in page.split("\n.SH ")[1:])
        for command in self.commands:
            plain = sections[command].replace("\\-", "-")
            for option in self.options(command):
                self.assertRegex(plain, rf"(?m)^\.B .*{option}\b")
        for line in page.splitlines():
            if line.startswith((".", "'")):
                self.assertRegex(line, r"^\.(\\\"|TH|SH|TP|B|I|PP|nf|fi)\b|^\.\\\"")


if __name__ == "__main__":
    if len(sys.argv) > 1 and not sys.argv[1].startswith("-"):
        BUILD = pathlib.Path(sys.argv.pop(1)).resolve()
    unittest.main()
