/** Ruff, by the repository's configuration where it has one. In the process; it reads no file and no path. */
import type { RuffRules } from '../../assets/ruff-rules.js';
import { loadRuff, type RuffCheck, type RuffFinding, type RuffLibrary } from '../../facts/lint/ruff-library.js';
import { enclosingSymbol } from '../../facts/lint/symbols.js';
import { perObject } from '../../project/per-object.js';
import { folderOf, inFolder } from '../../project/tree.js';
import { NOTHING, type ConfigTree, type Diagnostic, type LintAnswer, type LintFile, type Linter, type LintRequest } from '../types.js';
import { placeOfRuff } from '../areas.js';
import { subjectAt } from '../subject.js';
import { firstPartyModules } from './first-party.js';
import { createFixer, type RuffFixer } from './fixes.js';
import { handedByHooks } from './hooks.js';
import { list, table, type Table } from './merge.js';
import { DEFAULT_OPTIONS, pathRules, ruffOptions, type PathRules } from './options.js';
import { selects } from './selectors.js';
import { pythonVersion, settingsFor, type SettingsAnswer } from './settings.js';

export interface RuffTools {
  readonly rules: RuffRules;
  readonly standardLibrary: ReadonlySet<string>;
  /** Instead of the package. */
  load?(): Promise<RuffLibrary>;
}

/** Rules that go by the file's path or package, which Ruff does not learn here: what they say of a nameless file is nothing, or wrong. */
const BY_PATH = /^(INP001|N999|A005|EXE\d+|D100|D104|RUF067|PLW0406|PLC2701)$/;
/** Of packages Ruff does not ask these: `__all__` may name modules, and `import a as a` hands on. */
const NOT_OF_PACKAGES = /^(F822|PLC0414)$/;
const PACKAGE = /(^|\/)__init__\.py$/;
/** Of modules whose names start with an underscore Ruff asks no docstrings. */
const OF_PUBLIC_MODULES = /^D1\d\d$/;
const PRIVATE_MODULE = /(^|\/)_(?!_init__\.py|_main__\.py)[^/]*/;

/** Whether Ruff, had it learnt the path, might say something else. */
function hangsOnPath(code: string, path: string): boolean {
  return BY_PATH.test(code) || (NOT_OF_PACKAGES.test(code) && PACKAGE.test(path)) || (OF_PUBLIC_MODULES.test(code) && PRIVATE_MODULE.test(path));
}

/** A comment that silences nothing (RUF100) may silence what hangs on the path. */
function silences(message: string): string[] {
  return [...message.matchAll(/`([A-Z]+\d+)`/g)].map(([, code]) => code as string);
}

export function createRuffLinter(tools: RuffTools): Linter {
  return {
    name: 'ruff',
    reads: (path) => path.endsWith('.py'),
    start: async (request) => ({ answer: Promise.resolve(await answer(request, tools)) }),
  };
}

async function answer(request: LintRequest, tools: RuffTools): Promise<LintAnswer> {
  if (request.files.length === 0) return NOTHING;
  try {
    return await lint(request, tools, await (tools.load ?? loadRuff)());
  } catch (error) {
    return { ...NOTHING, problems: [`Ruff can’t run (${firstLine(error)})`] };
  }
}

/** A configuration made ready for one file. */
interface Prepared {
  readonly key: string;
  readonly path: string | null;
  readonly options: Table;
  readonly raw: Table;
  readonly rules: PathRules;
  /** By the hooks of pre-commit. */
  isHanded(path: string): boolean;
}

async function lint({ files, trees, onFile }: LintRequest, tools: RuffTools, library: RuffLibrary): Promise<LintAnswer> {
  const run = createRun(tools, library);
  const answers: LintAnswer['files'][number][] = [];
  for (const file of files) {
    const prepared = await run.prepare(file.path, trees);
    if (prepared === undefined || prepared.rules.isExcluded(file.path) || !prepared.isHanded(file.path)) continue;
    onFile?.(file);
    const diagnostics = run.check(file, prepared);
    if (diagnostics !== undefined) answers.push({ file, diagnostics });
  }
  return { files: answers, problems: [...run.problems], configuredBy: [...run.configuredBy] };
}

interface Run {
  readonly problems: ReadonlySet<string>;
  readonly configuredBy: ReadonlySet<string>;
  /** undefined: its configuration can't be used. */
  prepare(path: string, trees: readonly ConfigTree[]): Promise<Prepared | undefined>;
  /** undefined: Ruff refuses the configuration, or breaks on the file. */
  check(file: LintFile, prepared: Prepared): readonly Diagnostic[] | undefined;
}

function createRun(tools: RuffTools, library: RuffLibrary): Run {
  const problems = new Set<string>();
  const configuredBy = new Set<string>();
  const checks = new Map<string, RuffCheck | undefined>();
  const fixer = createFixer(tools.rules);
  const ask = (prepared: Prepared): RuffCheck | undefined => {
    if (!checks.has(prepared.key)) checks.set(prepared.key, configured(prepared));
    return checks.get(prepared.key);
  };
  const configured = (prepared: Prepared): RuffCheck | undefined => {
    try {
      const check = library.configure(prepared.options);
      return (text) => check(text).map((finding) => ({ ...finding, code: tools.rules.codes.get(finding.code ?? '') ?? finding.code }));
    } catch (error) {
      problems.add(`Ruff can’t use ${prepared.path ?? 'its default set'} (${firstLine(error)})`);
      return undefined;
    }
  };
  const prepare = preparer(tools);
  return {
    problems,
    configuredBy,
    async prepare(path, trees) {
      const prepared = await prepare(path, trees).catch((error: unknown) => `Ruff’s configuration for ${path} can’t be read (${firstLine(error)})`);
      if (typeof prepared === 'string') problems.add(prepared);
      else if (prepared.path !== null) configuredBy.add(prepared.path);
      return typeof prepared === 'string' ? undefined : prepared;
    },
    check(file, prepared) {
      const check = ask(prepared);
      if (check === undefined) return undefined;
      try {
        return diagnosticsOf(file, check(file.text), { prepared, rules: tools.rules, fixer, check });
      } catch (error) {
        // What a panic leaves behind in Ruff's memory is not used again.
        checks.delete(prepared.key);
        problems.add(`Ruff broke on ${file.path} (${firstLine(error)})`);
        return undefined;
      }
    },
  };
}

/** Its patterns take longer to compile than a file takes to be checked. */
const rulesOf = perObject(pathRules);
const handed = perObject(handedByHooks);

/** Answers why a configuration can't be used, as a sentence. */
function preparer(tools: RuffTools): (path: string, trees: readonly ConfigTree[]) => Promise<Prepared | string> {
  const folders = new Map<string, Promise<{ readonly answer: SettingsAnswer; readonly tree: ConfigTree | undefined }>>();
  const ready = new Map<string, Prepared>();
  return async (path, trees) => {
    const folder = folderOf(path);
    const known = folders.get(folder) ?? find(path, trees);
    folders.set(folder, known);
    const { answer, tree } = await known;
    if (answer.kind === 'unusable') return `Ruff can’t use ${answer.path} (${answer.reason})`;
    const source = answer.kind === 'settings' ? answer.settings.options : DEFAULT_OPTIONS;
    const raw = answer.kind === 'settings' ? source : { ...DEFAULT_OPTIONS, 'target-version': (tree === undefined ? undefined : await pythonVersion(path, tree)) ?? 'py314' };
    const settings = answer.kind === 'settings' ? answer.settings : { path: null, folder: '' };
    const rules = rulesOf(source);
    const version = rules.versionOf(path);
    const key = `${settings.path}\0${folder}\0${version}`;
    const held = ready.get(key);
    if (held !== undefined) return held;
    const sources = raw.src === undefined ? [settings.folder, inFolder(settings.folder, 'src')] : list(raw.src);
    const firstParty = tree === undefined || answer.kind === 'none' ? [] : firstPartyModules(tree, path, sources).filter((name) => !tools.standardLibrary.has(name));
    const options = ruffOptions(raw, version, firstParty);
    const prepared = { key: JSON.stringify(options), path: settings.path, options, raw, rules, isHanded: tree === undefined ? () => true : await handed(tree) };
    ready.set(key, prepared);
    return prepared;
  };
}

/** The first tree that holds a configuration for the file speaks for it. */
async function find(path: string, trees: readonly ConfigTree[]): Promise<{ readonly answer: SettingsAnswer; readonly tree: ConfigTree | undefined }> {
  for (const tree of trees) {
    const answer = await settingsFor(path, tree);
    if (answer.kind !== 'none') return { answer, tree };
  }
  return { answer: { kind: 'none' }, tree: trees[0] };
}

interface Asked {
  readonly prepared: Prepared;
  readonly rules: RuffRules;
  readonly fixer: RuffFixer;
  readonly check: RuffCheck;
}

/** Trunk runs Ruff, and has a comment of its own: behind the line, or on the one above. */
function isIgnoredByTrunk(lines: readonly string[], line: number, code: string): boolean {
  const [, listed = ''] = /#\s*trunk-ignore\(([^)]*)\)/.exec(lines[line - 1] ?? '') ?? /^\s*#\s*trunk-ignore\(([^)]*)\)/.exec(lines[line - 2] ?? '') ?? [];
  return listed.split(/[\s,]+/).includes(`ruff/${code}`);
}

/** An import that only tries whether a package is there: Ruff would have it done otherwise, and the default set is about defects. */
function asksForOtherTest(code: string, message: string): boolean {
  return code === 'F401' && message.includes('importlib.util.find_spec');
}

function diagnosticsOf(file: LintFile, found: readonly RuffFinding[], { prepared, rules, fixer, check }: Asked): Diagnostic[] {
  const lines = file.text.split('\n');
  const ignored = prepared.rules.ignoredIn(file.path);
  return found.flatMap((finding): Diagnostic[] => {
    const { code, message, span } = finding;
    if (code === null || code === 'invalid-syntax' || [code, ...(code === 'RUF100' ? silences(message) : [])].some((one) => hangsOnPath(one, file.path))) return [];
    const name = rules.names.get(code);
    if (prepared.path === null && asksForOtherTest(code, message)) return [];
    if (ignored.some((selector) => selects(selector, code, name)) || isIgnoredByTrunk(lines, span[0], code)) return [];
    return [
      {
        linter: 'ruff',
        code,
        url: `https://docs.astral.sh/ruff/rules/${name ?? code}/`,
        message: (message.split('\n')[0] ?? '').replace(/\.$/, ''),
        ...(finding.fix?.title ? { help: finding.fix.title.replace(/\.$/, '') } : {}),
        ...placeOfRuff(code),
        span,
        symbol: enclosingSymbol(lines, span[0]),
        subject: subjectAt(lines, span),
        configuredBy: prepared.path,
        fix: () => fixer.fix({ file, finding, code, found, check, lint: table(prepared.raw.lint) }),
      },
    ];
  });
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return (text.split('\n').find((line) => line.trim() !== '') ?? 'unknown').replace(/^Error: /, '').trim();
}
