/** Lock files that nothing is known of. Pure. */
import { ancestorsOf, inFolder } from '../tree.js';
import type { DependenciesInput } from './scopes.js';

/** Lock files of installers that put what packages need in turn where every module can import it. */
export const HOISTING_LOCKS: readonly string[] = ['package-lock.json', 'npm-shrinkwrap.json', 'yarn.lock', 'bun.lock', 'bun.lockb'];
export const NPM_LOCKS: readonly string[] = [...HOISTING_LOCKS, 'pnpm-lock.yaml'];

/** Of the nearest folder, this one or one above it, that has lock files of these names, one that could not be read. */
export function unreadLock(folder: string, names: readonly string[], input: Pick<DependenciesInput, 'hasFile' | 'facts'>): string | undefined {
  for (const one of ancestorsOf(folder)) {
    const locks = names.map((name) => inFolder(one, name)).filter((path) => input.hasFile(path));
    if (locks.length > 0) return locks.find((path) => input.facts(path)?.manifest === undefined);
  }
  return undefined;
}
