/** A small process that starts others for a large one: to start a process costs by the size of who starts it. It ends with the one that asked for it. */
import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';

/** @type {Map<number, import('node:child_process').ChildProcess>} */
const running = new Map();

process.on('message', (request) => {
  if (request.kind === 'start') start(request);
  else tell(running.get(request.id), request);
});
process.once('disconnect', () => process.exit(0));
// What a terminal tells the whole group: whoever started this process decides when it ends.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => undefined);

function start({ id, file, args, options }) {
  const stdio = options.stdio.map((kind) => (typeof kind === 'string' ? kind : openSync(kind.path, 'r+')));
  const child = spawn(file, args, { ...options, stdio });
  for (const kind of stdio) if (typeof kind === 'number') closeSync(kind);
  running.set(id, child);
  const send = (message) => process.connected && process.send({ id, ...message });
  child.once('spawn', () => send({ kind: 'started', pid: child.pid }));
  child.once('error', ({ message, code, errno, syscall, path, spawnargs }) => send({ kind: 'failed', error: { message, code, errno, syscall, path, spawnargs } }));
  child.stdin?.on('error', ({ message, code, errno, syscall }) => send({ kind: 'input-failed', error: { message, code, errno, syscall } }));
  for (const name of ['stdout', 'stderr']) {
    child[name]?.on('data', (chunk) => send({ kind: 'output', name, chunk }));
    child[name]?.once('end', () => send({ kind: 'output-end', name }));
  }
  child.once('exit', (code, signal) => send({ kind: 'exit', code, signal }));
  child.once('close', () => running.delete(id));
}

function tell(child, { kind, chunk, name, signal }) {
  if (child === undefined) return;
  if (kind === 'input') child.stdin?.write(chunk);
  if (kind === 'input-end') child.stdin?.end();
  if (kind === 'pause') child[name]?.pause();
  if (kind === 'resume') child[name]?.resume();
  if (kind === 'kill') child.kill(signal);
}
