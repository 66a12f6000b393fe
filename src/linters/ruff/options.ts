/** What of a configuration goes to Ruff for one file, and what is decided here since Ruff does not learn the path. Pure. */
import { matcher, matcherWithin } from '../globs.js';
import { list, table, type Table } from './merge.js';

/** A few rules that mark defects and hardly anything else, none of which a rule of our own stands for. */
const DEFAULT_RULES = [
  'F401', 'F402', 'F50', 'F52', 'F601', 'F602', 'F621', 'F622', 'F63', 'F70', 'F811', 'F822', 'F823',
  'B002', 'B003', 'B005', 'B012', 'B015', 'B016', 'B020', 'B021', 'B023', 'B025', 'B029', 'B030', 'B033', 'B035',
  'PLE', 'PLW0127', 'PLW0129', 'PLW0131', 'PLW0133', 'PLW0245', 'PLW0711', 'PLW1501', 'PLW1507',
  'RUF006', 'RUF016', 'SIM220', 'SIM221', 'PIE794', 'T100',
];

/**
 * Files whose imports are for others, or for what they do: a package's `__init__.py`, an app's `apps.py` (`from . import receivers`
 * in `ready`), Alembic's `env.py` (models and comparators), and its revisions, whose first lines come of a template.
 */
const IMPORTING_FILES = ['**/__init__.py', '**/apps.py', ...['alembic', 'migrations'].flatMap((folder) => [`**/${folder}/env.py`, `**/${folder}/versions/*.py`])];

/** Where a repository does not configure Ruff. */
export const DEFAULT_OPTIONS: Table = { lint: { select: DEFAULT_RULES, 'per-file-ignores': Object.fromEntries(IMPORTING_FILES.map((pattern) => [pattern, ['F401']])) } };

/**
 * For a configuration that selects nothing, besides those: what every Ruff turns on by itself. 0.16 went from 59 rules to 413 and dropped 18 of the old
 * ones (github.com/astral-sh/ruff/releases/tag/0.16.0), so which of the others are meant hangs on the version that the repository runs.
 */
const UNSELECTED = [...DEFAULT_RULES, 'E722', 'E9', 'F404', 'F407', 'F5', 'F6', 'F8', 'F9'];

/** Of no use here: they speak of paths, which are matched below, of output, of other commands, and of who may run. */
const NOT_FOR_RUFF = new Set([
  'extend', 'src', 'exclude', 'extend-exclude', 'include', 'extend-include', 'force-exclude', 'respect-gitignore', 'cache-dir', 'output-format', 'fix', 'fix-only', 'show-fixes',
  'unsafe-fixes', 'required-version', 'per-file-ignores', 'extend-per-file-ignores', 'per-file-target-version', 'format', 'analyze', 'namespace-packages',
]);

/** Ruff's own list (docs.astral.sh/ruff/settings/#exclude). */
const EXCLUDED = '.bzr .direnv .eggs .git .git-rewrite .hg .ipynb_checkpoints .mypy_cache .nox .pants.d .pyenv .pytest_cache .pytype .ruff_cache .svn .tox .venv .vscode __pypackages__ _build buck-out dist node_modules site-packages venv'.split(' ').map((name) => `**/${name}`);

export interface PathRules {
  /** Ruff would not look at the file. */
  isExcluded(path: string): boolean;
  /** Selectors that the configuration switches off for the file. */
  ignoredIn(path: string): readonly string[];
  /** The version for the file, where it has one of its own. */
  versionOf(path: string): string | undefined;
}

/** The part of a configuration that goes by paths; its patterns are told from the root. */
export function pathRules(options: Table): PathRules {
  const lint = table(options.lint);
  const excluded = matcherWithin([...(options.exclude === undefined ? EXCLUDED : list(options.exclude)), ...list(options['extend-exclude']), ...list(lint.exclude)]);
  const includes = options.include === undefined ? null : [...list(options.include), ...list(options['extend-include'])].map(matcher);
  const ignores = [options, lint].flatMap((level) => ['per-file-ignores', 'extend-per-file-ignores'].flatMap((key) => Object.entries(table(level[key])))).map(([pattern, codes]) => [signed(pattern), list(codes)] as const);
  const versions = Object.entries(table(options['per-file-target-version'])).map(([pattern, version]) => [signed(pattern), version] as const);
  return {
    isExcluded: (path) => excluded(path) || (includes !== null && !includes.some((matches) => matches(path))),
    ignoredIn: (path) => ignores.flatMap(([matches, codes]) => (matches(path) ? codes : [])),
    versionOf(path) {
      const version = versions.find(([matches]) => matches(path))?.[1];
      return typeof version === 'string' ? version : undefined;
    },
  };
}

/** `!pattern`: every file but those of the pattern. */
function signed(pattern: string): (path: string) => boolean {
  if (!pattern.startsWith('!')) return matcher(pattern);
  const matches = matcher(pattern.slice(1));
  return (path) => !matches(path);
}

/** The options for Ruff itself. `firstParty`: modules that the tree holds, which Ruff would look for on the disk. */
export function ruffOptions(options: Table, version: string | undefined, firstParty: readonly string[]): Table {
  const lint = table(options.lint);
  const isort = { ...table(options.isort), ...table(lint.isort) };
  const known = ['known-third-party', 'known-local-folder', 'extra-standard-library'].flatMap((key) => list(isort[key]));
  const ours = [...new Set([...list(isort['known-first-party']), ...firstParty.filter((name) => !known.includes(name))])];
  const { isort: _, ...plain } = kept(options);
  const selection = options.select === undefined && lint.select === undefined ? { select: UNSELECTED } : {};
  return { ...plain, ...(version === undefined ? {} : { 'target-version': version }), lint: { ...selection, ...kept(lint), isort: { ...isort, 'known-first-party': ours } } };
}

function kept(options: Table): Table {
  return Object.fromEntries(Object.entries(options).filter(([key]) => !NOT_FOR_RUFF.has(key)));
}
