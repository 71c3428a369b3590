// ClickHouse (npm: chdb) behind as much of its HTTP interface as ClickHouse.Driver asks for: POST with the query in the body, or in the address with
// the rows of an INSERT in the body. One session serves all: it is no judge of how servers keep sessions apart.
// Prints "listening <port>" when it can be asked; ends with its standard input.
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { writeFileSync, rmSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

const { Session } = createRequire(import.meta.url)('chdb');
const session = new Session();
let uploads = 0;

async function answer(request, body) {
  const address = new URL(request.url, 'http://localhost');
  const inAddress = address.searchParams.get('query');
  const format = request.headers['x-clickhouse-format'] ?? address.searchParams.get('default_format') ?? 'TabSeparated';
  const insert = inAddress && /^\s*INSERT\s+INTO\s+([\s\S]+?)\s+FORMAT\s+Parquet\s*$/i.exec(inAddress);
  if (insert) {
    // chdb takes no rows beside a query; it reads files below the working directory.
    const file = `chdb-upload-${process.pid}-${uploads++}.parquet`;
    writeFileSync(file, body);
    try {
      await session.queryAsync(`INSERT INTO ${insert[1]} SELECT ${/\((.*)\)/s.exec(insert[1])?.[1] ?? '*'} FROM file('${file}', Parquet)`);
    } finally {
      rmSync(file);
    }
    return Buffer.alloc(0);
  }
  const query = [inAddress, body.toString('utf8')].filter(Boolean).join('\n');
  return Buffer.from((await session.queryAsync(query, { format })).bytes());
}

let last = Promise.resolve();
const server = createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const sent = Buffer.concat(chunks);
  const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(sent) : sent;
  // One query at a time, as in one session of a real server.
  last = last.then(async () => {
    try {
      const bytes = await answer(request, body);
      response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(bytes);
    } catch (error) {
      // What a query had written before it failed would come in front of the next answer.
      await session.queryAsync('SELECT 1').catch(() => {});
      const text = String(error.message ?? error);
      response.writeHead(500, { 'x-clickhouse-exception-code': /Code: (\d+)/.exec(text)?.[1] ?? '1' }).end(text);
    }
  });
});
server.listen(0, '127.0.0.1', () => console.log(`listening ${server.address().port}`));
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
