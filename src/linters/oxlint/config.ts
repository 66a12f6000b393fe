/** The oxlint configuration of a repository, without anything that would be run. */
import { parse as parseJsonc, type ParseError } from 'jsonc-parser';
import { folderOf } from '../../project/tree.js';
import { placesAbove, within } from '../globs.js';
import type { ConfigTree, LintFile } from '../types.js';

/** What oxlint is to read. */
export interface OxlintConfigs {
  /** Configuration files as they are written for oxlint: path -> JSON. */
  readonly texts: ReadonlyMap<string, string>;
  /** Files that a configuration here, or the default set, speaks for. */
  readonly files: readonly LintFile[];
  /** The configuration that speaks for a path; null: the default set. */
  configOf(path: string): string | null;
  /** The rules that the configuration of a path names, with what it extends, without their plugins; null where it chooses whole categories, and for the default set. */
  namedFor(path: string): ReadonlySet<string> | null;
  readonly problems: readonly string[];
}

const DATA = ['.oxlintrc.json', '.oxlintrc.jsonc'];
/** Configurations that are programs, which oxlint takes where there is no data. */
const PROGRAMS = ['oxlint.config.ts', 'oxlint.config.mts', 'oxlint.config.js', 'oxlint.config.mjs'];
/** Files that oxlint, or a tool it knows, would run. */
const PROGRAM = /^(oxlint|vite)\.config\.[cm]?[jt]s$/;

/** Files that oxlint may have to read for one configuration: it reads what several extend once for each of them. */
const MOST_READ = 200;

/** oxlint's own plugins, by all the names that rules are written with. */
const BUILT_IN = new Set('eslint react react-hooks unicorn typescript @typescript-eslint typescript-eslint oxc import import-x jsdoc jest vitest jsx-a11y jsx_a11y nextjs @next/next react-perf react_perf promise node n vue'.split(' '));
const KEPT_KEYS = ['plugins', 'categories', 'rules', 'settings', 'env', 'globals', 'ignorePatterns'];
const KEPT_OVERRIDE_KEYS = ['files', 'excludeFiles', 'plugins', 'rules', 'env', 'globals'];

/** A file that oxlint, or a tool it knows, takes for configuration and runs: never written for it. */
export function isProgram(path: string): boolean {
  return PROGRAM.test(path.slice(path.lastIndexOf('/') + 1));
}

/** Finds, for each file, the configuration that oxlint would take: the nearest above it. The first tree that has one for any file speaks for all. */
export async function readConfigs(files: readonly LintFile[], trees: readonly ConfigTree[]): Promise<OxlintConfigs> {
  const tree = trees.find((candidate) => files.some(({ path }) => nearestConfig(path, candidate) !== undefined)) ?? trees[0];
  const reader = createReader(tree);
  const configs = new Map<string, string | null>();
  const judged: LintFile[] = [];
  for (const file of files) {
    const path = tree === undefined ? undefined : nearestConfig(file.path, tree);
    if (path !== undefined && !(await reader.take(path))) continue;
    configs.set(file.path, path ?? null);
    judged.push(file);
  }
  const configOf = (path: string): string | null => configs.get(path) ?? null;
  const namedFor = (path: string): ReadonlySet<string> | null => reader.named.get(configOf(path) ?? '') ?? null;
  return { texts: reader.texts, files: judged, configOf, namedFor, problems: [...reader.problems] };
}

function nearestConfig(path: string, tree: ConfigTree): string | undefined {
  return placesAbove(path, [...DATA, ...PROGRAMS]).find((candidate) => tree.has(candidate));
}

interface Reader {
  readonly texts: ReadonlyMap<string, string>;
  /** For each configuration that can be used: see `namedFor`. */
  readonly named: ReadonlyMap<string, ReadonlySet<string> | null>;
  readonly problems: ReadonlySet<string>;
  /** Reads a configuration and what it extends; false where it can't be used. One call at a time. */
  take(path: string): Promise<boolean>;
}

/** How many files oxlint reads for a configuration; or why it can't be used, and which file is to blame. */
type Reading = number | { readonly culprit: string; readonly reason: string };

/** Reads every file once, however many extend it. */
function createReader(tree: ConfigTree | undefined): Reader {
  const texts = new Map<string, string>();
  const named = new Map<string, ReadonlySet<string> | null>();
  const problems = new Set<string>();
  const known = new Map<string, Reading>();
  const open = new Set<string>();
  const readAll = async (path: string, targets: readonly string[]): Promise<Reading> => {
    let files = 1;
    for (const target of targets) {
      if (open.has(target)) return { culprit: path, reason: target === path ? 'extends itself' : `extends ${target} in turn` };
      const reading = await read(target);
      if (typeof reading !== 'number') return reading;
      files += reading;
    }
    return files > MOST_READ ? { culprit: path, reason: `takes the reading of more than ${MOST_READ} files` } : files;
  };
  const readAfresh = async (path: string): Promise<Reading> => {
    if (isProgram(path)) return { culprit: path, reason: 'is a program, which is not run' };
    const config = parsed(await tree?.read(path));
    if (config === undefined) return { culprit: path, reason: 'can’t be read as JSON' };
    const folder = folderOf(path);
    const written = Array.isArray(config.extends) ? config.extends : [];
    const targets = written.flatMap((target) => (typeof target === 'string' && /\.jsonc?$/.test(target) ? (within(folder, target) ?? []) : [])).filter((target) => tree?.has(target) === true);
    if (targets.length < written.length) return { culprit: path, reason: 'extends what is no JSON file of the repository' };
    if (pluginsOf(config).length > 0) problems.add(`oxlint leaves out the JavaScript plugins of ${path}`);
    const reading = await readAll(path, targets);
    // Over a configuration whose targets are not there oxlint fails as a whole.
    if (typeof reading !== 'number') return reading;
    texts.set(path, JSON.stringify({ ...plain(config, KEPT_KEYS), ...(written.length === 0 ? {} : { extends: written }) }));
    named.set(path, united([namedIn(config), ...targets.map((target) => named.get(target) ?? null)]));
    return reading;
  };
  const read = async (path: string): Promise<Reading> => {
    open.add(path);
    const reading = known.get(path) ?? (await readAfresh(path));
    open.delete(path);
    known.set(path, reading);
    return reading;
  };
  return {
    texts,
    named,
    problems,
    async take(path) {
      const reading = await read(path);
      if (typeof reading === 'number') return true;
      problems.add(`oxlint can’t use ${path} (${reading.culprit === path ? 'it' : `${reading.culprit}, which it extends,`} ${reading.reason})`);
      return false;
    },
  };
}

type Config = Readonly<Record<string, unknown>>;

function parsed(text: string | undefined): Config | undefined {
  if (text === undefined) return undefined;
  const errors: ParseError[] = [];
  const value: unknown = parseJsonc(text, errors, { allowTrailingComma: true });
  return errors.length === 0 && isConfig(value) ? value : undefined;
}

function isConfig(value: unknown): value is Config {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function pluginsOf(config: Config): unknown[] {
  const overrides = Array.isArray(config.overrides) ? config.overrides : [];
  return [config, ...overrides].flatMap((level: unknown) => (isConfig(level) && Array.isArray(level.jsPlugins) ? level.jsPlugins : []));
}

/** The rules that one file names, without their plugins; null where it chooses categories. */
function namedIn(config: Config): ReadonlySet<string> | null {
  if (config.categories !== undefined) return null;
  const overrides = Array.isArray(config.overrides) ? config.overrides : [];
  const rules = [config, ...overrides].flatMap((level: unknown) => (isConfig(level) && isConfig(level.rules) ? Object.keys(level.rules) : []));
  return new Set(rules.map((name) => name.slice(name.lastIndexOf('/') + 1)));
}

function united(sets: readonly (ReadonlySet<string> | null)[]): ReadonlySet<string> | null {
  return sets.includes(null) ? null : new Set(sets.flatMap((one) => [...(one ?? [])]));
}

/** The known keys alone, without rules of plugins that oxlint does not bring along. */
function plain(config: Config, keys: readonly string[]): Config {
  const entries = Object.entries(config).filter(([key]) => keys.includes(key));
  const overrides = Array.isArray(config.overrides) ? config.overrides.filter(isConfig).map((override) => plain(override, KEPT_OVERRIDE_KEYS)) : [];
  return { ...Object.fromEntries(entries.map(([key, value]) => [key, key === 'rules' && isConfig(value) ? builtInRules(value) : value])), ...(overrides.length === 0 ? {} : { overrides }) };
}

function builtInRules(rules: Config): Config {
  return Object.fromEntries(Object.entries(rules).filter(([name]) => !name.includes('/') || BUILT_IN.has(name.slice(0, name.lastIndexOf('/')))));
}
