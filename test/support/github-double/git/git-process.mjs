/** A small process that runs git for a large one: to start a process costs by the size of who starts it. */
import { spawn } from 'node:child_process';

process.on('message', ({ id, args, environment, input }) => {
  const child = spawn('git', args, { env: environment, stdio: ['pipe', 'pipe', 'pipe'] });
  const out = [];
  const err = [];
  child.stdout.on('data', (chunk) => out.push(chunk));
  child.stderr.on('data', (chunk) => err.push(chunk));
  child.on('error', (error) => process.send({ id, code: -1, out: Buffer.alloc(0), err: String(error) }));
  child.on('close', (code) => process.send({ id, code, out: Buffer.concat(out), err: Buffer.concat(err).toString('utf8').trim() }));
  child.stdin.on('error', () => undefined);
  child.stdin.end(input ?? '');
});
process.on('disconnect', () => process.exit(0));
