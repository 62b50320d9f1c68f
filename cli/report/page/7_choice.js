// SPDX-License-Identifier: Apache-2.0
// The Pareto front of `sweep` with the chosen design, and what the tuner did.
"use strict";

function pareto() {
  if (!data.sweep || !data.sweep.points.length)
    return nothing("#pareto-plot", "Not there: 'sluice sweep' writes it.");
  const sweep = data.sweep, resource = sweep.resource;
  const usedAt = point => resource === "products" ? point.products_per_cycle : point.resources[resource];
  const speed = cycles => report.clock_mhz * 1e6 / cycles;
  const points = sweep.points.map(p => ({ x: usedAt(p), y: speed(p.interval_cycles), p }));
  const bounds = sweep.points.map(p => ({ x: p.allowed, y: speed(p.interval_lower_bound_cycles), p }));
  const chosen = { x: usedOf(resource), y: report.fps };
  const all = points.concat(bounds, chosen).filter(d => d.x > 0);
  const width = 900, height = 420, left = 80, bottom = 50, top = 20, right = 30;
  const pad = extent => [extent[0] / 1.15, extent[1] * 1.15];
  const x = d3.scaleLog(pad(d3.extent(all, d => d.x)), [left, width - right]);
  const y = d3.scaleLog(pad(d3.extent(all, d => d.y)), [height - bottom, top]);
  const svg = d3.select("#pareto-plot").append("svg").attr("viewBox", [0, 0, width, height]).attr("width", width)
    .attr("height", height).attr("id", "pareto-svg");
  const ticks = scale => scale.ticks(8).filter(t => [1, 2, 5].includes(+String(t.toExponential())[0]));
  svg.append("g").attr("class", "axis grid").attr("transform", `translate(0,${height - bottom})`)
    .call(d3.axisBottom(x).tickValues(ticks(x)).tickFormat(number).tickSizeInner(-(height - bottom - top)));
  svg.append("g").attr("class", "axis grid").attr("transform", `translate(${left},0)`)
    .call(d3.axisLeft(y).tickValues(ticks(y)).tickFormat(number).tickSizeInner(-(width - left - right)));
  svg.append("text").attr("x", (left + width - right) / 2).attr("y", height - 10).attr("text-anchor", "middle")
    .text(resourceNames[resource]);
  svg.append("text").attr("transform", `translate(16,${height / 2}) rotate(-90)`).attr("text-anchor", "middle")
    .text("frames per second");
  const line = d3.line().x(d => x(d.x)).y(d => y(d.y));
  svg.append("path").attr("d", line(bounds)).attr("fill", "none").attr("stroke", colours.grey).attr("stroke-dasharray", "5 4");
  svg.append("path").attr("d", line(points)).attr("fill", "none").attr("stroke", colours.blue).attr("stroke-width", 2);
  const mark = (items, symbol, size, fill) => svg.append("g").selectAll("path").data(items).join("path")
    .attr("d", d3.symbol().type(symbol).size(size)).attr("transform", d => `translate(${x(d.x)},${y(d.y)})`).attr("fill", fill);
  mark(points, d3.symbolCircle, 50, colours.blue).append("title")
    .text(d => `${number(d.x)} ${resource}: ${whole(d.p.interval_cycles)} cycles, ${number(d.y)} frames per second; slowest ${clean(d.p.bottleneck)}`);
  mark([chosen], d3.symbolStar, 220, colours.red).attr("stroke", "#000").attr("id", "chosen");
  const near = x(chosen.x) > width - 200;
  svg.append("text").attr("x", x(chosen.x) + (near ? -14 : 14)).attr("y", y(chosen.y) + 20).attr("text-anchor", near ? "end" : "start")
    .attr("font-weight", 700).text("this design");
  legend("#pareto-plot", [{ text: "\u25cf designs, FIFOs at their least", fill: colours.blue },
    { text: "lower bound of each budget", fill: colours.grey }, { text: "\u2605 this design", fill: colours.red }]);
  if (sweep.device !== report.device || sweep.clock_mhz !== report.clock_mhz)
    d3.select("#pareto-plot").append("p").attr("class", "hint").text(
      `The front is of ${sweep.device ? clean(sweep.device) : "a budget"}; speeds at this design's ${number(report.clock_mhz)} MHz.`);
}

function tuner() {
  const place = d3.select("#tuner-trace");
  if (report.objective)
    place.append("p").text(`Asked for: ${clean(report.objective)}. ` +
      `Reached: ${whole(report.interval_cycles)} cycles, ${d3.format(".3f")(report.interval_cycles / report.interval_lower_bound_cycles)} ` +
      "times the lower bound that is computed apart from the search.");
  const gains = Object.entries(report.interval_with_5_percent_more || {});
  if (gains.length) {
    place.append("h3").text("What 5 % more of a resource would buy");
    facts("#tuner-trace", gains.map(([resource, cycles]) => [resourceNames[resource] || resource,
      cycles < report.interval_cycles ? `${whole(cycles)} cycles, ${percent(1 - cycles / report.interval_cycles)} fewer` : "no faster"]));
  }
  const trace = report.greedy_trace || [];
  if (!trace.length) {
    place.append("p").attr("class", "hint").text("The search looks at all layers at once and leaves no steps; --tuner greedy makes the slowest layer faster step by step and lists them here.");
    return;
  }
  place.append("h3").text("Steps of the greedy walk");
  tracePlot(trace);
  place.append("div").attr("class", "frame").attr("id", "trace-table");
  sortable("#trace-table", [
    { title: "step", value: s => trace.indexOf(s) + 1 },
    { title: "layer", value: s => s.layer, text: s => clean(s.layer), kind: "text", name: true },
    { title: "cycles before", value: s => s.cycles_before, text: s => whole(s.cycles_before) },
    { title: "after", value: s => s.cycles_after, text: s => whole(s.cycles_after) },
    { title: "products", value: s => s.products_per_cycle, text: s => d3.format("+,")(s.products_per_cycle) },
    { title: "DSP", value: s => s.resources.dsp, text: s => d3.format("+,.0f")(s.resources.dsp) },
    { title: "not taken for want of", value: s => s.refused || "", text: s => clean(s.refused || ""), kind: "text" }],
    trace, s => layers.findIndex(layer => layer.name === s.layer));
}

// The slowest layer's cycles before each step.
function tracePlot(trace) {
  const width = 900, height = 240, left = 80, bottom = 36, top = 12, right = 20;
  const x = d3.scaleLinear([1, Math.max(2, trace.length)], [left, width - right]);
  const extent = d3.extent(trace, s => s.cycles_before);
  const y = d3.scaleLog([Math.max(1, extent[0] / 1.2), extent[1] * 1.2], [height - bottom, top]);
  const svg = d3.select("#tuner-trace").append("svg").attr("viewBox", [0, 0, width, height]).attr("width", width).attr("height", height)
    .attr("id", "trace-svg");
  svg.append("g").attr("class", "axis grid").attr("transform", `translate(0,${height - bottom})`).call(d3.axisBottom(x).ticks(10, "d"));
  svg.append("g").attr("class", "axis grid").attr("transform", `translate(${left},0)`)
    .call(d3.axisLeft(y).ticks(5, ",d").tickSizeInner(-(width - left - right)));
  svg.append("text").attr("x", (left + width) / 2).attr("y", height - 4).attr("text-anchor", "middle").text("step");
  svg.append("text").attr("transform", `translate(14,${height / 2}) rotate(-90)`).attr("text-anchor", "middle").text("cycles of the slowest");
  svg.append("path").attr("fill", "none").attr("stroke", colours.blue).attr("stroke-width", 2)
    .attr("d", d3.line().x((s, i) => x(i + 1)).y(s => y(s.cycles_before)).curve(d3.curveStepAfter)(trace));
  svg.append("g").selectAll("path").data(trace).join("path")
    .attr("d", s => d3.symbol().type(s.refused ? d3.symbolCross : d3.symbolCircle).size(s.refused ? 90 : 30)())
    .attr("transform", (s, i) => `translate(${x(i + 1)},${y(s.cycles_before)}) rotate(${s.refused ? 45 : 0})`)
    .attr("fill", s => s.refused ? colours.red : colours.blue)
    .append("title").text(s => `${clean(s.layer)}: ${whole(s.cycles_before)} to ${whole(s.cycles_after)}` + (s.refused ? `, not taken: ${clean(s.refused)}` : ""));
}
