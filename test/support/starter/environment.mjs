/**
 * Jest's environment, in whose processes git is started by small ones. A process that runs tests holds up to a gigabyte, and for each process
 * that Node starts from it the system copies its page tables: fifty milliseconds of two processors, three thousand times. What tests see of
 * git is the same; programs that tests start (the server, the command line) start git themselves, as ever.
 */
import childProcess from 'node:child_process';
import NodeEnvironment from 'jest-environment-node';
import { Starter } from './client.mjs';
import { SyncStarter } from './sync.mjs';

const { spawn, execFileSync } = childProcess;

/** Once in a process, before its first test: what starts others is then cheap to start itself. */
function startGitApart() {
  const starter = new Starter();
  const waiting = new SyncStarter();
  childProcess.spawn = (file, args, options) => (file === 'git' && Array.isArray(args) && starter.canStart(options) ? starter.spawn(file, args, options) : spawn(file, args, options));
  childProcess.execFileSync = (file, args, options = {}) => (file === 'git' && Array.isArray(args) && starter.canStart({ stdio: options.stdio }) ? outputOf(waiting, file, args, options) : execFileSync(file, args, options));
}

/** As `execFileSync`. */
function outputOf(waiting, file, args, options) {
  const { pid, status, signal, error, stdout, stderr } = waiting.run(file, args, options);
  const read = (bytes) => (options.encoding === undefined || options.encoding === 'buffer' ? Buffer.from(bytes) : Buffer.from(bytes).toString(options.encoding));
  if (status === 0) return read(stdout);
  const failure = new Error(error?.message ?? `Command failed: ${file} ${args.join(' ')}\n${Buffer.from(stderr).toString('utf8')}`);
  throw Object.assign(failure, error, { pid, status, signal, stdout: read(stdout), stderr: read(stderr), output: [null, read(stdout), read(stderr)] });
}

startGitApart();

export default NodeEnvironment;
