/** The Ruff configuration that speaks for a file: found, extended, and split into what Ruff takes and what goes by path. */
import { parse as parseToml } from 'smol-toml';
import { folderOf } from '../../project/tree.js';
import { placesAbove, rooted, within } from '../globs.js';
import type { ConfigTree } from '../types.js';
import { extendOptions, isTable, list, table, type Table } from './merge.js';

export interface RuffSettings {
  /** The configuration file. */
  readonly path: string;
  /** Its folder, '' for the root. */
  readonly folder: string;
  readonly options: Table;
}

export type SettingsAnswer =
  | { readonly kind: 'settings'; readonly settings: RuffSettings }
  /** No configuration above the file. */
  | { readonly kind: 'none' }
  | { readonly kind: 'unusable'; readonly path: string; readonly reason: string };

/** In the order in which Ruff takes them in one folder. */
const NAMES = ['.ruff.toml', 'ruff.toml', 'pyproject.toml'];
const LONGEST_CHAIN = 10;

/** The nearest configuration above a path: Ruff takes that one alone, with what it extends. */
export async function settingsFor(path: string, tree: ConfigTree): Promise<SettingsAnswer> {
  for (const candidate of placesAbove(path, NAMES)) {
    if (!tree.has(candidate)) continue;
    const answer = await readSettings(candidate, tree, LONGEST_CHAIN);
    if (answer.kind !== 'none') return answer.kind === 'settings' ? { ...answer, settings: await withPythonVersion(answer.settings, tree) } : answer;
  }
  return { kind: 'none' };
}

/** `none`: a pyproject.toml that does not speak of Ruff. */
async function readSettings(path: string, tree: ConfigTree, left: number): Promise<SettingsAnswer> {
  const folder = folderOf(path);
  const document = parsed(await tree.read(path));
  if (document === undefined) return { kind: 'unusable', path, reason: 'it can’t be read as TOML' };
  const own = path.endsWith('pyproject.toml') ? table(document.tool).ruff : document;
  if (!isTable(own)) return { kind: 'none' };
  const options = fromRoot(own, folder);
  if (own.extend === undefined) return { kind: 'settings', settings: { path, folder, options } };
  const target = typeof own.extend === 'string' ? within(folder, own.extend) : undefined;
  if (target === undefined || !tree.has(target) || left === 0) return { kind: 'unusable', path, reason: 'what it extends is not in the repository' };
  const parent = await readSettings(target, tree, left - 1);
  if (parent.kind === 'unusable') return { ...parent, path };
  return { kind: 'settings', settings: { path, folder, options: parent.kind === 'none' ? options : extendOptions(parent.settings.options, options) } };
}

function parsed(text: string | undefined): Table | undefined {
  try {
    return text === undefined ? undefined : parseToml(text);
  } catch {
    // Why it does not parse is told by wiring/syntax-error.
    return undefined;
  }
}

const PATTERN_LISTS = ['exclude', 'extend-exclude', 'include', 'extend-include'];
const PATTERN_TABLES = ['per-file-ignores', 'extend-per-file-ignores', 'per-file-target-version'];

/** The same with every pattern and source folder told from the repository's root. */
function fromRoot(options: Table, folder: string): Table {
  return Object.fromEntries(
    Object.entries(options).map(([key, value]): [string, unknown] => {
      if (PATTERN_LISTS.includes(key)) return [key, list(value).map((pattern) => rooted(folder, pattern))];
      if (PATTERN_TABLES.includes(key)) return [key, Object.fromEntries(Object.entries(table(value)).map(([pattern, codes]) => [rootedOrNot(folder, pattern), codes]))];
      if (key === 'src') return [key, list(value).map((written) => within(folder, written)).filter((place) => place !== undefined)];
      return [key, key === 'lint' ? fromRoot(table(value), folder) : value];
    }),
  );
}

function rootedOrNot(folder: string, pattern: string): string {
  return pattern.startsWith('!') ? `!${rooted(folder, pattern.slice(1))}` : rooted(folder, pattern);
}

/** Where no `target-version` is said, the nearest `requires-python` says it. */
async function withPythonVersion(settings: RuffSettings, tree: ConfigTree): Promise<RuffSettings> {
  if (settings.options['target-version'] !== undefined) return settings;
  const version = await pythonVersion(settings.path, tree);
  return version === undefined ? settings : { ...settings, options: { ...settings.options, 'target-version': version } };
}

/** `py310`: the least version that the nearest pyproject.toml above a path supports; undefined where none says it, or one that Ruff does not know. */
export async function pythonVersion(path: string, tree: ConfigTree): Promise<string | undefined> {
  for (const candidate of placesAbove(path, ['pyproject.toml'])) {
    if (!tree.has(candidate)) continue;
    const wanted = table(parsed(await tree.read(candidate))?.project)['requires-python'];
    const minor = typeof wanted === 'string' ? /(?:>=|~=|==|\^)\s*3\.(\d+)/.exec(wanted)?.[1] : undefined;
    if (minor !== undefined) return Number(minor) >= 7 && Number(minor) <= 14 ? `py3${minor}` : undefined;
  }
  return undefined;
}
