/** Modules that a tree holds, by which Ruff sorts imports. Pure. */
import { ancestorsOf, folderOf, inFolder } from '../../project/tree.js';
import { perObject } from '../../project/per-object.js';
import type { ConfigTree } from '../types.js';

/** What `import name` finds in the source folders of a configuration, and the package that the file itself stands in. */
export function firstPartyModules(tree: ConfigTree, path: string, sources: readonly string[]): string[] {
  const own = packageOf(tree, path);
  return [...new Set([...sources.flatMap((folder) => modulesOf(tree, folder)), ...(own === undefined ? [] : [own])])].sort();
}

function modulesOf(tree: ConfigTree, folder: string): readonly string[] {
  const folders = knownIn(tree);
  const known = folders.get(folder) ?? modulesIn(tree, folder);
  folders.set(folder, known);
  return known;
}

const knownIn = perObject<ConfigTree, Map<string, readonly string[]>>(() => new Map());

/** Folders, and files of Python, right below a folder. */
function modulesIn(tree: ConfigTree, folder: string): string[] {
  const prefix = folder === '' ? '' : `${folder}/`;
  const names = new Set<string>();
  let last = '/';
  for (const path of tree.paths) {
    // Most paths stand in the same folder as the one before.
    if (!path.startsWith(prefix) || path.startsWith(last, prefix.length)) continue;
    const rest = path.slice(prefix.length);
    const slash = rest.indexOf('/');
    last = slash === -1 ? '/' : rest.slice(0, slash + 1);
    const name = slash === -1 ? /^(.*)\.pyi?$/.exec(rest)?.[1] : rest.slice(0, slash);
    if (name !== undefined && /^[A-Za-z_]\w*$/.test(name)) names.add(name);
  }
  return [...names];
}

/** The outermost of the packages around a file. */
function packageOf(tree: ConfigTree, path: string): string | undefined {
  let outermost: string | undefined;
  for (const folder of ancestorsOf(folderOf(path))) {
    if (folder === '' || !tree.has(inFolder(folder, '__init__.py'))) break;
    outermost = folder.slice(folder.lastIndexOf('/') + 1);
  }
  return outermost;
}
