/** A throw-away git repository made of a tree, with changes to review. I/O; writes below one folder only. */
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isModule, KINDS, spread } from './kinds.js';
import type { TreeFile } from './trees.js';

/** Files that a change edits. */
export const EDITED_FILES = 10;
/** Bytes; what lies outside is no everyday source file. */
const EDITABLE = { min: 500, max: 100_000 };
/** Where a tree has none, it gets one. */
const REQUIREMENTS = 'requirements.txt';

export interface BenchRepository {
  /** A bare repository. */
  readonly path: string;
  readonly base: string;
  /** Commits on the base that edit ten files, each in its own way, so that no two share a new blob. */
  readonly edits: readonly string[];
  /** Commits that also delete a module, add one and change the requirements. */
  readonly mixed: readonly string[];
}

/** Makes the repository in `folder`, which must exist, with `changes` commits of each kind. Only below the folder of the tree that `within` names, which ends with a slash, files are changed. */
export function createBenchRepository(folder: string, files: readonly TreeFile[], changes: number, within = ''): BenchRepository {
  const path = join(folder, 'repository.git');
  const { git, store, commit, commitOn } = writerOf(folder, path);
  git(['init', '-q', '--bare', '-b', 'main', path]);
  const oids = git(['hash-object', '-w', '--no-filters', '--stdin-paths'], files.map(({ file }) => `${file}\n`).join('')).split('\n');
  const listing = files.map(({ path: name }, at) => entry(oids[at] as string, name));
  const own = files.find((file) => file.path === REQUIREMENTS);
  const requirements = own === undefined ? 'django\nrequests\n' : `${readFileSync(own.file, 'utf8').trimEnd()}\n`;
  const hasPython = files.some(({ path: name }) => name.endsWith('.py'));
  git(['update-index', '-z', '--index-info'], [...listing, ...(hasPython && own === undefined ? [entry(store(requirements), REQUIREMENTS)] : [])].join(''));
  const base = commit('index', null);
  git(['update-ref', 'refs/heads/main', base]);
  const chosen = chooseFiles(files.filter((file) => file.path.startsWith(within)));
  const edited = chosen.slice(0, EDITED_FILES);
  const change = (name: string, number: number, more: readonly string[]): string => {
    const entries = edited.map((file) => entry(store(edit(readFileSync(file.file, 'utf8'), file.path, `${name}_${number}`)), file.path));
    return commitOn(base, name, [...entries, ...more]);
  };
  const numbers = Array.from({ length: changes }, (_, number) => number);
  return {
    path,
    base,
    edits: numbers.map((number) => change('edit', number, [])),
    mixed: numbers.map((number) =>
      change('mixed', number, [
        ...chosen.slice(EDITED_FILES).map((file) => goneEntry(file.path)),
        entry(store(`import yaml\n\nNUMBER = ${number}\n`), 'bench_added_module.py'),
        entry(store(`${requirements}requests-bench-${number}\n`), REQUIREMENTS),
      ]),
    ),
  };
}

/** Commits on the base, by kind of change: at most `most` of each, and none where the tree has nothing of the kind. Each changes what its kind says and nothing else. */
export function commitKinds(folder: string, { path, base }: BenchRepository, files: readonly TreeFile[], most: number): Readonly<Record<string, readonly string[]>> {
  const { store, commitOn } = writerOf(folder, path);
  const editable = files.filter(isEditable).map(({ path: name, file }) => ({ path: name, read: () => readFileSync(file, 'utf8') }));
  const commitsOf = (kind: string): string[] =>
    (KINDS[kind]?.(editable, most) ?? []).map((change) => commitOn(base, 'kind', [...change].map(([name, text]) => (text === null ? goneEntry(name) : entry(store(text), name)))));
  return Object.fromEntries(Object.keys(KINDS).map((kind) => [kind, commitsOf(kind)]));
}

/** Writes into one repository. Each index is a file of its own in `folder`. */
interface Writer {
  git(args: readonly string[], input?: string | Buffer, index?: string): string;
  /** Answers the blob's id. */
  store(text: string): string;
  /** Of what the index holds. */
  commit(index: string, parent: string | null): string;
  /** Of a commit's tree with these entries changed. */
  commitOn(parent: string, index: string, entries: readonly string[]): string;
}

function writerOf(folder: string, path: string): Writer {
  const git: Writer['git'] = (args, input, index = 'index') => runGit(folder, path, args, input, index);
  const commit: Writer['commit'] = (index, parent) =>
    git(['commit-tree', git(['write-tree'], undefined, index), ...(parent === null ? [] : ['-p', parent]), '-m', 'Change']);
  return {
    git,
    store: (text) => git(['hash-object', '-w', '--stdin'], text),
    commit,
    commitOn: (parent, index, entries) => {
      git(['read-tree', parent], undefined, index);
      git(['update-index', '-z', '--index-info'], entries.join(''), index);
      return commit(index, parent);
    },
  };
}

/** Ten files to edit and one to delete, spread evenly over those given. */
function chooseFiles(files: readonly TreeFile[]): TreeFile[] {
  const candidates = files.filter((file) => isModule(file) && isEditable(file));
  const wanted = EDITED_FILES + 1;
  if (candidates.length < wanted) throw new Error(`fewer than ${wanted} source files to change`);
  return spread(candidates, wanted);
}

function isEditable({ file }: TreeFile): boolean {
  const { size } = statSync(file);
  return size >= EDITABLE.min && size <= EDITABLE.max;
}

/** A new public name and a new import at the end, so that whoever imports the module is concerned. */
function edit(text: string, path: string, name: string): string {
  return path.endsWith('.py')
    ? `${text}\n\ndef bench_${name}():\n    import json\n\n    return json.dumps({})\n`
    : `${text}\nexport function bench_${name}() {\n  return {};\n}\n`;
}

function entry(oid: string, path: string): string {
  return `100644 ${oid}\t${path}\0`;
}

function goneEntry(path: string): string {
  return `0 ${'0'.repeat(40)}\t${path}\0`;
}

const AUTHOR = { GIT_AUTHOR_NAME: 'bench', GIT_AUTHOR_EMAIL: 'bench@localhost', GIT_COMMITTER_NAME: 'bench', GIT_COMMITTER_EMAIL: 'bench@localhost' };

function runGit(folder: string, gitFolder: string, args: readonly string[], input: string | Buffer | undefined, index: string): string {
  const env = { PATH: process.env.PATH, HOME: folder, GIT_CONFIG_NOSYSTEM: '1', GIT_DIR: gitFolder, GIT_INDEX_FILE: join(folder, `${index}.index`), ...AUTHOR };
  return execFileSync('git', [...args], { cwd: folder, env, input: input ?? '', encoding: 'utf8', maxBuffer: 2 ** 28 }).replace(/\n$/, '');
}
