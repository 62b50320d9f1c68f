// SPDX-License-Identifier: Apache-2.0
// What every part of the page uses. Names come from the model, hence from strangers: they reach the
// document as text alone, never as markup.
"use strict";

const data = JSON.parse(document.getElementById("data").textContent);
const report = data.report;
const layers = report.layers || [];
const pipeline = report.pipeline || { links: [], timeline: { frames: 0, layers: [] }, memories: [] };

const colours = { blue: "#0072b2", orange: "#e69f00", green: "#009e73", red: "#d55e00",
  purple: "#cc79a7", sky: "#56b4e9", yellow: "#f0e442", grey: "#9aa3ad" };

const whole = d3.format(",.0f");
const number = value => Number.isInteger(value) ? whole(value) : d3.format(",.4~r")(value);
const percent = share => d3.format(".1%")(share).replace("%", " %");
const blocks = count => `${number(count)} ${count === 1 ? "block" : "blocks"}`;
const decibels = value => value === null || value === undefined ? "" : d3.format(".1f")(value);

// Control characters, and those that turn the direction of text, shown as escapes.
function clean(text) {
  return String(text).replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g,
    c => "\\u" + c.charCodeAt(0).toString(16).padStart(4, "0"));
}

// At most `most` characters, both ends kept, more of the last: names differ there.
function short(text, most) {
  const all = Array.from(clean(text));
  if (all.length <= most)
    return all.join("");
  const tail = Math.floor((most - 1) * 0.6);
  return all.slice(0, most - 1 - tail).join("") + "\u2026" + all.slice(all.length - tail).join("");
}

// Sets the text of an SVG element to as much of `text` as `width` pixels show.
function fitted(element, text, width) {
  let most = Array.from(text).length;
  element.text(short(text, most));
  for (let wide = element.node().getComputedTextLength(); wide > width && most > 3;
    wide = element.node().getComputedTextLength()) {
    most = Math.max(3, Math.min(most - 1, Math.floor(most * width / wide)));
    element.text(short(text, most));
  }
  return element;
}

const shape = dims => dims ? dims.map(whole).join("\u00d7") : "";
const share = layer => layer.cycles / report.interval_cycles;
const bottleneck = layers.findIndex(layer => layer.name === report.bottleneck);

// The comparison's and the simulation's entry of a layer, where these commands have run.
const compared = new Map();
if (data.comparison)
  for (const layer of data.comparison.layers)
    compared.set(layer.name, layer);

// Marks every drawing of a layer; `open` is set by detail.js.
const listeners = [];
let selected = -1;
function select(layer) {
  selected = layer;
  d3.selectAll("[data-layer]").classed("selected", function () {
    return layer >= 0 && +this.getAttribute("data-layer") === layer;
  });
  for (const listener of listeners)
    listener(layer);
}

// A table with headings that sort. A column is {title, value(row), text(row)?, kind: "text"?,
// cell(selection, row)?}; `layer(row)` gives the layer that a click opens, or -1.
function sortable(place, columns, rows, layer) {
  const table = d3.select(place).append("table");
  const heads = table.append("thead").append("tr").selectAll("th").data(columns).join("th")
    .classed("text", c => c.kind === "text");
  const body = table.append("tbody");
  const shown = rows.slice();
  const draw = () => {
    const lines = body.selectAll("tr").data(shown, row => rows.indexOf(row)).join(enter => {
      const line = enter.append("tr");
      line.each(function (row) {
        const index = layer ? layer(row) : -1;
        if (index >= 0)
          d3.select(this).attr("data-layer", index).classed("open", true)
            .classed("slowest", index === bottleneck).on("click", () => select(index));
        for (const column of columns) {
          const cell = d3.select(this).append("td").classed("text", column.kind === "text")
            .classed("name", Boolean(column.name));
          if (column.cell)
            column.cell(cell, row);
          else
            cell.text(column.text ? column.text(row) : column.value(row));
          if (column.name)
            cell.attr("title", clean(column.value(row)));
        }
      });
      return line;
    });
    lines.order();
  };
  heads.append("button").attr("type", "button").text(c => c.title).on("click", function (column) {
    const head = this.parentNode;
    const down = column.kind === "text" ? head.getAttribute("aria-sort") === "ascending"
      : head.getAttribute("aria-sort") !== "descending";
    heads.attr("aria-sort", null);
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    const order = down ? d3.descending : d3.ascending;
    shown.sort((a, b) => order(column.value(a), column.value(b)) || rows.indexOf(a) - rows.indexOf(b));
    draw();
  });
  draw();
  return table;
}

// A plain table of pairs.
function facts(place, pairs) {
  const rows = d3.select(place).append("table").attr("class", "facts").append("tbody").selectAll("tr")
    .data(pairs.filter(pair => pair[1] !== undefined && pair[1] !== null && pair[1] !== ""))
    .join("tr");
  rows.append("td").attr("class", "text dim").text(pair => pair[0]);
  rows.append("td").attr("class", "text name").text(pair => clean(pair[1]));
}

// Patterns, so that nothing is told apart by colour alone.
function patterns(svg, id) {
  const defs = svg.append("defs");
  for (const [name, colour] of [["waits", "#c3c9d0"], ["second", colours.orange], ["rtl", "#16191d"]]) {
    const pattern = defs.append("pattern").attr("id", id + "-" + name).attr("width", 6).attr("height", 6)
      .attr("patternUnits", "userSpaceOnUse").attr("patternTransform", "rotate(45)");
    pattern.append("rect").attr("width", 6).attr("height", 6)
      .attr("fill", name === "second" ? "#fdf0cf" : "#fff");
    pattern.append("rect").attr("width", name === "waits" ? 1.5 : 3).attr("height", 6).attr("fill", colour);
  }
}

function legend(place, entries) {
  const items = d3.select(place).append("div").attr("class", "legend").selectAll("span").data(entries)
    .join("span");
  items.append("svg").attr("width", 18).attr("height", 12).append("rect").attr("width", 18)
    .attr("height", 12).attr("fill", e => e.fill).attr("stroke", e => e.stroke || "none");
  items.append("span").text(e => e.text);
}

function nothing(place, text) {
  d3.select(place).classed("frame", false).append("p").attr("class", "dim").text(text);
}

// Rows of bars, one a layer, with the layers' names on the left and an axis of cycles above.
// `draw(row, layer, x, height)` fills a row.
function rows(place, id, most, height, draw) {
  const left = 210, right = 170, width = 1150, top = 24;
  const x = d3.scaleLinear([0, Math.max(most, 1)], [left, width - right]);
  const svg = d3.select(place).append("svg").attr("viewBox", [0, 0, width, top + layers.length * height + 8])
    .attr("class", "rows").attr("id", id);
  patterns(svg, id);
  svg.append("g").attr("class", "axis grid").attr("transform", `translate(0,${top})`)
    .call(d3.axisTop(x).ticks(6, ",d").tickSizeInner(-layers.length * height));
  const lines = svg.selectAll("g.row").data(layers).join("g").attr("class", "row")
    .attr("data-layer", (layer, i) => i).attr("transform", (layer, i) => `translate(0,${top + i * height})`)
    .on("click", (layer, i) => select(i));
  lines.append("rect").attr("class", "back").attr("width", width).attr("height", height);
  lines.append("text").attr("x", left - 8).attr("y", height / 2 + 4).attr("text-anchor", "end")
    .attr("font-weight", (layer, i) => i === bottleneck ? 700 : null)
    .each(function (layer) {
      fitted(d3.select(this), layer.name, left - 14);
    }).append("title").text(layer => clean(layer.name));
  lines.each(function (layer, i) {
    draw(d3.select(this), layer, x, height, i);
  });
  return { svg, x, top };
}
