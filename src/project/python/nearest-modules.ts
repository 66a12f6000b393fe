/** "Did you mean" for Python modules. Pure. */
import { distance } from 'fastest-levenshtein';
import { nearest, words } from '../nearest.js';
import { keyed, early, sameItems } from '../tracked.js';
import type { TreeIndex } from '../tree.js';

export interface NearestModulesInput {
  readonly tree: Pick<TreeIndex, 'paths'>;
  /** The name of a module over the given roots. */
  dotted(path: string, roots: readonly string[]): string | undefined;
  rootsOf(path: string): readonly string[];
}

/** All modules by the names that one set of roots gives them. */
interface Names {
  /** Name -> files, in the order of the tree. */
  readonly files: ReadonlyMap<string, readonly string[]>;
  readonly byLast: ReadonlyMap<string, readonly string[]>;
  readonly byParent: ReadonlyMap<string, readonly string[]>;
}

/**
 * Answers the modules that a missing one may have meant, at most three: a misspelt sibling, else a module of the same
 * last name elsewhere (it moved), else look-alikes in the package, then anywhere. Never the asking file itself.
 */
export function createNearestModules(input: NearestModulesInput): (path: string, name: string) => readonly string[] {
  const pythonFiles = early(() => input.tree.paths.filter((path) => /\.pyi?$/.test(path)), sameItems);
  const byRoots = keyed<string, Names>();
  const answers = keyed<string, readonly string[]>(sameItems);
  return (path, name) => {
    const roots = input.rootsOf(path);
    const key = roots.join('\0');
    const namesOf = (): Names => byRoots(key, () => indexNames(pythonFiles(), (file) => input.dotted(file, roots)));
    const names = namesOf();
    const own = ownName(names, path, input.dotted(path, roots));
    // Most askers have nothing in common with the name, so that one answer serves them all.
    const left = own !== undefined && mayTell(own, name) ? own : undefined;
    return answers(`${name}\n${left ?? ''}\n${key}`, () => search(namesOf(), name, left));
  };
}

function indexNames(files: readonly string[], dotted: (file: string) => string | undefined): Names {
  const byName = new Map<string, string[]>();
  for (const file of files) {
    const name = dotted(file);
    if (name !== undefined) add(byName, name, file);
  }
  const byLast = new Map<string, string[]>();
  const byParent = new Map<string, string[]>();
  for (const name of byName.keys()) {
    add(byLast, lastOf(name), name);
    add(byParent, parentOf(name), name);
  }
  return { files: byName, byLast, byParent };
}

function add(groups: Map<string, string[]>, key: string, value: string): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [value]);
  else group.push(value);
}

/** The file's name, unless another file bears it too. */
function ownName(names: Names, path: string, name: string | undefined): string | undefined {
  const files = name === undefined ? undefined : names.files.get(name);
  return files?.length === 1 && files[0] === path ? name : undefined;
}

function mayTell(own: string, name: string): boolean {
  const others = words(own);
  return words(name).some((word) => others.some((other) => other.startsWith(word) || word.startsWith(other))) || isSpelling(own, name) || nearest(name, [own]).length > 0;
}

function search(names: Names, name: string, left: string | undefined): readonly string[] {
  const parent = parentOf(name);
  const others = (group: readonly string[] | undefined): readonly string[] => group?.filter((candidate) => candidate !== left) ?? [];
  const siblings = others(names.byParent.get(parent));
  const misspelt = siblings.filter((candidate) => isSpelling(candidate.slice(parent.length), name.slice(parent.length)));
  if (misspelt.length > 0) return nearest(name, misspelt, { max: 3 });
  const moved = others(names.byLast.get(lastOf(name)));
  if (moved.length > 0) return moved.slice(0, 3);
  const all = others([...names.files.keys()]);
  return [...new Set([...nearest(name, siblings, { max: 3 }), ...nearest(name, all, { max: 3 })])].filter((candidate) => !name.startsWith(`${candidate}.`)).slice(0, 3);
}

/** One edit in four characters, at least one. */
function isSpelling(a: string, b: string): boolean {
  return distance(a, b) <= Math.max(1, Math.floor(Math.max(a.length, b.length) / 4));
}

function lastOf(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

function parentOf(name: string): string {
  return name.slice(0, Math.max(0, name.lastIndexOf('.')));
}
