// SPDX-License-Identifier: Apache-2.0
// The dataflow graph, where graph_picture() has put everything.
"use strict";

const strips = { conv: colours.blue, fully_connected: colours.blue, add: colours.orange,
  multiply: colours.orange, concat: colours.orange, max_pool: colours.green,
  average_pool: colours.green, global_average_pool: colours.green };

const beatBits = link => link.lanes * link.pixels * link.lane_bits;

function linkText(link) {
  const depth = d3.sum(link.adapters, adapter => adapter.depth || 0);
  return `${link.lanes}\u00d7${link.pixels}\u00d7${link.lane_bits}b` + (depth ? ` \u2630${whole(depth)}` : "");
}

function linkTitle(link) {
  const lines = [`${beatBits(link)} bits a beat: ${link.lanes} lanes, ${link.pixels} pixels, ${link.lane_bits} bits; ` +
    `${whole(link.beats)} beats a frame`];
  for (const a of link.adapters)
    lines.push(a.depth ? `FIFO ${clean(a.name)}: ${whole(a.depth)} beats deep, at most ${whole(a.most_beats)} in it`
      : `${clean(a.kind)} ${clean(a.name)}`);
  return lines.join("\n");
}

function graph() {
  const picture = data.picture;
  if (!picture)
    return nothing("#graph-picture", "This report was written by a version that did not tell how layers are connected.");
  d3.select("#graph").insert("button", "#graph-picture").attr("type", "button").attr("id", "graph-fit")
    .text("whole picture").on("click", function () {
      const whole = !svg.classed("rows");
      svg.classed("rows", whole);
      d3.select(this).text(whole ? "full size" : "whole picture");
    });
  const svg = d3.select("#graph-picture").append("svg").attr("id", "graph-svg")
    .attr("viewBox", [0, 0, picture.width, picture.height])
    .attr("width", picture.width).attr("height", picture.height);
  svg.append("defs").append("marker").attr("id", "arrow").attr("viewBox", "0 0 8 8").attr("refX", 7)
    .attr("refY", 4).attr("markerWidth", 6).attr("markerHeight", 6).attr("orient", "auto")
    .append("path").attr("d", "M0 0L8 4L0 8z").attr("fill", "#8a939d");
  const links = svg.append("g").selectAll("g").data(picture.links).join("g");
  links.append("path").attr("class", "link").attr("d", l => l.path).attr("marker-end", "url(#arrow)");
  links.append("title").text((l, i) => linkTitle(pipeline.links[i]));
  const nodes = svg.append("g").selectAll("g").data(picture.nodes).join("g")
    .attr("transform", n => `translate(${n.x - picture.node_width / 2},${n.y})`);
  nodes.each(function (node) {
    const g = d3.select(this);
    if (node.layer === undefined)
      edge(g, node, picture);
    else
      box(g, node.layer, picture);
  });
  const text = svg.append("g").selectAll("text").data(picture.links).join("text").attr("class", "link-text")
    .attr("x", l => l.x + 4).attr("y", l => l.y + 3).text((l, i) => linkText(pipeline.links[i]));
  text.append("title").text((l, i) => linkTitle(pipeline.links[i]));
}

// An input or output of the IP.
function edge(g, node, picture) {
  const input = node.input !== undefined;
  const port = (input ? report.inputs[node.input] : report.outputs[node.output]) || {};
  g.append("rect").attr("width", picture.node_width).attr("height", picture.node_height - 12)
    .attr("rx", 18).attr("y", input ? 12 : 0).attr("fill", "#e9edf1").attr("stroke", "#6b7580");
  g.append("text").attr("x", picture.node_width / 2).attr("y", input ? 28 : 16).attr("text-anchor", "middle")
    .attr("font-weight", 600).call(fitted, port.name || "", picture.node_width - 24)
    .append("title").text(clean(port.name || ""));
  g.append("text").attr("x", picture.node_width / 2).attr("y", input ? 43 : 31).attr("text-anchor", "middle")
    .attr("class", "dim").text(`${input ? "input" : "output"} ${shape(port.shape)}`);
}

function box(g, index, picture) {
  const layer = layers[index], slowest = index === bottleneck;
  g.attr("class", "node" + (slowest ? " slowest" : "")).attr("data-layer", index).attr("tabindex", 0)
    .attr("role", "button").attr("aria-label", `${clean(layer.name)}, ${percent(share(layer))} of the interval`)
    .on("click", () => select(index))
    .on("keydown", () => {
      if (d3.event.key === "Enter" || d3.event.key === " ") {
        d3.event.preventDefault();
        select(index);
      }
    });
  g.append("rect").attr("class", "box").attr("width", picture.node_width).attr("height", picture.node_height).attr("rx", 3);
  g.append("rect").attr("width", 5).attr("height", picture.node_height).attr("fill", strips[layer.kind] || colours.grey);
  g.append("text").attr("x", 11).attr("y", 15).attr("font-weight", 600)
    .call(fitted, layer.name, picture.node_width - 16);
  g.append("text").attr("x", 11).attr("y", 29).attr("class", "dim").attr("font-size", 11)
    .call(fitted, `${layer.kind} ${shape(layer.output_shape)}`, picture.node_width - (slowest ? 66 : 16));
  const width = picture.node_width - 70;
  g.append("rect").attr("x", 11).attr("y", 36).attr("width", width).attr("height", 8).attr("fill", "#e3e6ea");
  g.append("rect").attr("x", 11).attr("y", 36).attr("width", width * Math.min(1, share(layer))).attr("height", 8)
    .attr("fill", slowest ? colours.red : colours.blue);
  g.append("text").attr("x", picture.node_width - 6).attr("y", 45).attr("text-anchor", "end").attr("font-size", 11)
    .attr("font-weight", slowest ? 700 : null).text((slowest ? "\u25b2 " : "") + percent(share(layer)));
  if (slowest)
    g.append("text").attr("x", picture.node_width - 6).attr("y", 29).attr("text-anchor", "end")
      .style("fill", colours.red).attr("font-weight", 700).text("slowest");
  g.append("title").text(`${clean(layer.name)}\n${whole(layer.cycles)} of ${whole(report.interval_cycles)} cycles`);
}
