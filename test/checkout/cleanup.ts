/** What tests of this folder open and close. */
import { afterEach } from '@jest/globals';
import type { TreeSource } from '../../src/checkout/types.js';
import { createRepo, type RepoOptions, type TestRepo } from '../support/git-repo.js';

export interface Cleanup {
  /** Done after the test, the last first. */
  readonly cleanups: (() => Promise<void> | void)[];
  repository(options?: RepoOptions): TestRepo;
  opened<T extends TreeSource>(source: T): T;
}

/** For a file of tests: what each of them opens is closed after it. */
export function cleanedUp(): Cleanup {
  const cleanups: Cleanup['cleanups'] = [];
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  });
  return {
    cleanups,
    repository(options) {
      const repo = createRepo(options);
      cleanups.push(() => repo.remove());
      return repo;
    },
    opened(source) {
      cleanups.push(() => source.close());
      return source;
    },
  };
}
