/** Children that a small process starts (`process.mjs`), with the face of Node's own: streams, events, an ending. */
import { fork } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { existsSync } from 'node:fs';
import { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';

/** Settings of `spawn` that are handed on. */
const HANDED_ON = new Set(['cwd', 'env', 'stdio', 'detached', 'argv0', 'windowsHide', 'shell', 'uid', 'gid', 'timeout', 'killSignal']);
const HAS_PROC = existsSync('/proc/self/fd');

export class Starter {
  #process;
  /** @type {Map<number, StartedProcess>} */
  #running = new Map();
  #asked = 0;

  constructor() {
    this.#process = fork(fileURLToPath(new URL('process.mjs', import.meta.url)), [], { execArgv: [], env: {}, serialization: 'advanced', stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    this.#process.unref();
    this.#process.channel?.unref();
    this.#process.on('message', ({ id, ...message }) => this.#running.get(id)?.hear(message));
    this.#process.once('exit', () => {
      for (const child of this.#running.values()) child.hear({ kind: 'failed', error: { message: 'The process that starts others has ended' } });
    });
  }

  /** Whether it can start a process with these settings of `spawn`: with pipes and open files, and what is handed on. */
  canStart(options = {}) {
    const { stdio = 'pipe' } = options;
    const streams = typeof stdio === 'string' ? [stdio] : stdio;
    return this.#process.connected && streams.length <= 3 && streams.every((kind) => kind === 'pipe' || kind === 'ignore' || (HAS_PROC && Number.isInteger(kind))) && Object.entries(options).every(([name, value]) => value === undefined || HANDED_ON.has(name));
  }

  /** As `spawn` of `node:child_process`. */
  spawn(file, args = [], options = {}) {
    this.#asked += 1;
    const id = this.#asked;
    const send = (message) => this.#process.connected && this.#process.send({ id, ...message });
    const { cwd = process.cwd(), env = process.env, stdio = 'pipe', timeout, killSignal, ...others } = options;
    const kinds = typeof stdio === 'string' ? [stdio, stdio, stdio] : [0, 1, 2].map((at) => stdio[at] ?? 'pipe');
    const child = new StartedProcess(file, args, kinds, send);
    this.#running.set(id, child);
    child.once('close', () => this.#running.delete(id));
    if (timeout > 0) {
      const timer = setTimeout(() => child.kill(killSignal), timeout);
      child.once('exit', () => clearTimeout(timer));
    }
    // An open file is opened there too, as it is here.
    const files = kinds.map((kind) => (Number.isInteger(kind) ? { path: `/proc/${process.pid}/fd/${kind}` } : kind));
    send({ kind: 'start', file, args: [...args], options: { ...others, stdio: files, cwd: String(cwd instanceof URL ? fileURLToPath(cwd) : cwd), env: { ...env } } });
    return child;
  }
}

class StartedProcess extends EventEmitter {
  pid;
  exitCode = null;
  signalCode = null;
  killed = false;
  connected = false;
  stdio;
  #send;
  #open = 1;

  constructor(file, args, kinds, send) {
    super();
    this.spawnfile = file;
    this.spawnargs = [file, ...args];
    this.#send = send;
    this.stdin = kinds[0] === 'pipe' ? inputOf(send) : null;
    this.stdout = kinds[1] === 'pipe' ? this.#output('stdout') : null;
    this.stderr = kinds[2] === 'pipe' ? this.#output('stderr') : null;
    this.stdio = [this.stdin, this.stdout, this.stderr];
  }

  kill(signal = 'SIGTERM') {
    if (this.exitCode !== null || this.signalCode !== null) return false;
    this.#send({ kind: 'kill', signal });
    this.killed = true;
    return true;
  }

  ref() {}

  unref() {}

  hear({ kind, ...message }) {
    if (kind === 'started') this.#started(message);
    if (kind === 'output' && this[message.name].push(Buffer.from(message.chunk)) === false) this.#send({ kind: 'pause', name: message.name });
    if (kind === 'output-end') this[message.name].push(null);
    if (kind === 'input-failed') this.stdin?.destroy(Object.assign(new Error(message.error.message), message.error));
    if (kind === 'exit') this.#exit(message.code, message.signal);
    if (kind === 'failed') this.#fail(Object.assign(new Error(message.error.message), message.error));
  }

  #started({ pid }) {
    this.pid = pid;
    this.emit('spawn');
  }

  #exit(code, signal) {
    this.exitCode = code;
    this.signalCode = signal;
    this.stdin?.destroy();
    this.emit('exit', code, signal);
    this.#flush();
    this.#closed();
  }

  /** It could not be started, or is not heard of again. */
  #fail(error) {
    this.exitCode = error.errno ?? -1;
    this.stdin?.destroy();
    this.emit('error', error);
    for (const stream of [this.stdout, this.stderr]) stream?.push(null);
    this.#flush();
    this.#closed();
  }

  /** What nobody reads ends all the same. */
  #flush() {
    for (const stream of [this.stdout, this.stderr]) if (stream !== null && stream.readableFlowing === null && stream.listenerCount('readable') === 0) stream.resume();
  }

  #closed() {
    this.#open -= 1;
    if (this.#open === 0) this.emit('close', this.exitCode, this.signalCode);
  }

  #output(name) {
    this.#open += 1;
    const stream = new Readable({ read: () => void this.#send({ kind: 'resume', name }) });
    stream.once('close', () => this.#closed());
    return stream;
  }
}

function inputOf(send) {
  return new Writable({
    decodeStrings: true,
    write(chunk, _encoding, done) {
      send({ kind: 'input', chunk });
      done();
    },
    final(done) {
      send({ kind: 'input-end' });
      done();
    },
  });
}
