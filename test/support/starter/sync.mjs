/** Processes that are waited for on the spot, started by a small one. */
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';

/** Milliseconds that a process gets. */
const LONGEST = 600_000;

export class SyncStarter {
  #thread;
  #port;
  #done = new Int32Array(new SharedArrayBuffer(4));

  constructor() {
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    this.#thread = new Worker(new URL('thread.mjs', import.meta.url), { workerData: { done: this.#done, port: port2 }, transferList: [port2], execArgv: [] });
    this.#thread.unref();
    this.#port.unref();
  }

  /** @returns what `spawnSync` answers, of which output is a buffer */
  run(file, args, options) {
    const { input, cwd = process.cwd(), env = process.env, ...others } = options;
    Atomics.store(this.#done, 0, 0);
    this.#port.postMessage({ file, args: [...args], input, options: { ...others, cwd, env: { ...env } } });
    if (Atomics.wait(this.#done, 0, 0, LONGEST) === 'timed-out') throw new Error(`${file} ${args.join(' ')} took more than ${LONGEST / 1000} s`);
    return receiveMessageOnPort(this.#port).message;
  }
}
