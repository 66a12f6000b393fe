import { nearest } from '../../nearest.js';
import { sameData } from '../../same-data.js';
import { early, sameItems } from '../../tracked.js';
import type { DjangoInput } from '../input.js';
import type { TemplateIndex } from '../types.js';
import { templateFolders } from './folders.js';
import { ownership } from './owners.js';

/** Below a folder that Django or Jinja look templates up in. */
const FOLDERS = /(?:^|\/)(?:templates|jinja2)\//g;

/** The templates of a repository by the names that they are looked up by. */
export function createTemplateIndex(input: DjangoInput): TemplateIndex {
  const settings = early(() => templateFolders(input));
  const index = early(() => indexNames(input.tree.paths, settings().folders), sameNames);
  const owners = early(() => ownership(input, index().names));
  return {
    get names() {
      return index().names;
    },
    namesOf: (path) => index().byPath.get(path) ?? [],
    find(name) {
      const path = index().names.get(name);
      if (path !== undefined) return { kind: 'found', path };
      if (name === '' || /[%{}<>*]|^\.{0,2}\/|\s/.test(name)) return { kind: 'unknown', reason: 'the name is put together at run time' };
      const reason = settings().open ?? elsewhere(name, input, index()) ?? owners()(name);
      if (reason !== null) return { kind: 'unknown', reason };
      return { kind: 'missing', nearest: nearestNames(name, index().names) };
    },
  };
}

interface Names {
  readonly names: ReadonlyMap<string, string>;
  readonly byPath: ReadonlyMap<string, readonly string[]>;
  /** Folders that hold templates, with their final slash. */
  readonly folders: ReadonlySet<string>;
}

function indexNames(paths: readonly string[], configured: readonly string[]): Names {
  const names = new Map<string, string>();
  const byPath = new Map<string, readonly string[]>();
  const folders = new Set<string>(configured);
  const add = (path: string, start: number): string => {
    const name = path.slice(start);
    if (!names.has(name)) names.set(name, path);
    return name;
  };
  for (const folder of configured) for (const path of paths) if (path.startsWith(folder)) byPath.set(path, [...(byPath.get(path) ?? []), add(path, folder.length)]);
  for (const path of paths) {
    const found = Array.from(path.matchAll(FOLDERS), (match) => match.index + match[0].length);
    for (const start of found) folders.add(path.slice(0, start));
    if (found.length > 0) byPath.set(path, [...new Set([...(byPath.get(path) ?? []), ...found.map((start) => add(path, start))])]);
  }
  return { names, byPath, folders };
}

/** In the same order too, in which names are looked for. */
function sameNames(before: Names, after: Names): boolean {
  return sameItems([...before.names.keys()], [...after.names.keys()]) && sameItems([...before.folders], [...after.folders]) && sameData(before, after);
}

/** Why a template may stand where none of these folders is: elsewhere in the tree, or where a build writes it. */
function elsewhere(name: string, { tree }: DjangoInput, { folders }: Names): string | null {
  const suffix = `/${name}`;
  const other = tree.paths.find((path) => path === name || path.endsWith(suffix));
  if (other !== undefined) return `${other} may be found by that name`;
  for (const folder of folders) if (tree.isIgnored(folder + name)) return `${folder}${name} is ignored by git and may be made`;
  return null;
}

/** Templates of the same folder and extension with a name like it; else those of the same file name in other folders. */
function nearestNames(name: string, names: ReadonlyMap<string, string>): readonly string[] {
  const folder = name.slice(0, name.lastIndexOf('/') + 1);
  const file = name.slice(folder.length);
  const extension = file.slice(file.lastIndexOf('.'));
  const beside = [...names.keys()].filter((known) => known.startsWith(folder) && known.endsWith(extension) && !known.includes('/', folder.length));
  const stems = beside.map((known) => known.slice(folder.length, -extension.length));
  const near = nearest(file.slice(0, -extension.length), stems).map((stem) => folder + stem + extension);
  return near.length > 0 ? near : nearest(name, [...names.keys()].filter((known) => known.endsWith(`/${file}`)));
}
