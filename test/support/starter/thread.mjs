/** A thread that waits for processes, so that the thread which asks can stand still meanwhile. */
import { workerData } from 'node:worker_threads';
import { Starter } from './client.mjs';

const { done, port } = workerData;
const starter = new Starter();

port.on('message', async ({ file, args, options, input }) => {
  port.postMessage(await run(file, args, options, input));
  Atomics.store(done, 0, 1);
  Atomics.notify(done, 0);
});

function run(file, args, options, input) {
  return new Promise((resolve) => {
    const child = starter.spawn(file, args, options);
    const out = { stdout: [], stderr: [] };
    for (const name of ['stdout', 'stderr']) child[name]?.on('data', (chunk) => out[name].push(chunk));
    let error;
    child.once('error', ({ message, ...others }) => {
      error = { message, ...others };
    });
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input ?? '');
    child.once('close', (status, signal) => resolve({ pid: child.pid, status, signal, error, stdout: Buffer.concat(out.stdout), stderr: Buffer.concat(out.stderr) }));
  });
}
