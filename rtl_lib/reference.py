#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The reference of the blocks, docs/blocks/, from the sources of the RTL library.

  rtl_lib/reference.py            writes docs/blocks/
  rtl_lib/reference.py --check    exits 1 when docs/blocks/ is not what the sources say

A page per folder of rtl_lib/blocks: of each module the header comment, the parameters and ports with
their comments, and the rules that it checks at elaboration. A parameter or port without a comment is
an error; clock, reset and the handshakes of streams are those of docs/rtl-conventions.md. --blocks and
--docs name other folders (the tests do).
"""
import argparse
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
NOTE = "<!-- Made by rtl_lib/reference.py from the sources: change those. -->\n"
# Ports that mean the same in every module; a comment of their own takes precedence.
CONVENTIONS = {
    "clk_i": "clock, rising edge",
    "rst_ni": "reset, synchronous, active low; of control, never of data",
    "in_valid_i": "a beat is offered",
    "in_ready_o": "a beat that is offered is taken; a register",
    "in_data_i": "the beat in",
    "out_valid_o": "a beat is offered; a register",
    "out_ready_i": "the beat that is offered is taken",
    "out_data_o": "the beat out, held while it waits",
}
PARAMETER = re.compile(
    r"(parameter|localparam)\s+(?:(bit|int|logic)\b)?\s*(\[[^=]*\])?\s*(\w+)\s*=\s*(.*)")
PORT = re.compile(r"(input|output)\s+(?:wire\s+)?logic(?:\s+signed)?\s*(\[.*\])?\s*(\w+)$")
NESTED = r"(?:[^()]|\((?:[^()]|\([^()]*\))*\))*"
RULE = re.compile(rf"\bif \(({NESTED})\)\s+begin : \w+\s+sluice_rule_(\w+)")
LABEL = re.compile(r"(In|Out|Beats?(?: order)?(?: in)?(?: and out)?|Cycles per frame|Latency|"
                   r"Back-pressure|Max|Feed-forward|Why it is exact|Limits):(?= )")
RESOURCES = re.compile(r"(Yosys 0\.23|Measured)\b")


class Fault(Exception):
    """What is missing in a source: file and sentence."""


class Module:
    """One .sv file: name, header paragraphs, parameters and ports with their comments, rules."""

    def __init__(self, path):
        self.path = path
        self.name = path.stem
        text = path.read_text()
        if not re.search(rf"^module {self.name}\b", text, re.M):
            raise Fault(f"{path}: holds no module '{self.name}'")
        self.paragraphs = paragraphs(re.match(r"(?://.*\n)+", text).group().splitlines()[1:])
        if not self.paragraphs:
            raise Fault(f"{path}: has no header comment")
        head = text[text.index(f"module {self.name}"):]
        head = head[:head.index(");\n")]
        self.parameters, self.ports, self.faults = [], [], []
        for declaration, comment in declarations(head):
            self.add(declaration, comment)
        self.rules = [(" ".join(rule.split()), name) for rule, name in RULE.findall(text)]
        if len(self.rules) != text.count(" sluice_rule_"):
            self.faults.append(f"{path}: has a rule that is not `if (...) begin : ... sluice_rule_...`")

    def add(self, declaration, comment):
        """One item of the module's header."""
        if found := PARAMETER.match(declaration):
            keyword, kind, width, name, default = found.groups()
            if keyword == "localparam":
                return
            kind = " ".join(part for part in (kind, width) if part) or "string"
            self.parameters.append((name, kind, default.strip(), self.comment(name, comment)))
        elif found := PORT.match(declaration):
            direction, width, name = found.groups()
            comment = comment or CONVENTIONS.get(name)
            self.ports.append((name, direction, width or "", self.comment(name, comment)))
        else:
            raise Fault(f"{self.path}: cannot be read here: {declaration}")

    def comment(self, name, comment):
        if not comment:
            self.faults.append(f"{self.path}: '{name}' has no comment; say behind it what it means")
        return comment or ""


def declarations(head):
    """(declaration, comment) of each parameter and port of a module's header. A comment stands behind
    its declaration and may go on in lines of its own."""
    result = []
    for line in head.splitlines()[1:]:
        code, _, comment = line.partition("//")
        code, comment = code.strip(), comment.strip()
        if code in ("", ")", "(", ") ("):
            if comment and result:
                result[-1][1] = f"{result[-1][1]} {comment}"
            continue
        result.append([code.rstrip(","), comment])
    return result


def paragraphs(lines):
    """Header lines as ("text" | "code" | "resources", [line...]). A label begins a paragraph, and so
    does a line at the margin below indented ones; indented lines are code below a blank or a colon."""
    result, hanging = [], False
    for line in lines:
        line = line.removeprefix("//").removeprefix(" ")
        indented = line.startswith("  ")
        kind, last = result[-1] if result else ("end", [])
        if not line.strip():
            kind, line = "end", None
        elif not indented and RESOURCES.match(line):
            kind = "resources"
        elif not indented and (hanging or LABEL.match(line) or kind in ("end", "code")):
            kind = "text"
        elif indented and (kind == "end" or kind == "text" and last[-1].endswith(":")):
            kind = "code"
        else:
            last.append(line if kind == "code" else line.strip())
            hanging = indented and kind != "code"
            continue
        result.append((kind, [line] if line else []))
        hanging = False
    return [paragraph for paragraph in result if paragraph[1]]


def escaped(text):
    return re.sub(r"([*_<>|\[\]])", r"\\\1", text)


def prose(text, module, pages):
    """Markdown of a sentence: names of the module as code, other modules as links."""
    own = {name for name, *_ in module.parameters + module.ports}
    parts = []
    for word in re.split(r"((?:docs/)?\w+(?:\.\w+)*)", text):
        stem = word.removesuffix(".sv")
        if word.startswith("docs/"):
            parts.append(f"[{word.removeprefix('docs/')}](../{word.removeprefix('docs/')})")
        elif stem in pages and stem != module.name:
            parts.append(f"[`{stem}`]({pages[stem]}#{stem})")
        elif word in own or "_" in word:
            parts.append(f"`{word}`")
        else:
            parts.append(escaped(word))
    return "".join(parts)


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows]) + "\n"


def code(text):
    return f"`{text.replace('|', chr(92) + '|')}`" if text else ""


def module_text(module, pages):
    """The section of one module."""
    parts = [f"## {module.name}\n"]
    resources = []
    for kind, lines in module.paragraphs:
        text = " ".join(lines) if kind != "code" else ""
        text = text.removeprefix(f"{module.name}: ")
        if kind == "code":
            parts.append("```\n" + "\n".join(line[2:] for line in lines) + "\n```\n")
        elif kind == "resources":
            resources.append(prose(text, module, pages))
        elif label := LABEL.match(text):
            parts.append(f"**{label[1]}:**{prose(text[label.end():], module, pages)}\n")
        else:
            parts.append(prose(text[:1].upper() + text[1:], module, pages) + "\n")
    if resources:
        parts.append("**Resources.** " + " ".join(resources) + "\n")
    if module.parameters:
        parts.append(table(["parameter", "type", "default", "meaning"],
                           [(code(name), code(kind), code(default), prose(text, module, pages))
                            for name, kind, default, text in module.parameters]))
    parts.append(table(["port", "", "width", "meaning"],
                       [(code(name), direction, code(width), prose(text, module, pages))
                        for name, direction, width, text in module.ports]))
    if module.rules:
        rules = "; ".join(f"{code(rule)} ({name.replace('_', ' ')})" for rule, name in module.rules)
        parts.append(f"Refused at elaboration: {rules}.\n")
    return "\n".join(parts)


def twin_text(folder):
    """The C++ files beside the modules, and who computes resources there."""
    files = sorted(path.name for path in folder.glob("*.cpp")) + sorted(
        path.name for path in folder.glob("*.h"))
    if not files:
        return "No model of its own: the blocks that it is a part of count it.\n"
    estimate = [name for name in files if name.endswith(".cpp") and re.search(
        r"^Resources \w*resources\(", (folder / name).read_text(), re.M)]
    link = f"../../rtl_lib/blocks/{folder.name}"
    text = "Model: " + ", ".join(f"[{name}]({link}/{name})" for name in files if name.endswith(".h"))
    if estimate:
        text += "; resources: " + ", ".join(f"[{name}]({link}/{name})" for name in estimate)
        text += ", as in [devices and resources](../resources.md)"
    return text + ".\n"


def layers_text(modules, docs):
    """Links to the pages of the layers that are built with these modules."""
    names = {module.name for module in modules}
    pages = [path for path in sorted((docs / "layers").glob("*.md"))
             if names & set(re.findall(r"sluice_\w+", path.read_text()))]
    links = ", ".join(f"[{path.stem}](../layers/{path.name})" for path in pages)
    return f"Layers: {links}.\n" if links else ""


def page(folder, modules, pages, docs):
    """The text of a folder's page; the module of its name first."""
    head = f"{NOTE}\n# {folder.name}\n\n{layers_text(modules, docs)}{twin_text(folder)}"
    return head + "".join("\n" + module_text(module, pages) for module in modules)


def index(folders, pages):
    rows = []
    for folder, modules in folders:
        first = modules[0].paragraphs[0][1]
        text = " ".join(first).removeprefix(f"{modules[0].name}: ")
        text = re.split(r"(?<=[a-z)])[.:] ", text)[0].rstrip(".:")
        text = text[:1].upper() + text[1:]
        rows.append((f"[{folder.name}]({folder.name}.md)", prose(text, modules[0], pages),
                     ", ".join(f"[`{module.name}`]({pages[module.name]}#{module.name})"
                               for module in modules)))
    return (f"{NOTE}\n# The blocks\n\nEvery module of the RTL library, by folder of `rtl_lib/blocks`. "
            "What holds for all of them (streams, reset, when beats move) is in [how a block is "
            "written](../rtl-conventions.md), cycles in [the cycle model](../cycle-model.md), "
            "resources in [devices and resources](../resources.md).\n\n"
            + table(["folder", "what", "modules"], rows))


def reference(blocks, docs):
    """File name below docs/blocks/ to its text. Throws all Faults of the sources as one."""
    folders, faults = [], []
    for folder in sorted(path for path in blocks.iterdir() if any(path.glob("*.sv"))):
        modules = []
        main = f"sluice_{folder.name}"
        for path in sorted(folder.glob("*.sv"), key=lambda p: (p.stem != main, p.stem)):
            try:
                modules.append(Module(path))
                faults += modules[-1].faults
            except Fault as fault:
                faults.append(str(fault))
        folders.append((folder, modules))
    if faults:
        raise Fault("\n".join(faults))
    pages = {m.name: f"{folder.name}.md" for folder, modules in folders for m in modules}
    files = {f"{folder.name}.md": page(folder, modules, pages, docs) for folder, modules in folders}
    files["README.md"] = index(folders, pages)
    return files


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--blocks", type=pathlib.Path, default=ROOT / "rtl_lib/blocks")
    parser.add_argument("--docs", type=pathlib.Path, default=ROOT / "docs")
    options = parser.parse_args()
    try:
        files = reference(options.blocks, options.docs)
    except Fault as fault:
        print(fault, file=sys.stderr)
        return 1
    folder = options.docs / "blocks"
    there = {path.name: path.read_text() for path in folder.glob("*")}
    if options.check:
        for name in sorted(files.keys() | there.keys()):
            if files.get(name) != there.get(name):
                print(f"{folder / name}: is not what the sources say; run rtl_lib/reference.py",
                      file=sys.stderr)
        return int(files != there)
    folder.mkdir(exist_ok=True)
    for name in there.keys() - files.keys():
        (folder / name).unlink()
    for name, text in files.items():
        (folder / name).write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
