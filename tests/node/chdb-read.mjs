// Reads Delta tables with ClickHouse (npm: chdb). One JSON line in, {path, select}; one JSON line out, {figures} or {error}.
import { createInterface } from 'node:readline';
import { createRequire } from 'node:module';

const { query } = createRequire(import.meta.url)('chdb');
for await (const line of createInterface({ input: process.stdin })) {
  const { path, select } = JSON.parse(line);
  try {
    console.log(JSON.stringify({ figures: query(`SELECT ${select} FROM deltaLakeLocal('${path}') FORMAT TSVRaw`, 'TSVRaw').trimEnd() }));
  } catch (error) {
    console.log(JSON.stringify({ error: String(error) }));
  }
}
