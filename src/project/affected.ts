/**
 * Which files a change can make a rule answer differently about. Pure.
 *
 * It holds what `Rule.detect` promises: a judgement depends on the file's own facts, on where its imports and mentions
 * lead and what those modules export, on who mentions the file, on manifests and configuration, and (for files that are
 * not source) on which paths exist. A test over generated histories holds the result equal to judging everything.
 */
import { posix } from 'node:path';
import type { ChangedFile, ChangeSet } from '../changes/types.js';
import type { FileFacts, PythonImport } from '../facts/types.js';
import type { LinkedModel } from './model.js';
import { pythonFolders } from './python/folders.js';
import { loadsByName } from './python/loaders.js';
import { folderOf, lazily, stemOf } from './tree.js';

const { basename } = posix;

export interface AffectedInput {
  readonly changes: ChangeSet;
  /** Asked for facts and folders only, so its links may still be to come. */
  readonly head: LinkedModel;
  readonly base: LinkedModel;
}

export type Affected =
  /** Configuration changed: everything is judged afresh. */
  | { readonly kind: 'all' }
  /** `linked`: files whose links differ or may differ; `judged`: files to judge on both sides (closed by `closeOver`). */
  | { readonly kind: 'some'; readonly linked: ReadonlySet<string>; readonly judged: ReadonlySet<string> };

const CONFIGURATION = /(^|\/)(package\.json|tsconfig[^/]*\.json|jsconfig[^/]*\.json|pnpm-workspace\.yaml|(lerna|rush|nx|turbo|import_map|package-lock|npm-shrinkwrap)\.json|deno\.jsonc?|yarn\.lock|bun\.lockb?|\.gitignore|\.gitattributes|conftest\.py|manage\.py|serverless\.ya?ml|samconfig\.toml|cdk\.json|lambda_function\.py|setup\.py|setup\.cfg|pytest\.ini|tox\.ini|\.?ruff\.toml|\.flake8|__init__\.pyi?|\.babelrc[^/]*|[^/]*\.config\.[cm]?[jt]s|\.dockerignore)$/;

/** The first half: what can be told without the head's links. */
export function affectedBy(input: AffectedInput): Affected {
  const homes = lazily(() => homesOf(input));
  if (input.changes.files.some((file) => changesConfiguration(input, file, homes))) return { kind: 'all' };
  const changed = new Set(input.changes.files.flatMap((file) => [file.path, file.previousPath ?? file.path]));
  const names = namesThatComeOrGo(input);
  const linked = new Set(changed);
  const judged = new Set(changed);
  for (const path of input.head.paths) {
    const facts = input.head.facts(path);
    if (facts === undefined) continue;
    if (names.size > 0 && mentionsAny(facts, names)) linked.add(path);
    if (names.size > 0 && facts.python === undefined && facts.javascript === undefined) judged.add(path);
  }
  for (const path of linked) judged.add(path);
  for (const file of input.changes.files) addImporters(input, file, judged);
  return { kind: 'some', linked, judged };
}

/** The second half: files that gain or lose a mention, once the head's links can be asked. */
export function closeOver(affected: Affected, base: LinkedModel, head: LinkedModel): Affected {
  if (affected.kind === 'all') return affected;
  const judged = new Set(affected.judged);
  for (const path of affected.linked) {
    for (const model of [base, head]) for (const link of model.linksFrom(path)) judged.add(link.to);
  }
  return { ...affected, judged };
}

function changesConfiguration(input: AffectedInput, file: ChangedFile, homes: () => Homes): boolean {
  const paths = [file.path, file.previousPath ?? file.path];
  const facts = [input.head.facts(file.path), input.base.facts(file.previousPath ?? file.path)];
  if (paths.some((path) => CONFIGURATION.test(path)) && !isPlainModuleEdit(file)) return true;
  const loads = facts.map(loadsByName);
  // What a loader may load depends on where it stands.
  if (loads[0] !== loads[1] || (loads[0] === true && file.status === 'renamed')) return true;
  if (JSON.stringify(facts[0]?.deployment?.installs) !== JSON.stringify(facts[1]?.deployment?.installs)) return true;
  if (movesManifestHome(file, homes)) return true;
  return facts.some(
    (known) =>
      known?.manifest !== undefined ||
      (known?.deployment?.pythonPath?.length ?? 0) > 0 ||
      (known?.deployment?.builds.length ?? 0) > 0 ||
      (known?.javascript?.ambientModules.length ?? 0) > 0,
  );
}

/** The first Python file of a folder that holds a manifest, or its last one: whom the manifest speaks for changes (`homeOf`). */
function movesManifestHome(file: ChangedFile, homes: () => Homes): boolean {
  if (file.status === 'modified') return false;
  return [file.path, file.previousPath ?? file.path].some((path) => {
    if (!path.endsWith('.py')) return false;
    const { base, head, manifests } = homes();
    for (let folder = folderOf(path); folder !== ''; folder = folderOf(folder)) {
      if (base.has(folder) !== head.has(folder) && manifests.has(folder)) return true;
    }
    return false;
  });
}

/** Folders with Python files below them, on both sides, and with manifests below them in the head. */
interface Homes {
  readonly base: ReadonlySet<string>;
  readonly head: ReadonlySet<string>;
  readonly manifests: ReadonlySet<string>;
}

function homesOf({ base, head }: AffectedInput): Homes {
  const isPython = (path: string): boolean => path.endsWith('.py') && !path.endsWith('setup.py');
  return {
    base: foldersAbove(base.paths.filter(isPython)),
    head: foldersAbove(head.paths.filter(isPython)),
    manifests: foldersAbove(head.paths.filter((path) => head.facts(path)?.manifest !== undefined)),
  };
}

function foldersAbove(paths: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (const path of paths) for (let folder = folderOf(path); folder !== '' && !found.has(folder); folder = folderOf(folder)) found.add(folder);
  return found;
}

/** An edited `__init__.py` is source like any other; only its coming and going moves import roots. */
function isPlainModuleEdit(file: ChangedFile): boolean {
  return file.status === 'modified' && /(^|\/)(__init__\.pyi?)$/.test(file.path);
}

/** Stems and folder names that appear or vanish: whoever mentions none of them resolves as before. */
function namesThatComeOrGo(input: AffectedInput): ReadonlySet<string> {
  const names = new Set<string>();
  const [basePython, headPython] = [lazily(() => importableFolders(input.base)), lazily(() => importableFolders(input.head))];
  for (const file of input.changes.files) {
    if (file.status === 'modified') continue;
    for (const path of [file.path, file.previousPath ?? file.path]) {
      addName(names, basename(path));
      // A folder stands for its index file.
      names.add(basename(folderOf(path)));
      if (stemOf(path).startsWith('index')) names.add('.');
      for (let folder = folderOf(path); folder !== ''; folder = folderOf(folder)) {
        const same = input.base.hasFolder(folder) === input.head.hasFolder(folder) && basePython().has(folder) === headPython().has(folder);
        if (!same) addName(names, basename(folder));
      }
    }
  }
  names.delete('');
  return names;
}

function importableFolders({ paths, snapshot }: LinkedModel): ReadonlySet<string> {
  return pythonFolders(paths, (path) => ['symlink', 'submodule'].includes(snapshot.entries.get(path)?.kind ?? 'file'));
}

/** `x.test.tsx` may be meant by `x.test.tsx`, `x.test` and `x`. */
function addName(names: Set<string>, segment: string): void {
  for (let name = segment; name !== ''; name = name.slice(0, Math.max(0, name.lastIndexOf('.')))) names.add(name);
}

function mentionsAny(facts: FileFacts, names: ReadonlySet<string>): boolean {
  const mentions = (text: string): boolean => mentionsOne(text, names);
  const { python, javascript } = facts;
  return (
    (python?.imports.some((statement) => mentions(statement.module) || importsAny(statement, names)) ?? false) ||
    (javascript?.imports.some((statement) => statement.form === 'glob' || mentions(statement.specifier)) ?? false) ||
    facts.references.some((reference) => mentions(reference.text)) ||
    (facts.document?.mentions.some((mention) => mentions(mention.path)) ?? false) ||
    (facts.deployment?.claims.some((claim) => mentions(claim.value)) ?? false) ||
    (facts.manifest?.entryPoints.some((entry) => mentions(entry.target)) ?? false)
  );
}

function importsAny(statement: PythonImport, names: ReadonlySet<string>): boolean {
  return statement.names?.some((name) => name.name === '*' || names.has(name.name)) ?? false;
}

function mentionsOne(text: string, names: ReadonlySet<string>): boolean {
  if (names.has('.') && /(^|\/)\.{1,2}\/?$/.test(text)) return true;
  return text.split('/').some((part) => names.has(part)) || text.split(/[./\\:?#!]+/).some((part) => names.has(part));
}

/** Whoever imports a module whose names changed, through star imports and re-exports as far as they go. */
function addImporters(input: AffectedInput, file: ChangedFile, judged: Set<string>): void {
  const queue = [file.path, file.previousPath ?? file.path];
  if (file.status === 'modified' && sameNames(input.head.facts(file.path), input.base.facts(file.path))) return;
  const seen = new Set(queue);
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    for (const reference of input.base.references.incoming(path)) {
      if (reference.kind !== 'import' || seen.has(reference.from)) continue;
      seen.add(reference.from);
      judged.add(reference.from);
      if (passesNamesOn(input.head.facts(reference.from))) queue.push(reference.from);
    }
  }
}

function passesNamesOn(facts: FileFacts | undefined): boolean {
  const star = facts?.python?.imports.some((statement) => statement.names?.some((name) => name.name === '*'));
  return star === true || facts?.javascript?.imports.some((statement) => statement.form === 'reexport') === true;
}

/** Whether two versions of a module answer every question about their names alike. */
function sameNames(head: FileFacts | undefined, base: FileFacts | undefined): boolean {
  return JSON.stringify(surface(head)) === JSON.stringify(surface(base));
}

function surface(facts: FileFacts | undefined): unknown {
  if (facts === undefined) return null;
  const { python, javascript } = facts;
  return [
    facts.skip?.reason,
    python && [
      python.definitions.map((definition) => definition.name),
      python.all?.names.map((entry) => entry.name),
      python.all?.dynamic,
      python.hasModuleGetattr,
      python.dynamicNamespace,
      python.hasErrors,
      python.sysPathEdits,
      python.imports.filter((statement) => statement.names?.some((name) => name.name === '*')).map((statement) => [statement.module, statement.level]),
    ],
    javascript && [
      javascript.exports.map((definition) => definition.name),
      javascript.starExports,
      javascript.commonJs,
      javascript.hasErrors,
      javascript.imports.filter((statement) => statement.form === 'reexport').map((statement) => statement.specifier),
    ],
  ];
}
