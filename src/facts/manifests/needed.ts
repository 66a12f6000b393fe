/** Which packages others need in turn, as lock files tell. Those that are no JSON by line: they are large and written by tools in one form. Pure. */
import { parse as parseJsonc } from 'jsonc-parser';
import { normaliseName } from './shared.js';

/** Where in a lock file the names stand. */
interface Form {
  /** Begins a package; group 1 where it is one of the repository itself, whose needs are its own declarations. */
  readonly header: RegExp;
  /** Begins a list of what the package needs. */
  readonly section: RegExp;
  /** An entry of the list; group 1 is the name. */
  readonly entry: RegExp;
  /** Ends the list. */
  readonly end: RegExp;
  /** Tells below the header that the package is one of the repository itself. */
  readonly own?: RegExp;
}

const YARN: Form = { header: /^"?[^\s#][^\n]*@workspace:()|^"?[^\s#]/, section: /^ {2}(?:dependencies|peerDependencies|optionalDependencies):/, entry: /^ {4}"?((?:@[^/"\s]+\/)?[^@"\s:]+)"?[\s:]/, end: /^$|^ {0,2}\S/ };
const PNPM: Form = { header: /^importers:()|^\S/, section: /^ {4}(?:dependencies|peerDependencies|optionalDependencies):/, entry: /^ {6}'?((?:@[^/']+\/)?[^'\s:]+)'?:/, end: /^$|^ {0,4}\S/ };
const POETRY: Form = { header: /^\[\[package\]\]/, section: /^\[package\.dependencies\]/, entry: /^"?([A-Za-z0-9][\w.-]*)"? = /, end: /^$|^\[/ };
/** uv and pdm. */
const ARRAYS: Form = { header: /^\[\[packages?\]\]/, section: /^[\w-]+ = \[$/, entry: /^\s+(?:\{ name = )?"([A-Za-z0-9][\w.-]*)/, end: /^\]/, own: /^source = \{ (?:virtual|editable|directory) = "/ };

/** The names of packages that other packages of the lock file need, peers among them, joined by spaces; '' where it does not tell. */
export function neededIn(name: string, text: string): string {
  if (name.endsWith('.json')) return listed(neededInNpm(text));
  if (name === 'Pipfile.lock') return '';
  if (name === 'bun.lock') return listed(neededInBun(text));
  if (name === 'yarn.lock') return listed(collect(text, YARN));
  if (name === 'pnpm-lock.yaml') return listed(collect(text, PNPM));
  return listed(collect(text, name === 'poetry.lock' ? POETRY : ARRAYS).map(normaliseName));
}

function listed(names: readonly string[]): string {
  return [...new Set(names)].sort().join(' ');
}

/** Packages of the repository itself stand outside of every `node_modules`. Version 1 of the format has no list of them. */
function neededInNpm(text: string): string[] {
  const installed = Object.entries(tableOf(tableOf(parsed(text)).packages)).filter(([place]) => /(^|\/)node_modules\//.test(place));
  return installed.flatMap(([, entry]) => needsOf(entry));
}

/** Each package is a list: its name with its version, where it comes from, what it needs, a hash; of a package of the workspace the first alone. */
function neededInBun(text: string): string[] {
  const packages = Object.values(tableOf(tableOf(parseJsonc(text, [], { allowTrailingComma: true })).packages));
  return packages.flatMap((entry) => (Array.isArray(entry) ? entry : []).flatMap(needsOf));
}

function needsOf(entry: unknown): string[] {
  return ['dependencies', 'peerDependencies', 'optionalDependencies'].flatMap((section) => Object.keys(tableOf(tableOf(entry)[section])));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Left half written, or by a merge with markers in it.
    return undefined;
  }
}

function tableOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Readonly<Record<string, unknown>>) : {};
}

function collect(text: string, { header, section, entry, end, own }: Form): string[] {
  const found: string[] = [];
  let isOwn = false;
  let inSection = false;
  for (const line of text.split(/\r?\n/)) {
    const begins = header.exec(line);
    if (begins !== null) {
      isOwn = begins[1] !== undefined;
      inSection = false;
    } else if (isOwn) continue;
    else if (own?.test(line) === true) isOwn = true;
    else if (!inSection || end.test(line)) inSection = section.test(line);
    else {
      const name = entry.exec(line)?.[1];
      if (name !== undefined) found.push(name);
    }
  }
  return found;
}
