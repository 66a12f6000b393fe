/** What several rules ask of a whole repository, computed once for it. Pure. */
import type { FileFacts } from '../../facts/types.js';
import { createTally } from '../../project/inverse.js';
import type { Told } from '../../project/live-tree.js';
import { lazily, perKey, type Same } from '../../project/tracked.js';
import { sameData } from '../../project/same-data.js';
import type { ProjectModel } from '../../project/types.js';

/** Memoises a pure function of a project model by the model's identity, until something it read of the model has changed. An equal answer counts as the same. */
export function perModel<T>(compute: (model: ProjectModel) => T, same: Same<T> = sameData): (model: ProjectModel) => T {
  const known = new WeakMap<ProjectModel, () => T>();
  return (model) => {
    let cell = known.get(model);
    if (cell === undefined) {
      cell = lazily(() => compute(model), same);
      known.set(model, cell);
    }
    return cell();
  };
}

/** Memoises a pure function of a model and a key. */
export function perModelAnd<K, T>(compute: (model: ProjectModel, key: K) => T, same: Same<T> = sameData): (model: ProjectModel, key: K) => T {
  const known = new WeakMap<ProjectModel, (key: K) => T>();
  return (model, key) => {
    let answers = known.get(model);
    if (answers === undefined) {
      answers = perKey((one: K) => compute(model, one), same);
      known.set(model, answers);
    }
    return answers(key);
  };
}

/** What all files of a model say, asked at once: see `Scan`. */
export function perModelScan<T>(tell: (facts: FileFacts, path: string) => T | undefined | false, same: Same<T> = sameData): (model: ProjectModel) => readonly Told<T>[] {
  const known = new WeakMap<ProjectModel, () => readonly Told<T>[]>();
  return (model) => {
    let scan = known.get(model);
    if (scan === undefined) {
      scan = model.scan(tell, same);
      known.set(model, scan);
    }
    return scan();
  };
}

/** How many files of a model say a key: see `createTally`. */
export function perModelTally<T>(scan: (model: ProjectModel) => readonly Told<T>[], keysOf: (told: T) => Iterable<string>): (model: ProjectModel, key: string) => number {
  const known = new WeakMap<ProjectModel, (key: string) => number>();
  return (model, key) => {
    let count = known.get(model);
    if (count === undefined) {
      count = createTally(() => scan(model), keysOf);
      known.set(model, count);
    }
    return count(key);
  };
}
