// SPDX-License-Identifier: Apache-2.0
// What quantization costs, step by step and layer by layer.
"use strict";

function quantization() {
  const q = report.quantization || {};
  facts("#quantization-steps", [["method", q.method],
    ["output SQNR", q.output_sqnr_db === undefined ? "" : `${decibels(q.output_sqnr_db)} dB on ${whole(q.held_out_frames)} calibration frames held out`],
    ["with plain min-max ranges", q.minmax_sqnr_db === undefined ? "" : `${decibels(q.minmax_sqnr_db)} dB`],
    ["top-1 in float", q.float_accuracy === undefined ? "not measured: generate with --test" : d3.format(".2f")(100 * q.float_accuracy) + " %"],
    ["top-1 in int8", q.int8_accuracy === undefined ? "not measured" : d3.format(".2f")(100 * q.int8_accuracy) + " %"]]);
  if ((q.steps || []).length) {
    d3.select("#quantization-steps").append("h3").text("Steps, in dB of the output");
    const rows = d3.select("#quantization-steps").append("table").selectAll("tr").data(q.steps).join("tr");
    rows.append("td").attr("class", "text").text(s => clean(s.name).replace(/_/g, " "));
    rows.append("td").text(s => `${d3.format(".2f")(s.before_db)} \u2192 ${d3.format(".2f")(s.after_db)} dB`);
    rows.append("td").attr("class", "text").text(s => s.kept ? "\u2713 kept" : "\u2013 not kept");
  }
  if (!data.comparison)
    return nothing("#quantization-layers", "Error by layer is not there: 'sluice compare' has not run on this design.");
  const comparison = data.comparison;
  const note = d3.select("#quantization").insert("p", "#quantization-layers").attr("id", "comparison");
  note.append("b").text("Compared with the float graph. ");
  note.append("span").text(`${whole(comparison.frames)} frames; signal to quantization noise in dB, by layer. ` +
    (comparison.first_below ? `The first layer below ${number(comparison.least_db)} dB is ${clean(comparison.first_below.layer)}: `
      : `No layer is below ${number(comparison.least_db)} dB; ${clean(comparison.weakest)} adds most: `) + clean(comparison.advice) + ". " +
    (!comparison.rtl ? "The RTL was not run." : comparison.rtl.problem ? `The RTL differs: ${clean(comparison.rtl.problem)}.`
      : `The RTL gives the emulator's values at every layer, ${whole(comparison.rtl.frames)} frames.`));
  const cause = layer => {
    const worst = d3.max(Object.values(layer.own_error));
    return worst > 0 ? Object.keys(layer.own_error).find(key => layer.own_error[key] === worst) : "none";
  };
  dots(comparison);
  d3.select("#quantization").append("div").attr("class", "frame").attr("id", "comparison-table");
  sortable("#comparison-table", [
    { title: "layer", value: l => l.name, text: l => clean(l.name), kind: "text", name: true },
    { title: "quantized dB", value: l => l.quantized_sqnr_db, text: l => decibels(l.quantized_sqnr_db) },
    { title: "emulator dB", value: l => l.emulator_sqnr_db, text: l => decibels(l.emulator_sqnr_db) },
    { title: "alone dB", value: l => l.own_sqnr_db, text: l => decibels(l.own_sqnr_db) },
    { title: "mostly", value: cause, kind: "text" },
    { title: "worst channel", value: l => l.worst_channel },
    { title: "its dB", value: l => l.worst_channel_sqnr_db, text: l => decibels(l.worst_channel_sqnr_db) },
    { title: "largest error, steps", value: l => l.largest_error_steps, text: l => decibels(l.largest_error_steps) },
    { title: "at frame, row, column, channel", value: l => l.frame, text: l => [l.frame, l.y, l.x, l.channel].join(", "), kind: "text" },
    { title: "RTL", value: l => l.rtl || "", kind: "text" }],
    comparison.layers, l => layers.findIndex(layer => layer.name === l.name));
}

function dots(comparison) {
  const all = comparison.layers.flatMap(l => [l.emulator_sqnr_db, l.own_sqnr_db]).filter(v => v !== null);
  const height = 18, left = 210, width = 1150, top = 24;
  const x = d3.scaleLinear([Math.min(0, d3.min(all)), Math.max(d3.max(all), comparison.least_db) * 1.02], [left, width - 40]);
  d3.select("#quantization").insert("div", "#quantization-layers").attr("id", "dots-legend");
  legend("#dots-legend", [{ text: "\u25cf emulator", fill: colours.blue }, { text: "\u25c6 the layer alone", fill: colours.orange }]);
  const svg = d3.select("#quantization-layers").append("svg").attr("class", "rows")
    .attr("viewBox", [0, 0, width, top + comparison.layers.length * height + 8]);
  svg.append("g").attr("class", "axis grid").attr("transform", `translate(0,${top})`)
    .call(d3.axisTop(x).ticks(8).tickSizeInner(-comparison.layers.length * height));
  svg.append("line").attr("x1", x(comparison.least_db)).attr("x2", x(comparison.least_db)).attr("y1", top)
    .attr("y2", top + comparison.layers.length * height).attr("stroke", "#000").attr("stroke-dasharray", "4 3");
  comparison.layers.forEach((layer, i) => {
    const row = svg.append("g").attr("transform", `translate(0,${top + i * height})`);
    row.append("text").attr("x", left - 8).attr("y", height / 2 + 4).attr("text-anchor", "end")
      .call(fitted, layer.name, left - 14);
    for (const [key, symbol, fill] of [["own_sqnr_db", d3.symbolDiamond, colours.orange], ["emulator_sqnr_db", d3.symbolCircle, colours.blue]])
      if (layer[key] !== null)
        row.append("path").attr("d", d3.symbol().type(symbol).size(60)()).attr("fill", fill).attr("transform", `translate(${x(layer[key])},${height / 2})`)
          .append("title").text(`${clean(layer.name)}: ${decibels(layer[key])} dB`);
  });
}
