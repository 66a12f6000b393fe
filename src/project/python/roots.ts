/** Import roots: the folders from which a Python file's absolute imports may start. Pure. */
import type { FileFacts } from '../../facts/types.js';
import type { Scan, Told } from '../live-tree.js';
import { early, perKey } from '../tracked.js';
import { sameData } from '../same-data.js';
import { ancestorsOf, folderOf, inFolder, joinPath, type TreeIndex } from '../tree.js';

export interface PythonRoots {
  /**
   * Certain roots, likeliest first: the folder that holds the file's outermost package, project folders (manage.py,
   * pyproject, setup) and their declared source folders, `src`, the repository's top, literal sys.path edits.
   */
  readonly strong: readonly string[];
  /** Possible roots: the file's own folder inside a package, other ancestors, other projects of the repository. */
  readonly weak: readonly string[];
  /** The strong root that is one only because the file's package stands in it, when no project file says so. */
  readonly incidental?: string;
  /** The file or a conftest above it changes sys.path in a way that can't be read. */
  readonly open: boolean;
}

export interface RootsInput {
  readonly tree: TreeIndex;
  facts(path: string): FileFacts | undefined;
  readonly scan: Scan;
}

const PROJECT_FILES = ['manage.py', 'pyproject.toml', 'setup.py', 'setup.cfg', 'pytest.ini', 'tox.ini', 'Pipfile', 'requirements.txt'];
const SOURCE_FOLDERS = ['src', 'lib', 'python'];

/** Answers the roots of a file; memoised per folder. */
export function createRoots(input: RootsInput): (path: string) => PythonRoots {
  const searched = input.scan(({ deployment }) => (deployment?.pythonPath?.length ?? 0) > 0 && (deployment?.pythonPath ?? []), sameData);
  const projects = early(() => projectRoots(input, searched()), sameData);
  const byFolder = perKey((folder: string) => rootsOfFolder(input, folder, projects()), sameData);
  return perKey((path: string) => withPathEdits(input, path, byFolder(folderOf(path))), sameData);
}

/** The first folder above `folder` (or itself) that is not a regular package. */
export function packageParent(tree: TreeIndex, folder: string): string {
  let current = folder;
  while (current !== '' && isRegularPackage(tree, current)) current = folderOf(current);
  return current;
}

/** True when the folder holds an `__init__.py` or `__init__.pyi`. */
export function isRegularPackage(tree: TreeIndex, folder: string): boolean {
  return tree.hasFile(inFolder(folder, '__init__.py')) || tree.hasFile(inFolder(folder, '__init__.pyi'));
}

function rootsOfFolder(input: RootsInput, folder: string, projects: ReadonlyMap<string, readonly string[]>): PythonRoots {
  const { tree } = input;
  const ancestors = ancestorsOf(folder);
  const parent = packageParent(tree, folder);
  const strong = new Set<string>();
  for (const ancestor of ancestors) {
    if (!projects.has(ancestor) && ancestor !== '') continue;
    strong.add(ancestor);
    for (const root of projects.get(ancestor) ?? []) strong.add(root);
    for (const name of SOURCE_FOLDERS) {
      const source = inFolder(ancestor, name);
      if (tree.hasFolder(source) && !isRegularPackage(tree, source)) strong.add(source);
    }
  }
  const isIncidental = !strong.has(parent);
  const ordered = [parent, ...[...strong].filter((root) => root !== parent)];
  strong.add(parent);
  const weak = new Set<string>(ancestors.filter((ancestor) => !strong.has(ancestor)));
  for (const [project, roots] of projects) {
    for (const root of [project, ...roots]) if (!strong.has(root)) weak.add(root);
  }
  return { strong: ordered, weak: [...weak], ...(isIncidental ? { incidental: parent } : {}), open: false };
}

/** Every folder with a project file, with the source roots its manifests declare. */
function projectRoots(input: RootsInput, searched: readonly Told<readonly string[]>[]): ReadonlyMap<string, readonly string[]> {
  const projects = new Map<string, string[]>();
  for (const name of PROJECT_FILES) {
    for (const path of input.tree.endingWith(name)) {
      if (!input.tree.hasFile(path)) continue;
      const folder = folderOf(path);
      const roots = projects.get(folder) ?? [];
      for (const declared of input.facts(path)?.manifest?.sourceRoots ?? []) {
        const root = joinPath(folder, declared);
        if (root !== undefined && root !== folder) roots.push(root);
      }
      projects.set(folder, roots);
    }
  }
  for (const { path, told } of searched) {
    for (const declared of told) {
      const root = joinPath(folderOf(path), declared);
      if (root !== undefined && input.tree.hasFolder(root) && !projects.has(root)) projects.set(root, []);
    }
  }
  return projects;
}

function withPathEdits(input: RootsInput, path: string, shared: PythonRoots): PythonRoots {
  const edits = pathEdits(input, path);
  if (edits.length === 0) return shared;
  const folder = folderOf(path);
  const added: string[] = [];
  for (const edit of edits) {
    if (edit === null) continue;
    for (const base of [folder, '']) {
      const root = joinPath(base, edit);
      if (root !== undefined && (root === '' || input.tree.hasFolder(root))) added.push(root);
    }
  }
  return { ...shared, strong: [...new Set([...shared.strong, ...added])], open: edits.includes(null) };
}

function pathEdits(input: RootsInput, path: string): readonly (string | null)[] {
  const own = input.facts(path)?.python?.sysPathEdits ?? [];
  const inherited = ancestorsOf(folderOf(path)).flatMap((folder) => {
    const conftest = inFolder(folder, 'conftest.py');
    if (conftest === path || !input.tree.hasFile(conftest)) return [];
    // A conftest's edits are relative to its own folder; seen from here only their presence matters.
    return (input.facts(conftest)?.python?.sysPathEdits ?? []).map((edit) => (edit === null ? null : joinPath(folder, edit) ?? null));
  });
  return [...own, ...inherited];
}
