// Reads Delta tables with ClickHouse (npm: chdb) and prints {table: figures}. Input: a JSON file of [{table, path, select}].
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const { query } = createRequire(import.meta.url)('chdb');
const found = {};
for (const { table, path, select } of JSON.parse(readFileSync(process.argv[2], 'utf8'))) {
  found[table] = query(`SELECT ${select} FROM deltaLakeLocal('${path}') FORMAT TSVRaw`, 'TSVRaw').trimEnd();
}
console.log(JSON.stringify(found));
