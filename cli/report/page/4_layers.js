// SPDX-License-Identifier: Apache-2.0
// The table of layers, and their cycles against the interval.
"use strict";

const parallel = layer => ["in_channels", "out_channels", "kernel", "pixels"].map(key => layer.parallelism[key] || 1);

function layerTable() {
  const index = layer => layers.indexOf(layer);
  const columns = [
    { title: "#", value: index },
    { title: "layer", value: l => l.name, text: l => clean(l.name), kind: "text", name: true },
    { title: "kind", value: l => l.kind, kind: "text" },
    { title: "output H\u00d7W\u00d7C", value: l => d3.max(l.output_shape), text: l => shape(l.output_shape) },
    { title: "MACs", value: l => l.macs, text: l => whole(l.macs) },
    { title: "cycles", value: l => l.cycles, text: l => whole(l.cycles) },
    { title: "of interval", value: share, text: l => percent(share(l)) },
    { title: "in.out.kernel.px", value: l => l.products_per_cycle, text: l => parallel(l).join(".") },
    { title: "products", value: l => l.products_per_cycle, text: l => whole(l.products_per_cycle) },
    { title: "DSP", value: l => l.resources.dsp, text: l => number(l.resources.dsp) },
    { title: "LUT", value: l => l.resources.lut, text: l => whole(l.resources.lut) },
    { title: "FF", value: l => l.resources.ff, text: l => whole(l.resources.ff) },
    { title: "BRAM", value: l => l.resources.bram, text: l => number(l.resources.bram) },
    { title: "weight bytes", value: l => l.weight_bytes, text: l => whole(l.weight_bytes) },
    { title: "FIFO beats", value: l => l.fifo_depth, text: l => whole(l.fifo_depth) }];
  if (data.comparison)
    columns.push({ title: "SQNR dB", value: l => (compared.get(l.name) || {}).emulator_sqnr_db,
      text: l => decibels((compared.get(l.name) || {}).emulator_sqnr_db) });
  sortable("#layer-table", columns, layers, index);
}

// Whether layer `to` reads, at some remove, what layer `from` writes.
const readers = layers.map(() => []);
for (const link of pipeline.links)
  if (link.from !== null && link.to !== null)
    readers[link.from].push(link.to);
function feeds(from, to) {
  const seen = new Set([from]), open = [from];
  while (open.length)
    for (const next of readers[open.pop()]) {
      if (next === to)
        return true;
      if (!seen.has(next)) {
        seen.add(next);
        open.push(next);
      }
    }
  return false;
}

// Why a layer is idle for a part of the interval.
function waitsFor(index) {
  if (bottleneck < 0 || index === bottleneck || layers[index].cycles >= report.interval_cycles)
    return "";
  const slowest = short(report.bottleneck, 40);
  if (!pipeline.links.length)
    return `waits for ${slowest}`;
  return feeds(index, bottleneck) ? `is held up by ${slowest}, which takes its results too slowly`
    : feeds(bottleneck, index) ? `waits for the results of ${slowest}`
      : `waits beside ${slowest}, on another branch`;
}

function cycleBars() {
  const most = Math.max(report.interval_cycles, d3.max(layers, layer => layer.cycles) || 0);
  legend("#cycles .hint", [{ text: "works", fill: colours.blue }, { text: "\u25b2 slowest", fill: colours.red },
    { text: "waits", fill: "#eceff2", stroke: "#c3c9d0" }]);
  const drawn = rows("#cycle-bars", "cycle-svg", most, 20, (row, layer, x, height, i) => {
    row.append("rect").attr("x", x(0)).attr("y", 3).attr("height", height - 6).attr("width", x(report.interval_cycles) - x(0))
      .attr("fill", "url(#cycle-svg-waits)");
    row.append("rect").attr("x", x(0)).attr("y", 3).attr("height", height - 6).attr("width", x(layer.cycles) - x(0))
      .attr("fill", i === bottleneck ? colours.red : colours.blue);
    if (layer.least_cycles > 0)
      row.append("rect").attr("x", x(Math.min(layer.least_cycles, most)) - 1).attr("y", 1).attr("width", 2).attr("height", height - 2)
        .attr("fill", "#000");
    row.append("text").attr("x", x(most) + 6).attr("y", height / 2 + 4)
      .text(`${whole(layer.cycles)}  (${percent(share(layer))})${i === bottleneck ? " \u25b2" : ""}`);
    row.append("title").text(`${clean(layer.name)}: ${whole(layer.cycles)} cycles` + (waitsFor(i) ? `; ${waitsFor(i)}` : ""));
  });
  drawn.svg.append("line").attr("x1", drawn.x(report.interval_cycles)).attr("x2", drawn.x(report.interval_cycles))
    .attr("y1", drawn.top).attr("y2", drawn.top + layers.length * 20).attr("stroke", "#000").attr("stroke-dasharray", "4 3");
}
