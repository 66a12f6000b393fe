/**
 * Starts an entry of the compiled program, which is one file (scripts/compile.mjs), with what V8 has compiled of it before: a copy of this module lies beside it.
 * What V8 compiles is kept in `cache` beside it, for each entry and version of V8; where nothing can be written there, it is compiled anew each time.
 */
import { createHash } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { Script } from 'node:vm';
import { isMainThread } from 'node:worker_threads';

const HERE = dirname(fileURLToPath(import.meta.url));
const PROGRAM = join(HERE, 'program.cjs');
const CACHE = join(HERE, 'cache');
/** Milliseconds after which most of what an entry needs has been compiled. Processes that end before keep what they have then. */
const SETTLED = { thread: 1_500, process: 30_000 };

const WRONG_USAGE = 2;

/**
 * Threads that make WebAssembly's code faster while it runs. V8 would take all there are, and 140 MB with them, for what costs three fifths with one. Set before
 * anything is compiled: V8 passes over what it has kept under other settings.
 */
const ONE_COMPILER = '--wasm-num-compilation-tasks=1';

/**
 * @param {string} entry such as `cli`
 * @returns {Promise<object>} what its module exports
 */
export async function start(entry) {
  setFlagsFromString(ONE_COMPILER);
  Error.prepareStackTrace = stackOf;
  const kept = join(CACHE, `${nameOf(entry)}-${stateOfV8()}`);
  const cachedData = read(kept);
  const script = new Script(readFileSync(PROGRAM, 'latin1'), { filename: PROGRAM, cachedData });
  if (cachedData === undefined || script.cachedDataRejected) keepLater(script, kept);
  const module = { exports: {} };
  script.runInThisContext()(createRequire(import.meta.url), module, (name) => import(name), (path) => new URL(path, import.meta.url).href);
  return module.exports[entry]();
}

/** Each command of the command line needs other parts of it, and one that a daemon does hardly any. */
function nameOf(entry) {
  const command = process.argv[2] ?? '';
  if (entry !== 'cli' || !/^[a-z]{1,20}$/.test(command)) return entry.replaceAll('/', '-');
  return `cli-${command}${isForDaemon() ? '-asking' : ''}`;
}

/** A guess is enough: what was not kept is compiled. */
function isForDaemon() {
  const { argv, env } = process;
  return argv.includes('--daemon') || (Boolean(env.SHIPWORTHY_DAEMON) && !argv.includes('--no-daemon'));
}

/** V8 takes what the same version with the same options has made. */
function stateOfV8() {
  return createHash('sha256').update(JSON.stringify([process.versions.v8, process.arch, process.execArgv, process.env.NODE_OPTIONS ?? ''])).digest('hex').slice(0, 12);
}

function read(path) {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

function keepLater(script, path) {
  let isKept = false;
  const keep = () => {
    // A command that does not exist, above all.
    if (isKept || process.exitCode === WRONG_USAGE) return;
    isKept = true;
    const making = `${path}-${process.pid}-${isMainThread ? 0 : 1}`;
    try {
      mkdirSync(CACHE, { recursive: true });
      const file = openSync(making, 'wx');
      writeFileSync(file, script.createCachedData());
      closeSync(file);
      renameSync(making, path);
    } catch {
      // It is read-only, or full: the next start compiles again.
    }
  };
  setTimeout(keep, isMainThread ? SETTLED.process : SETTLED.thread).unref();
  process.on('exit', keep);
}

/** As Node writes it. Anything may have been given a stack, also what can't be said as text. */
function stackOf(error, sites) {
  let said;
  try {
    said = Error.prototype.toString.call(error);
  } catch {
    said = 'Error';
  }
  return [said, ...sites.map((site) => `    at ${placed(String(site))}`)].join('\n');
}

let lines;

/** A frame of a stack with the module and the line that it stands for. */
function placed(frame) {
  return frame.replace(/([^\s(]*program\.cjs):(\d+):\d+/, (whole, file, line) => {
    try {
      if (file !== PROGRAM) return whole;
      lines ??= JSON.parse(readFileSync(join(HERE, 'lines.json'), 'utf8'));
      const [source, original] = lines.lines[Number(line) - 1];
      return `${lines.sources[source]}:${original}`;
    } catch {
      return whole;
    }
  });
}
