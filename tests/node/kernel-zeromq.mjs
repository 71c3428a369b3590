// Talks to the kernel through npm "zeromq" (libzmq), the library of VS Code's Jupyter extension.
// usage: node kernel-zeromq.mjs <program> <argument>...   the command that starts the kernel; the connection file is appended.
// Prints one JSON object of what was seen; exit code 0 when every step answered in time.
import { spawn } from "node:child_process";
import { createHmac, randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import * as zmq from "zeromq";

const folder = mkdtempSync(join(tmpdir(), "kernel-zeromq-"));
const file = join(folder, "connection.json");
const key = randomUUID();
writeFileSync(file, JSON.stringify({
  transport: "tcp", ip: "127.0.0.1", signature_scheme: "hmac-sha256", key,
  shell_port: 0, iopub_port: 0, stdin_port: 0, control_port: 0, hb_port: 0,
}));
const kernel = spawn(process.argv[2], [...process.argv.slice(3), file], {
  stdio: ["ignore", "ignore", "inherit"], env: { ...process.env, JPY_PARENT_PID: String(process.pid) },
});
const ended = new Promise(resolve => kernel.once("exit", resolve));
const started = performance.now();
const seen = {};

const within = (ms, what, promise) => Promise.race([
  promise, sleep(ms, undefined, { ref: false }).then(() => { throw new Error(`${what}: no answer within ${ms} ms`); }),
]);

async function ports() {
  for (;;) {
    const connection = JSON.parse(readFileSync(file, "utf8"));
    if (connection.shell_port > 0) return connection;
    await sleep(10);
  }
}

const session = randomUUID();
const sign = frames => frames.reduce((hmac, frame) => hmac.update(frame), createHmac("sha256", key)).digest("hex");

function pack(type, content) {
  const header = { msg_id: randomUUID(), msg_type: type, session, username: "test", date: "2026-01-01T00:00:00.000Z", version: "5.3" };
  const frames = [header, {}, {}, content].map(part => Buffer.from(JSON.stringify(part)));
  return [header.msg_id, ["<IDS|MSG>", sign(frames), ...frames]];
}

function unpack(frames) {
  const at = frames.findIndex(f => f.toString() === "<IDS|MSG>");
  const signed = frames.slice(at + 2, at + 6);
  if (frames[at + 1].toString() !== sign(signed)) throw new Error("the kernel signed a message wrongly");
  const [header, parent, , content] = signed.map(f => JSON.parse(f.toString()));
  return { type: header.msg_type, parent: parent.msg_id, content };
}

try {
  const connection = await within(10_000, "start", ports());
  const at = port => `tcp://127.0.0.1:${port}`;
  const [shell, control] = [new zmq.Dealer({ routingId: session }), new zmq.Dealer({ routingId: session })];
  const iopub = new zmq.Subscriber();
  const heart = new zmq.Request();
  iopub.subscribe("");
  iopub.connect(at(connection.iopub_port));
  shell.connect(at(connection.shell_port));
  control.connect(at(connection.control_port));
  heart.connect(at(connection.hb_port));

  const published = [];
  (async () => { for await (const frames of iopub) published.push({ ...unpack(frames), time: performance.now() }); })();
  const idle = async id => {
    while (!published.some(m => m.parent === id && m.content.execution_state === "idle")) await sleep(2);
    return published.filter(m => m.parent === id);
  };
  const call = async (socket, type, content) => {
    const [id, frames] = pack(type, content);
    await socket.send(frames);
    const reply = unpack(await socket.receive());
    if (reply.parent !== id) throw new Error(`${reply.type} answers another request than ${type}`);
    return { id, ...reply };
  };
  const code = text => ({ code: text, silent: false, store_history: true, user_expressions: {}, allow_stdin: false, stop_on_error: true });

  const info = await within(10_000, "kernel_info", call(shell, "kernel_info_request", {}));
  seen.language = info.content.language_info.name;
  seen.infoMs = Math.round(performance.now() - started);

  const first = await within(20_000, "execute", call(shell, "execute_request", code("6 * 7")));
  seen.firstMs = Math.round(performance.now() - started);
  const output = await within(5_000, "idle", idle(first.id));
  seen.result = output.find(m => m.type === "execute_result")?.content.data["text/plain"];

  await heart.send("beat");
  seen.heartbeat = (await within(1_000, "heartbeat", heart.receive()))[0].toString();

  const [loop, frames] = pack("execute_request", code("while (true) { }"));
  await shell.send(frames);
  while (!published.some(m => m.parent === loop && m.type === "execute_input")) await sleep(2);
  await sleep(300);
  const pressed = performance.now();
  seen.interrupt = (await within(1_000, "interrupt", call(control, "interrupt_request", {}))).content.status;
  const stopped = unpack(await within(5_000, "the interrupted cell", shell.receive()));
  seen.interruptMs = Math.round(performance.now() - pressed);
  seen.stopped = stopped.content.status;

  const again = await within(5_000, "execute after interrupt", call(shell, "execute_request", code("1 + 1")));
  seen.after = again.content.status;
  seen.shutdown = (await within(2_000, "shutdown", call(control, "shutdown_request", { restart: false }))).content.status;
  seen.exit = await within(3_000, "exit", ended);
  console.log(JSON.stringify(seen));
} catch (error) {
  console.log(JSON.stringify({ ...seen, error: String(error) }));
  process.exitCode = 1;
} finally {
  kernel.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
  process.exit();
}
