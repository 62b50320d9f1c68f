// SPDX-License-Identifier: Apache-2.0
// What a person wants first: whether it fits, how fast it is, what it takes.
"use strict";

const resourceNames = { products: "products per cycle", dsp: "DSP blocks", lut: "LUT", ff: "FF",
  bram: "BRAM", uram: "URAM" };

function usedOf(resource) {
  return resource === "products" ? report.products_per_cycle : report.resources[resource];
}

function summary() {
  d3.select("#name").attr("class", "name").text(clean(report.name));
  const budget = report.budget || {};
  const over = Object.keys(budget).filter(key => usedOf(key) > budget[key] + 1e-9);
  const verdict = d3.select("#verdict");
  const target = report.device ? clean(report.device) : "the budget";
  verdict.append("span").attr("class", "chip " + (over.length ? "no" : "yes"))
    .text(over.length ? `\u2717 does not fit ${target}` : `\u2713 fits ${target}`);
  verdict.append("span").text(` at ${number(report.clock_mhz)} MHz` +
    (over.length ? ": too little " + over.map(key => resourceNames[key]).join(", ") : ""));

  const quantization = report.quantization || {};
  const figures = [
    [d3.format(",.1f")(report.fps), "frames per second"],
    [`${d3.format(",.1f")(report.latency_us)} \u00b5s`, `latency, ${whole(report.latency_cycles)} cycles`],
    [whole(report.interval_cycles), `cycles a frame; at least ${whole(report.interval_lower_bound_cycles)} in this budget`],
    [percent(report.efficiency), `of the budget's products; ${whole(report.macs)} MACs a frame`]];
  if (quantization.int8_accuracy !== undefined)
    figures.push([d3.format(".2f")(100 * quantization.int8_accuracy) + " %",
      "top-1 in int8" + (quantization.float_accuracy === undefined ? ""
        : `, ${d3.format(".2f")(100 * quantization.float_accuracy)} % in float`)]);
  else if (quantization.output_sqnr_db !== undefined)
    figures.push([decibels(quantization.output_sqnr_db) + " dB", "output above its quantization noise; accuracy not measured"]);
  const boxes = d3.select("#figures").selectAll("div").data(figures).join("div").attr("class", "figure");
  boxes.append("b").text(f => f[0]);
  boxes.append("span").text(f => f[1]);

  useBars(budget);
  const slowest = d3.select("#slowest").append("p");
  slowest.append("span").text("Slowest layer: ");
  slowest.append("b").attr("class", "name").text(clean(report.bottleneck));
  if (report.bottleneck_reason)
    slowest.append("span").text(`; ${clean(report.bottleneck_reason)}.`);
  for (const note of report.notes || [])
    d3.select("#slowest").append("p").attr("class", "dim").text(clean(note));
}

function useBars(budget) {
  const keys = Object.keys(resourceNames).filter(key => budget[key] > 0 || usedOf(key) > 0);
  const rows = d3.select("#use").append("table").selectAll("tr").data(keys).join("tr");
  rows.append("td").attr("class", "text").text(key => resourceNames[key]);
  rows.append("td").text(key => number(usedOf(key)));
  rows.append("td").attr("class", "dim").text(key => budget[key] === undefined ? "no limit" : "of " + number(budget[key]));
  rows.append("td").attr("class", "text").each(function (key) {
    if (!(budget[key] > 0))
      return;
    const part = usedOf(key) / budget[key];
    d3.select(this).append("span").attr("class", "meter").style("width", "20em").append("i")
      .classed("full", part > 1).style("width", 100 * Math.min(part, 1) + "%");
    d3.select(this).append("span").text(percent(part));
  });
}
