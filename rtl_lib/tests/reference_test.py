#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""docs/blocks/ is what rtl_lib/reference.py makes of the sources, and it says so when it is not."""
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]


class Reference(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.root = pathlib.Path(self.folder.name)
        shutil.copytree(ROOT / "rtl_lib/blocks", self.root / "blocks")
        shutil.copytree(ROOT / "docs", self.root / "docs")

    def tearDown(self):
        self.folder.cleanup()

    def run_reference(self, *arguments):
        run = subprocess.run(
            [sys.executable, ROOT / "rtl_lib/reference.py", "--blocks", self.root / "blocks", "--docs",
             self.root / "docs", *arguments], text=True, stderr=subprocess.PIPE, check=False)
        return run.returncode, run.stderr

    def replace(self, path, old, new):
        text = (self.root / path).read_text()
        self.assertEqual(text.count(old), 1, f"{path} no longer holds what this test changes")
        (self.root / path).write_text(text.replace(old, new))

    def test_the_pages_are_what_the_sources_say(self):
        self.assertEqual(self.run_reference("--check"), (0, ""))
        pages = {path.stem for path in (ROOT / "docs/blocks").glob("*.md")}
        folders = {path.parent.name for path in (ROOT / "rtl_lib/blocks").glob("*/*.sv")}
        self.assertEqual(pages, folders | {"README"})

    def test_a_parameter_without_a_comment_is_named(self):
        self.replace("blocks/fifo/sluice_fifo.sv", "parameter int Width = 8,",
                     "parameter int Spare = 1,\n    parameter int Width = 8,")
        code, text = self.run_reference("--check")
        self.assertEqual(code, 1)
        self.assertRegex(text, r"sluice_fifo\.sv: 'Spare' has no comment")

    def test_a_port_without_a_comment_is_named(self):
        self.replace("blocks/counter/sluice_counter.sv", "input  logic            step_i,",
                     "input  logic            skip_i,\n    input  logic            step_i,")
        code, text = self.run_reference("--check")
        self.assertEqual(code, 1)
        self.assertRegex(text, r"sluice_counter\.sv: 'skip_i' has no comment")

    def test_a_new_parameter_makes_the_page_stale_until_it_is_written(self):
        self.replace("blocks/fifo/sluice_fifo.sv", "parameter int Width = 8,",
                     "parameter int Spare = 1,  // nothing\n    parameter int Width = 8,")
        code, text = self.run_reference("--check")
        self.assertEqual((code, text.count("\n")), (1, 1))
        self.assertRegex(text, r"fifo\.md: is not what the sources say")
        self.assertEqual(self.run_reference(), (0, ""))
        self.assertEqual(self.run_reference("--check"), (0, ""))
        self.assertIn("| `Spare` | `int` | `1` | nothing |",
                      (self.root / "docs/blocks/fifo.md").read_text())

    def test_a_page_that_nobody_makes_is_named(self):
        (self.root / "docs/blocks/gone.md").write_text("a block that was removed\n")
        code, text = self.run_reference("--check")
        self.assertEqual(code, 1)
        self.assertIn("gone.md", text)


if __name__ == "__main__":
    unittest.main()
