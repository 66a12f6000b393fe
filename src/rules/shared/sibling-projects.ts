/** Projects of one repository that are kept as variants of each other: templates and examples for several frameworks. Pure. */
import { ancestorsOf, folderOf } from '../../project/tree.js';
import { groupedBy } from '../../project/grouped.js';
import type { ProjectModel } from '../../project/types.js';
import { perModel } from './per-model.js';

const MANIFEST = /(^|\/)(package\.json|pyproject\.toml|setup\.py|requirements\.txt)$/;
const SOURCE = /\.(py|[cm]?[jt]sx?)$/;
/** So many source files at the same places, and this share of those of the smaller project. */
const ALIKE = { files: 5, share: 1 / 3 };

/** The projects below the top: folder -> its source files by their paths within. */
const projects = perModel((model: ProjectModel): ReadonlyMap<string, ReadonlySet<string>> => {
  const folders = new Set(model.paths.filter((path) => MANIFEST.test(path)).map(folderOf).filter((folder) => folder !== ''));
  const found = new Map<string, Set<string>>([...folders].map((folder) => [folder, new Set<string>()]));
  for (const path of model.paths) {
    const folder = SOURCE.test(path) ? ancestorsOf(folderOf(path)).find((one) => folders.has(one)) : undefined;
    if (folder !== undefined) found.get(folder)?.add(path.slice(folder.length + 1));
  }
  return found;
});

/** `a\nb` for each two projects side by side that have many files at the same places, in both orders. */
const variants = perModel((model): ReadonlySet<string> => {
  const pairs = new Set<string>();
  for (const siblings of groupedBy([...projects(model)], ([folder]) => folderOf(folder)).values()) {
    for (const [left, own] of siblings) {
      for (const [right, theirs] of siblings) {
        if (left === right) continue;
        const shared = [...own].filter((path) => theirs.has(path)).length;
        if (shared >= ALIKE.files && shared >= Math.min(own.size, theirs.size) * ALIKE.share) pairs.add(`${left}\n${right}`);
      }
    }
  }
  return pairs;
});

/** Whether two files stand in projects that are variants of each other. */
export function areVariants(left: string, right: string, model: ProjectModel): boolean {
  if (variants(model).size === 0) return false;
  const [one, other] = [left, right].map((path) => ancestorsOf(folderOf(path)).find((folder) => projects(model).has(folder)));
  return one !== undefined && other !== undefined && variants(model).has(`${one}\n${other}`);
}
