// SPDX-License-Identifier: Apache-2.0
// One layer in detail, what the design was made from, and the page as a whole.
"use strict";

function linkLine(link, other) {
  const name = other === null ? "the IP's edge" : short(layers[other].name, 40);
  return `${name}: ${linkText(link)}, ${whole(link.beats)} beats` +
    (link.adapters.length ? ` through ${link.adapters.map(a => a.depth ? `FIFO of ${a.depth} (most ${a.most_beats})` : a.kind).join(", ")}` : "");
}

function detail(index) {
  const place = d3.select("#detail").html("").attr("hidden", index < 0 ? "" : null);
  d3.select("html").classed("open", index >= 0);
  if (index < 0)
    return;
  const layer = layers[index], q = compared.get(layer.name);
  place.append("button").attr("type", "button").attr("aria-label", "close").text("\u2715").on("click", () => select(-1));
  place.append("h2").attr("class", "name").text(clean(layer.name));
  if (index === bottleneck)
    place.append("p").attr("class", "mark").text("\u25b2 the slowest layer: it sets the interval");
  const own = pipeline.memories.filter(m => m.layer === index);
  const spans = pipeline.timeline.layers[index] || [];
  const shapes = layer.input_shape.length && Array.isArray(layer.input_shape[0]) ? layer.input_shape : [layer.input_shape];
  facts("#detail", [["kind", layer.kind], ["input", shapes.map(shape).join(", ")], ["output", shape(layer.output_shape)],
    ["MACs", whole(layer.macs)],
    ["cycles", `${whole(layer.cycles)}, ${percent(share(layer))} of the interval`],
    ["meanwhile", waitsFor(index)],
    ["least cycles", layer.least_cycles ? `${whole(layer.least_cycles)} at any parallelism` : ""],
    ["parallelism", ["in", "out", "kernel", "pixels"].map((key, i) => `${parallel(layer)[i]} ${key}`).join(", ")],
    ["products", `${whole(layer.products_per_cycle)} a cycle`]].concat(
    Object.entries(layer.resources).filter(entry => entry[1] > 0).map(([key, value]) => [resourceNames[key], number(Math.round(value * 10) / 10)]),
    [["weights", layer.weight_bytes ? `${whole(layer.weight_bytes)} bytes` : ""]],
    pipeline.links.filter(l => l.to === index).map(l => ["reads", linkLine(l, l.from)]),
    pipeline.links.filter(l => l.from === index).map(l => ["feeds", linkLine(l, l.to)]),
    own.map(m => [m.holds, (m.words ? `${whole(m.count)} \u00d7 ${whole(m.words)} words of ${whole(m.word_bits)} bits, ` : "") +
      (m.bram ? blocks(m.bram) + (m.full === undefined ? "" : `, ${percent(m.full)} full`) : "in LUTs or registers")]),
    spans.map((s, f) => [`frame ${f + 1}`, `in ${whole(s.first_in)} to ${whole(s.last_in)}, out ${whole(s.first_out)} to ${whole(s.last_out)}`]),
    q ? [["SQNR", `${decibels(q.emulator_sqnr_db)} dB, alone ${decibels(q.own_sqnr_db)} dB`]] : []));
}

function ports() {
  const all = (report.inputs || []).map(p => ["input", p]).concat((report.outputs || []).map(p => ["output", p]));
  sortable("#port-table", [
    { title: "", value: p => p[0], kind: "text" },
    { title: "name", value: p => p[1].name, text: p => clean(p[1].name), kind: "text", name: true },
    { title: "shape", value: p => p[1].shape.length, text: p => shape(p[1].shape), kind: "text" },
    { title: "type", value: p => p[1].type, kind: "text" },
    { title: "scale", value: p => p[1].scale, text: p => String(+p[1].scale.toPrecision(9)) },
    { title: "zero point", value: p => p[1].zero_point }], all);
}

// An argument as a shell takes it.
const quoted = text => /^[\w.,:=@%+\/-]+$/.test(text) ? text : "'" + clean(text).replace(/'/g, "'\\''") + "'";

function origin() {
  const made = report.origin;
  if (!made || !made.sluice)
    return nothing("#origin-facts", "This report does not tell what made it.");
  if (made.command.length)
    d3.select("#origin-facts").append("pre").attr("id", "command").text(["sluice"].concat(made.command.map(quoted)).join(" "));
  facts("#origin-facts", [["Sluice", made.sluice]].concat(
    made.sources.map(s => [`${s.role}, SHA-256`, `${s.sha256}  ${s.path}`]),
    [["integer network, SHA-256", made.network_sha256], ["design.yaml, SHA-256", made.design_sha256]]));
  d3.select("#origin-facts").append("p").attr("class", "hint").text("The same version, command and files give the same bytes. Of a folder the digest is of its files' names and digests.");
}

for (const part of [summary, graph, layerTable, cycleBars, timeline, memory, pareto, tuner, quantization, ports, origin])
  part();
listeners.push(detail);
d3.select("#contents").selectAll("a").data(d3.selectAll("section").nodes()).join("a")
  .attr("href", s => "#" + s.id).text(s => s.getAttribute("data-short") || s.querySelector("h2").textContent);
d3.select(document).on("keydown", () => {
  if (d3.event.key === "Escape")
    select(-1);
});
document.documentElement.setAttribute("data-ready", "yes");
