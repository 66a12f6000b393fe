/** What a command line needs to exist: the file, module, attribute or script that it runs. */
import type { DeploymentClaim } from '../types.js';
import { readShell } from './shell.js';

/** A claim before it is placed in its file. */
export interface CommandClaim {
  readonly kind: DeploymentClaim['kind'];
  readonly value: string;
  /** Folder that an option (`--chdir`, `--prefix`) moves to. */
  readonly directory?: string;
  readonly undecidable?: string;
}

type Words = readonly (string | null)[];

const MODULE = /^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/;
const SERVERS = new Set(['gunicorn', 'uvicorn', 'daphne', 'hypercorn', 'granian']);
/** Options without a value, from the servers' own `--help`. Every other option takes the next word. */
const SERVER_FLAGS = new Set([
  '--reload', '--factory', '--preload', '--preload-app', '--daemon', '-D', '--check-config', '--print-config', '--spew', '--capture-output',
  '--enable-stdio-inheritance', '--log-syslog', '-R', '--proxy-protocol', '--reuse-port', '--proxy-headers', '--use-colors', '--access-log',
  '--server-header', '--date-header', '--initgroups', '--debug', '--respawn-failed-workers', '--http-proxy-headers', '--ws', '--h11', '--version',
  '--help', '-h', '-v', '--verbose', '--no-sendfile',
]);
/** Wrappers that run the rest of their line; the number of own words is found by skipping options. */
const WRAPPERS = new Set([
  'exec', 'nohup', 'time', 'command', 'sudo', 'dumb-init', 'tini', '/sbin/tini', '/usr/bin/tini', '/tini', '/usr/bin/dumb-init', 'catchsegv', 'ddtrace-run', 'env', 'cross-env',
  'opentelemetry-instrument', '/usr/bin/env',
]);
const RUNNERS = new Set(['poetry', 'uv', 'pipenv', 'pdm', 'rye', 'hatch']);
const NODE_VALUE_OPTIONS = new Set([
  '-r', '--require', '--loader', '--import', '--experimental-loader', '-P', '--project', '-w', '--watch-path', '-x', '--exec', '-i', '--ignore', '--ext', '--env-file', '-O',
  '--compiler-options', '--max-old-space-size', '-C', '--conditions', '--tsconfig', '-c',
]);
const NO_SCRIPT = new Set(['-e', '--eval', '-p', '--print', '--test', '--run', '--check', '-v', '--version', '-c']);
const SHELLS = /^(\/(usr\/)?bin\/)?(bash|sh|dash|ash|zsh)$/;
const PYTHON = /^(\/usr\/(local\/)?bin\/)?python(3(\.\d+)?)?$/;

/** Claims of one command. Nothing is claimed for words that are only known at run time. */
export function readCommand(words: Words, depth = 0): readonly CommandClaim[] {
  const rest = withoutAssignments(words);
  const [name] = rest;
  if (!name || depth > 4) return [];
  const tail = rest.slice(1);
  if (WRAPPERS.has(name)) return readCommand(afterOptions(tail), depth + 1);
  if (name === 'newrelic-admin' && tail[0] === 'run-program') return readCommand(tail.slice(1), depth + 1);
  if (RUNNERS.has(name)) return runner(tail, depth);
  if (name === 'npx' || name === 'bunx') return ['ts-node', 'tsx', 'nodemon'].includes(tail[0] ?? '') ? readCommand(tail, depth + 1) : [];
  if (SHELLS.test(name)) return shell(tail, depth);
  if (PYTHON.test(name)) return python(tail, depth);
  if (SERVERS.has(name)) return server(name, tail);
  if (name === 'celery') return celery(tail);
  if (name === 'flask') return flask(tail);
  if (name === 'pip' || name === 'pip3') return pip(tail);
  if (name === 'streamlit' || name === 'chainlit' || name === 'fastapi') return runTool(tail);
  if (['node', 'nodemon', 'ts-node', 'ts-node-dev', 'tsx'].includes(name)) return node(name, tail);
  if (name === 'npm' || name === 'pnpm') return npm(name, tail);
  return program(name, tail, depth);
}

function withoutAssignments(words: Words): Words {
  let index = 0;
  while (/^[A-Za-z_]\w*=/.test(words[index] ?? '')) index += 1;
  return words.slice(index);
}

function afterOptions(words: Words): Words {
  let index = 0;
  while (index < words.length && (words[index] ?? '').startsWith('-')) {
    index += 1;
    if (words[index - 1] === '--') break;
  }
  return withoutAssignments(words.slice(index));
}

/** `poetry run x`, `uv run --frozen x`. An option that takes a value can't be told apart: then nothing is claimed. */
function runner(tail: Words, depth: number): readonly CommandClaim[] {
  if (tail[0] !== 'run') return [];
  let index = 1;
  while (['--frozen', '--no-dev', '--no-sync', '--locked', '--all-extras', '--isolated', '--quiet', '-q', '--'].includes(tail[index] ?? '')) index += 1;
  const target = tail[index];
  if (!target || target.startsWith('-')) return [];
  if (/^[\w./-]+\.py$/.test(target)) return [pathClaim('python-script', target)];
  return readCommand(tail.slice(index), depth + 1);
}

function shell(tail: Words, depth: number): readonly CommandClaim[] {
  const script = tail.findIndex((word) => word !== null && /^-[a-z]*c$/.test(word));
  if (script !== -1) {
    const text = tail[script + 1];
    if (!text) return [];
    return readShell(text).flatMap((command) => inner(command.directory, command.conditional, readCommand(command.words, depth + 1)));
  }
  const file = tail.find((word) => word === null || !/^[-+]/.test(word));
  if (!file || file === 'pipefail' || file === '/dev/stdin') return [];
  const claims = [pathClaim('shell-script', file)];
  return [...claims, ...afterSeparator(tail, depth)];
}

function inner(directory: string | null, conditional: boolean, claims: readonly CommandClaim[]): readonly CommandClaim[] {
  if (conditional) return claims.map((claim) => ({ ...claim, undecidable: 'it runs only under a condition' }));
  if (directory === null) return claims.map((claim) => ({ ...claim, undecidable: 'its working directory is not known' }));
  return directory === '' ? claims : claims.map((claim) => ({ ...claim, directory }));
}

/** `./wait-for-it.sh db:5432 -- python x.py`: the command after the separator runs too. */
function afterSeparator(words: Words, depth: number): readonly CommandClaim[] {
  const index = words.indexOf('--');
  return index === -1 ? [] : readCommand(words.slice(index + 1), depth + 1);
}

function python(tail: Words, depth: number): readonly CommandClaim[] {
  for (let index = 0; index < tail.length; index += 1) {
    const word = tail[index];
    if (!word || word === '-c' || word === '-') return [];
    // One-letter options can stand together: `-Im pip`.
    if (/^-[bBdEhiIOPqsSuvVx]*m$/.test(word)) return pythonModule(tail[index + 1], tail.slice(index + 2), depth);
    if (word === '-W' || word === '-X') index += 1;
    else if (!word.startsWith('-')) return [pathClaim('python-script', word)];
  }
  return [];
}

function pythonModule(name: string | null | undefined, tail: Words, depth: number): readonly CommandClaim[] {
  if (!name || !MODULE.test(name)) return [];
  if (SERVERS.has(name) || ['celery', 'flask', 'pip', 'streamlit'].includes(name)) return readCommand([name, ...tail], depth + 1);
  return [{ kind: 'python-module', value: name }];
}

function server(name: string, tail: Words): readonly CommandClaim[] {
  let directory: string | undefined;
  let opaque: string | undefined;
  let target: string | null | undefined;
  for (let index = 0; index < tail.length && target === undefined; index += 1) {
    const word = tail[index] ?? null;
    if (word === null || !word.startsWith('-')) {
      target = word;
      break;
    }
    const [option, inline] = word.split('=', 2);
    const takesValue = inline === undefined && !SERVER_FLAGS.has(word) && !word.startsWith('--no-') && (word.startsWith('--') || word.length === 2);
    const value = inline ?? (takesValue ? tail[index + 1] : undefined);
    if (takesValue) index += 1;
    if (option === '--chdir' || option === '--app-dir' || option === '--working-dir') {
      if (value) directory = value;
      else opaque = 'its folder is not known';
    }
    if (option === '--pythonpath') opaque = 'it changes the import path';
  }
  const wanted = (target ?? '').replace(/\(.*$/s, '');
  const [module, attribute] = wanted.split(':', 2);
  if (!module || !MODULE.test(module)) return [];
  const extra = { ...(directory === undefined ? {} : { directory }), ...(opaque === undefined ? {} : { undecidable: opaque }) };
  if (attribute === undefined || attribute === '') return name === 'gunicorn' ? [{ kind: 'python-attribute', value: module, ...extra }] : [];
  if (!MODULE.test(attribute)) return [];
  return [{ kind: 'python-attribute', value: wanted, ...extra }];
}

function optionValue(tail: Words, names: readonly string[]): string | null | undefined {
  for (const [index, word] of tail.entries()) {
    if (word === null) continue;
    if (names.includes(word)) return tail[index + 1] ?? null;
    const long = names.find((name) => name.startsWith('--') && word.startsWith(`${name}=`));
    if (long) return word.slice(long.length + 1);
  }
  return undefined;
}

function celery(tail: Words): readonly CommandClaim[] {
  const app = optionValue(tail, ['-A', '--app']);
  const directory = optionValue(tail, ['--workdir']);
  if (!app || directory === null) return [];
  const extra = directory === undefined ? {} : { directory };
  const [module, attribute] = app.split(':', 2);
  if (!module || !MODULE.test(module)) return [];
  if (attribute !== undefined && MODULE.test(attribute)) return [{ kind: 'python-attribute', value: app, ...extra }];
  return [{ kind: 'python-attribute', value: module, ...extra }];
}

function flask(tail: Words): readonly CommandClaim[] {
  const app = optionValue(tail, ['--app', '-A']);
  if (!app) return [];
  if (app.endsWith('.py')) return [pathClaim('python-script', app)];
  const [module, attribute] = app.replace(/\(.*$/s, '').split(':', 2);
  if (!module || !MODULE.test(module)) return [];
  return attribute && MODULE.test(attribute) ? [{ kind: 'python-attribute', value: `${module}:${attribute}` }] : [{ kind: 'python-attribute', value: module }];
}

function pip(tail: Words): readonly CommandClaim[] {
  if (tail[0] !== 'install') return [];
  return tail.flatMap((word, index) => {
    const file = word === '-r' || word === '--requirement' || word === '-c' || word === '--constraint' ? tail[index + 1] : undefined;
    return file && !file.includes('://') ? [pathClaim('file', file)] : [];
  });
}

function runTool(tail: Words): readonly CommandClaim[] {
  const file = tail[0] === 'run' || tail[0] === 'dev' ? tail.slice(1).find((word) => word !== null && !word.startsWith('-')) : undefined;
  return file && file.endsWith('.py') ? [pathClaim('python-script', file)] : [];
}

function node(name: string, tail: Words): readonly CommandClaim[] {
  for (let index = 0; index < tail.length; index += 1) {
    const word = tail[index];
    if (!word || NO_SCRIPT.has(word)) return [];
    if (NODE_VALUE_OPTIONS.has(word) || (name === 'nodemon' && word === '--watch') || (name !== 'node' && word === '-e')) {
      if (word === '-x' || word === '--exec') return [];
      index += 1;
    } else if (name === 'tsx' && word === 'watch') continue;
    else if (!word.startsWith('-')) return word === '.' || word === 'inspect' || word === 'debug' ? [] : [pathClaim('node-script', word)];
  }
  return [];
}

const SKIP_WORKSPACES = /^(-w|--workspace|--workspaces|-ws|--filter|-F|-r|--recursive|--if-present|-g|--global)(=|$)/;

function npm(name: string, tail: Words): readonly CommandClaim[] {
  const all = tail.slice(0, tail.includes('--') ? tail.indexOf('--') : tail.length);
  if (all.some((word) => word !== null && SKIP_WORKSPACES.test(word))) return [];
  const options = name === 'npm' ? ['--prefix', '-C'] : ['-C', '--dir'];
  const directory = optionValue(all, options);
  if (directory === null) return [];
  const words = all.filter((word, index) => word === null || !(word.startsWith('-') || options.includes(all[index - 1] ?? '')));
  const script = words[0] === 'run' || words[0] === 'run-script' ? words[1] : words[0] === 'test' ? 'test' : undefined;
  if (!script || !/^[\w:.@/-]+$/.test(script)) return [];
  return [{ kind: 'npm-script', value: script, ...(directory === undefined ? {} : { directory }) }];
}

/** A file run by its own name. */
function program(name: string, tail: Words, depth: number): readonly CommandClaim[] {
  if (name === '.' || name === 'source') return tail[0]?.endsWith('.sh') ? [pathClaim('shell-script', tail[0])] : [];
  const more = afterSeparator(tail, depth);
  if (!/^\.{0,2}\/|\.(sh|py)$/.test(name) || !name.includes('/')) return [];
  if (!/(\.(sh|py|js|mjs|bash)|(^|\/)[\w-]+)$/.test(name)) return more;
  const kind = name.endsWith('.py') ? 'python-script' : 'shell-script';
  return [pathClaim(kind, name), ...more];
}

function pathClaim(kind: CommandClaim['kind'], value: string): CommandClaim {
  if (value.startsWith('/') || value.startsWith('~')) return { kind, value, undecidable: 'it lies outside the repository' };
  return { kind, value };
}
