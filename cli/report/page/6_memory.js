// SPDX-License-Identifier: Apache-2.0
// Which memory holds what, and how full each block is.
"use strict";

const contents = [["weights", colours.blue], ["rows of the window", colours.orange],
  ["bias, multiplier, shift", colours.green], ["activation table", colours.purple],
  ["beats", colours.sky], ["buffers", colours.grey]];

const memoryKind = memory => memory.bram > 0 ? "block memory" : "LUTs, registers";

function memory() {
  const all = pipeline.memories.filter(m => m.bram > 0 || m.bits > 0);
  if (!all.length)
    return nothing("#memory-table", "This report was written by a version that did not tell memories apart.");
  memoryBars(all.filter(m => m.bram > 0));
  sortable("#memory-table", [
    { title: "of", value: m => m.owner, text: m => clean(m.owner), kind: "text", name: true },
    { title: "holds", value: m => m.holds, kind: "text" },
    { title: "in", value: memoryKind, kind: "text" },
    { title: "memories", value: m => m.count || 0, text: m => m.count ? whole(m.count) : "" },
    { title: "words \u00d7 bits", value: m => (m.words || 0) * (m.word_bits || 0),
      text: m => m.words ? `${whole(m.words)} \u00d7 ${whole(m.word_bits)}` : "" },
    { title: "Kibit", value: m => m.bits || 0, text: m => m.bits ? d3.format(",.2f")(m.bits / 1024) : "" },
    { title: "blocks", value: m => m.bram, text: m => m.bram ? number(m.bram) : "" },
    { title: "full", value: m => m.full || 0, kind: "text", cell: (cell, m) => {
      if (m.full === undefined)
        return;
      cell.append("span").attr("class", "meter").append("i").style("width", 100 * Math.min(1, m.full) + "%");
      cell.append("span").text(percent(m.full));
    } }], all, m => m.layer === null ? -1 : m.layer);
}

// Blocks by layer, told apart by what they hold.
function memoryBars(all) {
  if (!all.length)
    return nothing("#memory-bars", "No block memory: everything is small enough for LUTs and registers.");
  const owners = Array.from(new Set(all.map(m => m.owner)));
  const sum = owner => d3.sum(all.filter(m => m.owner === owner), m => m.bram);
  const left = 210, width = 1150, top = 24, height = 18;
  const x = d3.scaleLinear([0, d3.max(owners, sum)], [left, width - 90]);
  const used = contents.filter(c => all.some(m => m.holds === c[0]));
  const box = d3.select("#memory").insert("div", "#memory-bars").attr("id", "memory-legend");
  legend("#memory-legend", used.map(c => ({ text: `${c[0]}: ${blocks(d3.sum(all.filter(m => m.holds === c[0]), m => m.bram))}`, fill: c[1] })));
  box.append("p").attr("class", "hint").text("Blocks of memory by layer; the dark part of a bar is filled.");
  const svg = d3.select("#memory-bars").append("svg").attr("viewBox", [0, 0, width, top + owners.length * height + 8])
    .attr("class", "rows");
  svg.append("g").attr("class", "axis grid").attr("transform", `translate(0,${top})`)
    .call(d3.axisTop(x).ticks(6).tickSizeInner(-owners.length * height));
  owners.forEach((owner, i) => {
    const mine = all.filter(m => m.owner === owner);
    const row = svg.append("g").attr("class", "row").attr("transform", `translate(0,${top + i * height})`);
    if (mine[0].layer !== null)
      row.attr("data-layer", mine[0].layer).on("click", () => select(mine[0].layer));
    row.append("rect").attr("class", "back").attr("width", width).attr("height", height);
    row.append("text").attr("x", left - 8).attr("y", height / 2 + 4).attr("text-anchor", "end")
      .call(fitted, owner, left - 14);
    let at = 0;
    for (const [holds, colour] of contents)
      for (const m of mine.filter(entry => entry.holds === holds)) {
        const part = row.append("g");
        const span = x(at + m.bram) - x(at);
        part.append("rect").attr("x", x(at)).attr("y", 2).attr("width", span).attr("height", height - 4)
          .attr("fill", colour).attr("fill-opacity", 0.4).attr("stroke", colour);
        part.append("rect").attr("x", x(at)).attr("y", 2).attr("width", span * Math.min(1, m.full === undefined ? 1 : m.full))
          .attr("height", height - 4).attr("fill", colour);
        part.append("title").text(`${holds}: ${blocks(m.bram)}` + (m.full === undefined ? "" : `, ${percent(m.full)} full`));
        at += m.bram;
      }
    row.append("text").attr("x", x(at) + 6).attr("y", height / 2 + 4).text(number(at));
  });
}
