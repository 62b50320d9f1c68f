// SPDX-License-Identifier: Apache-2.0
// When each layer works on the first two frames: the cycle model, and under it the RTL in Verilator
// where `simulate` has run without stalls.
"use strict";

function measuredSpans() {
  const simulation = data.simulation;
  return simulation && simulation.timeline && !simulation.stall ? simulation.timeline : null;
}

// Ends of frames that the RTL and the model do not have in the same cycle.
function differences(measured, frames) {
  let compared = 0, different = 0;
  measured.forEach((layer, i) => {
    for (let f = 0; layer && f < Math.min(frames, layer.length); ++f)
      for (const key of ["first_out", "last_out"]) {
        ++compared;
        different += layer[f][key] !== pipeline.timeline.layers[i][f][key];
      }
  });
  return { compared, different };
}

function timeline() {
  const model = pipeline.timeline.layers, frames = pipeline.timeline.frames;
  if (!frames)
    return nothing("#timeline-bars", "This report was written by a version that did not record a timeline.");
  const measured = measuredSpans();
  const most = d3.max(model, layer => d3.max(layer, span => span.last_out));
  const note = d3.select("#timeline").insert("p", "#timeline-bars");
  if (measured) {
    const { compared, different } = differences(measured, frames);
    note.append("b").text(different ? `Verilator differs from the model in ${different} of ${compared} places. `
      : `Verilator and the cycle model agree in all ${compared} cycles compared. `);
  } else {
    note.attr("class", "dim").text(data.simulation
      ? "Of the cycle model alone: the last simulation had stalls, whose times are not the design's own. "
      : "Of the cycle model alone: 'sluice simulate' has not run on this design. ");
  }
  note.append("span").text("Pale: from a layer's first input beat; full: from its first to its last output beat.");
  legend("#timeline p", [{ text: "first frame", fill: colours.blue },
    { text: "second frame", fill: colours.orange }].concat(measured ? [{ text: "measured in Verilator (below)", fill: "#16191d" }] : []));
  const fills = [colours.blue, colours.orange];
  rows("#timeline-bars", "timeline-svg", most, measured ? 24 : 20, (row, layer, x, height, i) => {
    const bar = (span, from, y, tall, fill, opacity) => row.append("rect").attr("x", x(span[from])).attr("y", y)
      .attr("width", Math.max(1.5, x(span.last_out + 1) - x(span[from]))).attr("height", tall)
      .attr("fill", fill).attr("fill-opacity", opacity);
    const tall = measured ? (height - 8) * 0.68 : height - 6;
    model[i].forEach((span, f) => {
      bar(span, "first_in", 3 + f * tall / 2, tall / 2, fills[f % 2], 0.35);
      bar(span, "first_out", 3 + f * tall / 2, tall / 2, fills[f % 2], 1);
    });
    if (measured && measured[i])
      measured[i].slice(0, frames).forEach(span => bar(span, "first_out", 4 + tall, height - 8 - tall, "#16191d", 0.75)
        .classed("measured", true));
    const text = model[i].map((s, f) => `frame ${f + 1}: in ${whole(s.first_in)} to ${whole(s.last_in)}, out ${whole(s.first_out)} to ${whole(s.last_out)}`);
    row.append("title").text([clean(layer.name)].concat(text).join("\n"));
    row.append("text").attr("x", x(most) + 6).attr("y", height / 2 + 4).attr("class", "dim")
      .text(`${whole(model[i][0].first_in)} \u2013 ${whole(model[i][frames - 1].last_out)}`);
  });
}
