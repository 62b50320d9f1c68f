#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""report.html in headless Chromium: it draws, sorts, opens layers, fetches nothing, breaks nothing.

    report_page_test.py BUILD_FOLDER

Skips (77) where there is no Chromium.
"""
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import chromium # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
DIGITS = ROOT / "examples" / "digits"
BUILD = ROOT / "build" / "release"
LARGE, RESOLUTION = "googlenet", 48
WIDTH = 1300

# Names that have broken other people's pages.
HOSTILE = ["</script><script>window.broken = 1</script>", "\"><img src=http://x.test/ onerror=window.broken=1>",
           "'; window.broken = 1; '", "\u202egnorw\u2066", "<!--<script>", "a" * 400]

# What stands in the page, for one look at all of it.
LOOK = """(() => {
  const text = document.body.innerText;
  const boxes = Array.from(document.querySelectorAll("#graph-svg .node rect.box")).map(e => {
    const r = e.getBoundingClientRect(); return [r.left, r.top, r.right, r.bottom]; });
  return {ready: document.documentElement.getAttribute("data-ready"), broken: window.broken === undefined,
    title: document.querySelector("#name").textContent, verdict: document.querySelector("#verdict").textContent,
    boxes, links: document.querySelectorAll("#graph-svg path.link").length,
    rows: document.querySelectorAll("#layer-table tbody tr").length,
    bars: document.querySelectorAll("#cycle-svg .row").length,
    spans: document.querySelectorAll("#timeline-svg .row").length,
    measured: document.querySelectorAll("#timeline-svg .measured").length,
    images: document.images.length, wide: document.documentElement.scrollWidth,
    wrong: (text.match(/.*(undefined|NaN|\\[object|Infinity).*/g) || []).slice(0, 3),
    empty: Array.from(document.querySelectorAll("section")).filter(s => s.innerText.split("\\n").length < 2).map(s => s.id)};
})()"""


def column(title):
    """The layer table's column of that heading, from top to bottom."""
    return """(() => { const at = Array.from(document.querySelectorAll("#layer-table th")).findIndex(
      h => h.innerText === %s); return Array.from(document.querySelectorAll("#layer-table tbody tr")).map(
      r => r.children[at].innerText); })()""" % json.dumps(title)


def number(text):
    return float(text.replace(",", "").replace("%", ""))


def overlapping(boxes):
    return [(a, b) for i, a in enumerate(boxes) for b in boxes[:i]
            if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]]


class ReportPage(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.scratch = tempfile.TemporaryDirectory()
        cls.folder = pathlib.Path(cls.scratch.name)
        cls.page = chromium.Page().__enter__()
        cls.small = cls.folder / "small"
        cls.sluice("generate", DIGITS / "digits.onnx", "--calibration", DIGITS / "calibration.npy",
                   "--tuner", "greedy", "-o", cls.small)

    @classmethod
    def tearDownClass(cls):
        cls.page.__exit__()
        cls.scratch.cleanup()

    @classmethod
    def sluice(cls, *arguments):
        done = subprocess.run([str(BUILD / "cli" / "sluice"), *map(str, arguments)],
                              capture_output=True, text=True)
        if done.returncode != 0:
            raise AssertionError(done.stderr)
        return done.stdout

    def opened(self, path):
        """What stands in the page; nothing else was asked for and nothing went wrong."""
        self.page.open(path, WIDTH)
        self.assertEqual(self.page.requests, ["file://" + str(path)])
        self.assertEqual(self.page.errors, [])
        look = self.page.run(LOOK)
        self.assertEqual(look["ready"], "yes")
        self.assertTrue(look["broken"])
        self.assertEqual((look["wrong"], look["images"], look["empty"]), ([], 0, []))
        self.assertLessEqual(look["wide"], WIDTH)
        self.assertEqual(overlapping(look["boxes"]), [])
        return look

    def copy(self, name, **changed):
        """A folder like the small design's with other JSON files in it; its page."""
        folder = self.folder / name
        folder.mkdir()
        for file in ("report.json", "network.json", "compare.json", "sweep.json"):
            if (self.small / file).exists():
                (folder / file).write_bytes((self.small / file).read_bytes())
        for file, content in changed.items():
            (folder / (file + ".json")).write_text(json.dumps(content))
        page = folder / "page.html"
        page.write_text(self.sluice("report", folder, "--format", "html"))
        return page

    def check_design(self, path, report):
        layers = report["layers"]
        look = self.opened(path)
        self.assertEqual(look["title"], report["name"])
        self.assertIn("fits", look["verdict"])
        self.assertEqual((len(look["boxes"]), look["links"]),
                         (len(layers), len(report["pipeline"]["links"])))
        self.assertEqual((look["rows"], look["bars"], look["spans"]), (len(layers),) * 3)

        names = [layer["name"] for layer in layers]
        self.assertEqual(self.page.run(column("layer")), names)
        heading = "#layer-table th:nth-child(6) button" # cycles
        for down in (True, False):
            self.page.click(heading)
            values = list(map(number, self.page.run(column("cycles"))))
            self.assertEqual(values, sorted((layer["cycles"] for layer in layers), reverse=down))
        self.page.click("#layer-table th:nth-child(2) button")
        self.assertEqual(self.page.run(column("layer")), sorted(names))

        detail = "[document.querySelector('#detail').hidden, (document.querySelector('#detail h2') || {}).innerText]"
        self.assertEqual(self.page.run(detail), [True, None])
        last = len(layers) - 1
        self.page.click("#graph-svg .node", last)
        self.assertEqual(self.page.run(detail), [False, names[last]])
        self.page.press("Escape")
        self.assertEqual(self.page.run(detail)[0], True)
        self.page.click("#layer-table tbody tr")
        self.assertEqual(self.page.run(detail), [False, sorted(names)[0]])
        self.page.click("#cycle-svg .row", 1)
        self.assertEqual(self.page.run(detail), [False, names[1]])
        self.assertGreater(self.page.run("document.querySelectorAll('.selected').length"), 2)
        self.page.click("#detail button")
        self.page.run("document.querySelectorAll('#graph-svg .node')[0].focus()")
        self.page.press("Enter")
        self.assertEqual(self.page.run(detail), [False, names[0]])
        self.page.press("Escape")
        self.assertEqual(self.page.errors, [])

    def test_1_the_smallest_network(self):
        report = json.loads((self.small / "report.json").read_text())
        self.check_design(self.small / "report.html", report)
        self.assertEqual(self.page.run("document.querySelectorAll('#trace-table tbody tr').length"),
                         len(report["greedy_trace"]))
        self.assertIn("sluice generate", self.page.run("document.querySelector('#command').innerText"))

    def test_2_what_sweep_and_compare_add(self):
        self.sluice("sweep", self.small, "--points", 6)
        self.sluice("compare", self.small, "--data", DIGITS / "test_images.npy", "--frames", 4,
                    "--rtl-frames", 0)
        self.opened(self.small / "report.html")
        self.assertEqual(self.page.run("document.querySelectorAll('#chosen').length"), 1)
        self.assertEqual(self.page.run("document.querySelectorAll('#comparison-table tbody tr').length"), 6)

    def test_3_a_measured_timeline_lies_over_the_model_and_a_different_one_is_said_to_be(self):
        report = json.loads((self.small / "report.json").read_text())
        layers = report["pipeline"]["timeline"]["layers"]
        measured = [[{k: span[k] for k in ("first_out", "last_out")} for span in layer]
                    for layer in layers]
        look = self.opened(self.copy("same", simulate={"stall": 0, "timeline": measured}))
        self.assertEqual(look["measured"], 2 * len(layers))
        text = "document.querySelector('#timeline').innerText"
        self.assertIn(f"agree in all {4 * len(layers)} cycles", self.page.run(text))
        measured[2][1]["last_out"] += 1
        self.opened(self.copy("other", simulate={"stall": 0, "timeline": measured}))
        self.assertIn(f"differs from the model in 1 of {4 * len(layers)}", self.page.run(text))

    def test_4_names_from_a_hostile_model_stay_text(self):
        report = json.loads((self.small / "report.json").read_text())
        for layer, name in zip(report["layers"], HOSTILE):
            layer["name"] = name
        report["name"] = report["bottleneck"] = report["layers"][0]["name"]
        report["notes"] = HOSTILE[:2]
        report["inputs"][0]["name"] = HOSTILE[1]
        self.opened(self.copy("hostile", report=report))
        self.assertEqual(self.page.run(column("layer"))[0], HOSTILE[0])
        self.assertIn("\\u202e", self.page.run(column("layer"))[3])
        self.page.click("#graph-svg .node")
        self.assertEqual(self.page.run("[window.broken === undefined, document.images.length]"), [True, 0])

    def test_5_a_report_of_an_older_version(self):
        report = json.loads((self.small / "report.json").read_text())
        for key in ("pipeline", "origin", "objective"):
            del report[key]
        page = self.copy("older", report=report)
        self.page.open(page, WIDTH)
        self.assertEqual((self.page.errors, self.page.run(LOOK)["wrong"]), ([], []))

    def test_6_it_prints(self):
        paper = 720
        self.page.open(self.small / "report.html", paper)
        self.page.send("Emulation.setEmulatedMedia", media="print")
        self.assertLessEqual(self.page.run("document.documentElement.scrollWidth"), paper)
        self.page.send("Emulation.setEmulatedMedia", media="")
        self.page.pdf(self.folder / "report.pdf")
        self.assertTrue((self.folder / "report.pdf").read_bytes().startswith(b"%PDF"))

    def test_7_the_largest_network(self):
        model, data = self.folder / "large.onnx", self.folder / "large.npy"
        made = subprocess.run([str(ROOT / "examples/zoo/zoo.py"), LARGE, "--resolution", str(RESOLUTION),
                               "-o", str(model), "--noise", str(data), "--frames", "1"],
                              capture_output=True, text=True)
        self.assertEqual(made.returncode, 0, made.stderr)
        plain = self.folder / "plain.yaml"
        plain.write_text("quantization: {method: minmax, equalize: false, bias_correction: false, "
                         "clip_weights: false, rounding: nearest}\n")
        large = self.folder / "large"
        self.sluice("generate", model, "--calibration", data, "--config", plain, "--budget",
                    "products=400", "-o", large)
        self.check_design(large / "report.html", json.loads((large / "report.json").read_text()))

    def test_8_the_checks_notice_a_page_that_is_broken(self):
        whole = (self.small / "report.html").read_text()
        bad = self.folder / "bad.html"
        bad.write_text(whole.replace('"use strict";', '"use strict"; ', 1)) # not the script allowed
        with self.assertRaises(AssertionError):
            self.opened(bad)
        policy = whole[whole.index("<meta http-equiv"):]
        policy = policy[:policy.index(">") + 1]
        bad.write_text(whole.replace(policy, "").replace(
            "</body>", "<img src=http://127.0.0.1:9/x.png></body>"))
        with self.assertRaises(AssertionError): # something is fetched
            self.opened(bad)
        bad.write_text(whole.replace(policy, "").replace("</body>", "<script>nowhere()</script></body>"))
        with self.assertRaises(AssertionError): # a script error
            self.opened(bad)


if __name__ == "__main__":
    if len(sys.argv) > 1 and not sys.argv[1].startswith("-"):
        BUILD = pathlib.Path(sys.argv.pop(1)).resolve()
    if chromium.program() is None:
        print("skipped: no Chromium here; apt install chromium")
        sys.exit(77)
    unittest.main()
