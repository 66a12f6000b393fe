/** What several rules ask of a whole repository, computed once for it. Pure. */
import type { FileFacts } from '../../facts/types.js';
import { createInverse, createTally } from '../../project/inverse.js';
import type { Told } from '../../project/live-tree.js';
import { perObject } from '../../project/per-object.js';
import { early, earlyPerKey, type Same } from '../../project/tracked.js';
import { sameData } from '../../project/same-data.js';
import type { ProjectModel } from '../../project/types.js';

/** Memoises a pure function of a project model by the model's identity, until something it read of the model has changed. An equal answer counts as the same. */
export function perModel<T>(compute: (model: ProjectModel) => T, same: Same<T> = sameData): (model: ProjectModel) => T {
  const answer = perObject((model: ProjectModel) => early(() => compute(model), same));
  return (model) => answer(model)();
}

/** Memoises a pure function of a model and a key. */
export function perModelAnd<K, T>(compute: (model: ProjectModel, key: K) => T, same: Same<T> = sameData): (model: ProjectModel, key: K) => T {
  const answers = perObject((model: ProjectModel) => earlyPerKey((key: K) => compute(model, key), same));
  return (model, key) => answers(model)(key);
}

/** What all files of a model say, asked at once: see `Scan`. */
export function perModelScan<T>(tell: (facts: FileFacts, path: string) => T | undefined | false, same: Same<T> = sameData): (model: ProjectModel) => readonly Told<T>[] {
  const scan = perObject((model: ProjectModel) => model.scan(tell, same));
  return (model) => scan(model)();
}

/** How many files of a model say a key: see `createTally`. */
export function perModelTally<T>(scan: (model: ProjectModel) => readonly Told<T>[], keysOf: (told: T) => Iterable<string>): (model: ProjectModel, key: string) => number {
  const count = perObject((model: ProjectModel) => createTally(() => scan(model), keysOf));
  return (model, key) => count(model)(key);
}

/** The files of a model that say a key: see `createInverse`. */
export function perModelInverse<T>(scan: (model: ProjectModel) => readonly Told<T>[], keysOf: (told: T) => Iterable<string>): (model: ProjectModel, key: string) => readonly string[] {
  const files = perObject((model: ProjectModel) => createInverse(() => scan(model), keysOf));
  return (model, key) => files(model)(key);
}
