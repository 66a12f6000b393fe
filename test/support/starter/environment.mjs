/**
 * Jest's environment, in whose processes programs are started by small ones. A process that runs tests holds up to a gigabyte, and for each
 * process that Node starts from it the system copies its page tables: up to seventy milliseconds of a processor, three thousand times. What
 * tests see of a program is the same; programs that tests start (the server, the command line) start others themselves, as ever. So do files
 * of tests with Jest's own environment (`@jest-environment node`).
 */
import childProcess from 'node:child_process';
import vm from 'node:vm';
import NodeEnvironment from 'jest-environment-node';
import { Starter } from './client.mjs';
import { SyncStarter } from './sync.mjs';

const { createContext } = vm;
const { spawn, spawnSync, execFileSync } = childProcess;
/** Written like this; a path of the same program is started as ever. */
const APART = new Set(['git', 'bash', 'python3', process.execPath]);

/** Whether the file that runs has this environment. */
let isOurs = false;

/** Once in a process, before its first test: what starts others is then cheap to start itself. */
function startApart() {
  const starter = new Starter();
  const waiting = new SyncStarter();
  const isApart = (file, args) => isOurs && APART.has(file) && Array.isArray(args);
  const canWait = (file, args, options) => isApart(file, args) && options.timeout === undefined && starter.canStart({ ...options, encoding: undefined, input: undefined, maxBuffer: undefined });
  childProcess.spawn = (file, args, options) => (isApart(file, args) && starter.canStart(options) ? starter.spawn(file, args, options) : spawn(file, args, options));
  childProcess.spawnSync = (file, args, options = {}) => (canWait(file, args, options) ? endingOf(waiting, file, args, options) : spawnSync(file, args, options));
  childProcess.execFileSync = (file, args, options = {}) => (canWait(file, args, options) ? outputOf(waiting, file, args, options) : execFileSync(file, args, options));
}

/** As `spawnSync`. */
function endingOf(waiting, file, args, options) {
  const { pid, status, signal, error, stdout, stderr } = waiting.run(file, args, options);
  const read = (bytes) => (options.encoding === undefined || options.encoding === 'buffer' ? Buffer.from(bytes) : Buffer.from(bytes).toString(options.encoding));
  const said = { stdout: read(stdout), stderr: read(stderr) };
  return { pid, status: error === undefined ? status : null, signal, output: [null, said.stdout, said.stderr], ...said, ...(error === undefined ? {} : { error: Object.assign(new Error(error.message), error) }) };
}

/** As `execFileSync`. */
function outputOf(waiting, file, args, options) {
  const { error, ...ending } = endingOf(waiting, file, args, options);
  if (ending.status === 0) return ending.stdout;
  throw Object.assign(error ?? new Error(`Command failed: ${file} ${args.join(' ')}\n${ending.stderr}`), ending);
}

startApart();

export default class extends NodeEnvironment {
  constructor(...given) {
    // Jest would have a proxy asked for each `Math` and `Map` that code names, which costs a fifth of the time of analyses.
    vm.createContext = () => createContext(vm.constants.DONT_CONTEXTIFY);
    super(...given);
    vm.createContext = createContext;
    // For `outside.ts`.
    this.global.importOutside = (module) => import(module);
    isOurs = true;
  }

  async teardown() {
    isOurs = false;
    await super.teardown();
  }
}
