// node onnx-run.mjs model.onnx inputs.json outputs.json
// inputs: { rows, columns: { name: [number|null, …] | [string|null, …] }, text: [names of string columns] }
// outputs: { name: { dims: […], values: […] } }; NaN is null in both.
import { readFileSync, writeFileSync } from 'node:fs';
import { InferenceSession, Tensor } from 'onnxruntime-node';

const [model, inputs, outputs] = process.argv.slice(2);
const session = await InferenceSession.create(model);
const { rows, columns, text } = JSON.parse(readFileSync(inputs, 'utf8'));
const feeds = {};
for (const name of session.inputNames) {
  const values = columns[name];
  if (values === undefined) throw new Error(`the model wants an input '${name}'`);
  feeds[name] = text.includes(name)
    ? new Tensor('string', values.map(value => value ?? ''), [rows, 1])
    : new Tensor('float32', Float32Array.from(values, value => value ?? NaN), [rows, 1]);
}
const result = {};
for (const [name, tensor] of Object.entries(await session.run(feeds)))
  result[name] = { dims: tensor.dims, values: Array.from(tensor.data, value => typeof value === 'bigint' ? Number(value) : value) };
writeFileSync(outputs, JSON.stringify(result));
