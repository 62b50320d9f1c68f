// SPDX-License-Identifier: Apache-2.0
// node run_onnx.js FOLDER MODEL.onnx JOB.json RESULT.json: runs ONNX Runtime, installed by npm in
// FOLDER, on the job's frames. JOB: [{input: {type, dims, data}}]; RESULT: [{output: [numbers]}].
const fs = require('fs');
const path = require('path');
const [folder, model, job, result] = process.argv.slice(2);
const ort = require(path.join(folder, 'node_modules', 'onnxruntime-node'));
const arrays = {int8: Int8Array, uint8: Uint8Array, float32: Float32Array};
(async () => {
  const session = await ort.InferenceSession.create(model);
  const results = [];
  for (const frame of JSON.parse(fs.readFileSync(job))) {
    const feeds = {};
    for (const [name, t] of Object.entries(frame))
      feeds[name] = new ort.Tensor(t.type, arrays[t.type].from(t.data), t.dims);
    const outputs = await session.run(feeds);
    const values = {};
    for (const [name, t] of Object.entries(outputs)) values[name] = Array.from(t.data, Number);
    results.push(values);
  }
  fs.writeFileSync(result, JSON.stringify(results));
})().catch(error => { console.error(String(error)); process.exit(1); });
