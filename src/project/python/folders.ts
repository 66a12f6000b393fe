/** Folders that can be imported from without a file of their own (PEP 420). Pure. */
import { folderOf } from '../tree.js';

/**
 * Every folder that holds a Python file at any depth, and every folder above a submodule or link, which may hold anything.
 * @param isClosed whether a path is a submodule or a link
 */
export function pythonFolders(paths: readonly string[], isClosed: (path: string) => boolean): ReadonlySet<string> {
  const folders = new Set<string>();
  for (const path of paths) {
    if (!/\.pyi?$/.test(path) && !isClosed(path)) continue;
    for (let folder = folderOf(path); folder !== '' && !folders.has(folder); folder = folderOf(folder)) folders.add(folder);
  }
  return folders;
}
