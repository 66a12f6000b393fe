/** The files that pre-commit hands to Ruff: a repository that limits them asks Ruff for no others. */
import { parse as parseYaml } from 'yaml';
import type { ConfigTree } from '../types.js';
import { isTable, table, type Table } from './merge.js';

const CONFIG = '.pre-commit-config.yaml';
/** Who runs Ruff as well, by commands with paths of their own. */
const OTHERS = /^(?:\.github\/workflows\/[^/]+\.ya?ml|Makefile|[Jj]ustfile|tox\.ini|noxfile\.py|\.gitlab-ci\.yml)$/;
const RUNS_RUFF = /\bruff\s+(?:check|--|\.|\w+\/)/;

/** Longer patterns, and such with more runs that may be of any length, are not tried: a repository writes them, and paths may be hostile. */
const LONGEST = 500;
const MOST_RUNS = 3;

const ALL = (): boolean => true;

/** Whether a path is handed to Ruff; every one is where no hook limits Ruff's files, where that can't be told, and where other commands run Ruff too. */
export async function handedByHooks(tree: ConfigTree): Promise<(path: string) => boolean> {
  const document = tree.has(CONFIG) ? parsed(await tree.read(CONFIG)) : undefined;
  if (document === undefined) return ALL;
  const filters = ruffHooks(document).map((hook) => [filterOf(document), filterOf(hook)] as const);
  const known = filters.flatMap(([whole, own]) => (whole === undefined || own === undefined ? [] : [(path: string): boolean => whole(path) && own(path)]));
  if (known.length === 0 || known.length < filters.length || (await runsElsewhere(tree))) return ALL;
  return (path) => known.some((isHanded) => isHanded(path));
}

function parsed(text: string | undefined): Table | undefined {
  try {
    const document: unknown = parseYaml(text ?? '', { logLevel: 'error', uniqueKeys: false });
    return isTable(document) ? document : undefined;
  } catch {
    // Why it does not parse is told by wiring/syntax-error.
    return undefined;
  }
}

function ruffHooks({ repos }: Table): readonly Table[] {
  const hooks = (Array.isArray(repos) ? repos : []).flatMap((repo) => (Array.isArray(table(repo).hooks) ? (table(repo).hooks as unknown[]) : []));
  return hooks.map(table).filter(({ id }) => id === 'ruff' || id === 'ruff-check');
}

/** By `files` and `exclude`; undefined where a pattern is not tried. */
function filterOf({ files, exclude }: Table): ((path: string) => boolean) | undefined {
  const [wanted, unwanted] = [files, exclude].map((pattern) => (pattern === undefined ? null : boundedPattern(pattern)));
  if (wanted === undefined || unwanted === undefined) return undefined;
  return (path) => wanted?.test(path) !== false && unwanted?.test(path) !== true;
}

/** A pattern of Python that means the same here and can't take long. */
function boundedPattern(written: unknown): RegExp | undefined {
  if (typeof written !== 'string' || written.length > LONGEST) return undefined;
  const pattern = /^\s*\(\?x\)/.test(written) ? written.replace(/\(\?x\)/, '').replace(/#.*$/gm, '').replace(/\s+/g, '') : written.trim();
  const repeats = pattern.match(/[*+{]/g)?.length ?? 0;
  if (repeats > MOST_RUNS || /\)[*+?{]|\(\?(?!:)|\\[1-9AZ]/.test(pattern)) return undefined;
  try {
    return new RegExp(pattern);
  } catch {
    return undefined;
  }
}

async function runsElsewhere(tree: ConfigTree): Promise<boolean> {
  const texts = await Promise.all(tree.paths.filter((path) => OTHERS.test(path)).map((path) => tree.read(path)));
  return texts.some((text) => text?.split('\n').some((line) => RUNS_RUFF.test(line) && !/\bruff\s+format\b/.test(line)) === true);
}
